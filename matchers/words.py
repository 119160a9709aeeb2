"""Common English words of shop titles: a typing error away from a mark, they are still themselves."""

from __future__ import annotations

from typing import Final

COMMON: Final = frozenset(
    """
    a about above act add after again air all also always am an and animal any apple are area arm
    art as at away baby back bag bags ball band bank bar base basic bath battery be beach bean bear
    beauty bed beer before belt best better between big bike bird black blade blue board boat body
    book books boot boots both bottle bow bowl box boy boys brake brand bread bright bring brown
    brush bus but button buy by cable cake camera camp can candle candy cap car card care carry case
    cat cell chain chair change charger cheap check cheese cherry child children choice choose city
    class classic clean clear clock close cloth clothes club coat coffee coin cold collar color
    colour come comfort cook cookies cool copper corn cotton country cover cream creams cross crown
    cup cups cut cycle daily dance dark date day deal deep desk digital dinner dirt do dog doll door
    double down dream dress drill drink drive dry duck dust each ear early earth east easy edge egg
    electric end engine eye face fair fall family fan farm fashion fast feather felt few field file
    film filter find fine fire first fish fit fix flag flat floor flower fly foam fold food foot for
    free fresh friend from front fruit full fun fur furniture game garden garment gas gel get gift
    girl glass glove go goat gold good grade grape grass gray great green grey grip group guide gum
    hair half hall hammer hand handle hang happy hard hash hat have he head health heart heat heavy
    heel help her here high hill his hold hole holiday home hood hook horse hot house how ice idea
    if in ink inside into iron is it item its jacket jam jar jeans jelly jewel juice jump just keep
    key kid kids kind kitchen knife knit know lace lady lake lamp land large last late laundry leaf
    learn leather leave left leg lemon length lens less letter level life lift light like line link
    lip lipstick liquid little live lock long look loose lot love low lunch machine mail main make
    male man manual map mark market mask mat match material may me meal mean meat medal memory men
    merry metal meter milk mind mini mint mirror model modern money month moon more morning most
    motor mountain mouse mouth move much mud mug music my nail name natural near neck need needle
    net never new next nice night no noise north nose not note novel now number nut of off oil old
    on one only open or orange order other our out outdoor over own pack pad page paint pair pan
    pant pants paper park part parts party pen pencil people pepper pet phone photo piano picture
    piece pillow pin pink pipe place plain plan plane plant plastic plate play please plug pocket
    point pool pop port pot powder power present press pretty price print pro pump pure purple purse
    put quality queen quick quiet rabbit race rack radio rain read ready real really red regular
    rest rice rich ride right ring river road rock roll roof room root rope rose round row rubber
    rug run safe salt same sand sauce save saw scarf school screen screw sea seal season seat second
    see seed self sell send serum set shade shake shampoo shape sharp she sheet shell shelf shine
    ship shirt shoe shoes shop short shower side sign silk silver simple sink size skin skirt sky
    sleep slim slow small smart smile smoke smooth snow so soap sock socks soft solid some song
    sound soup south space speed spin spoon sport sports spot spring square stand star start steam
    steel step stick still stitching stone stop storage store story straight strap street string
    strong style sugar suit summer sun super supply support sure swim switch table tail take tall
    tank tape tea team tell test that the their them then there they thick thin thing this thread
    three ticket tie tiger tile time to today toe together tomato ton tone tool tooth top touch
    toward towel tower town toy toys track trade train travel tray tree trick trip truck true tube
    turn two ultra under unit up upon us use used vacuum valve velvet very video view vintage visit
    voice wall wallet want warm wash watch water wave wax way we wear weather web week weight well
    west wet what wheel when where which white wholesale why wide will win wind window wine wing
    winter wire with woman women wood wool word work world wrap wrist write yard year yellow yes you
    young your zip zone
    """.split()  # noqa: SIM905  # a list this long is read as text
)
