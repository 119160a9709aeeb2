"""Common English words of shop titles: a typing error away from a mark, they are still themselves."""

from __future__ import annotations

from typing import Final

COMMON: Final = frozenset(
    """
    a able about above absolute act add after again air all also always am an and animal any apple
    are area arm art as at away baby back bag bags ball balls band bank bar base bases basic bath
    battery be beach bean bear beauty bed beer before being belly belt best better between big bike
    bird black blade blue board boards boat body book books boot boots both bottle bow bowl box boy
    boys brake brand brave bread brief bright bring brown brush built bus but button buy by cable
    cake camera camp can candle candy cap car card cards care carry case cases cat cell chain chair
    change charger cheap check cheese cherry chief child children choice choose chose city claim
    class classic clean clear clock close cloth clothes club coast coat coats coffee coin cold
    collar color colors colour colours come comfort cook cookies cool copper corn cotton count
    country court cover covers cream creams crime cross crowd crown cup cups curve cut cycle daily
    dance dark date day deal debut deep delay depth desk digital dinner dirt do dog doll dolls door
    doors double doubt down draft drama dream dress dresses drill drink drive dry duck dust each ear
    early earth east easy edge egg electric email empty end engine enjoy enter equal error event
    every exact exist extra eye face fair faith fall false family fan fancy fans farm fashion fast
    fault feather felt few fiber fibre field fields fifty fight file film filter final find fine
    fire first fish fit fix flag flash flat fleet floor flower flowers fluid fly foam focus fold
    food foot for force forth frame frames fraud free fresh friend from front fruit full fun fur
    furniture game garden garment gas gel get gift girl glass glasses glove go goat gold good grade
    grant grape grass gray great green grey grip gross group grown guard guess guest guide gum hair
    half hall hammer hand handle hands hang happy hard harsh hash hat have he head heads health
    heart heat heavy heel help hence her here high hill his hold hole holiday home honey hood hook
    hooks horse hot house how human ice idea ideal if image in index ink inner input inside into
    iron is issue it item its jacket jam jar jars jeans jelly jewel jewels joint judge juice jump
    just keep key keys kid kids kind kitchen knife knit knives know known label lace lady lake lamp
    lamps land large last late later laundry layer leaf learn leather leave left leg legal lemon
    length lens less letter level lids life lift light lights like limit line lines link lip
    lipstick liquid lists little live loads local lock locks logic long look loose lot love lovely
    low lower lucky lunch luxury machine magic mail main major make maker male man manual map march
    mark market mask masks mat match material mats may maybe mayor me meal mean meat medal media
    memory men merry metal meter metric might milk mind mini minor mint minus mirror mixed mixes
    model modern modes money month moon moral more morning most motor motors mount mountain mouse
    mouth move moves movie much mud mug multi music my nail nails name names natural near neck need
    needle needs net never new next nice night no noise north nose not note notes novel now number
    nurse nut nuts occur ocean of off offer often oil oils old on one only open or orange order
    organ other our out outdoor over own owner pack packs pad page pages paint pair pairs pan panel
    pans pant pants paper papers park part parts party patches peace pen pencil pens people pepper
    perfect pet pets phase phone phones photo piano picture piece pieces pillow pilot pin pink pins
    pipe pipes pitch place plain plan plane plant plastic plate plates play players please plug
    pocket point points pool pools pop port posts pot pound powder power present press pretty price
    prices prime print prior prize pro proof proud prove pump pure purple purse put quality queen
    quick quiet rabbit race rack radio rain rapid rates ratio reach react read ready real really red
    refer regular relax reply rest rice rich ride rifle right ring rings rises rival river road
    roads rock roll rolls roof room root rope ropes rose round row rows royal rubber rug rugs run
    rural safe sales salt same sand sauce save saw scale scarf scarves scene school scope score
    screen screw sea seal season seat seats second see seed self sell send sense serum serve set
    sets seven shade shades shake shampoo shape shapes sharp she sheet shelf shell shift shine ship
    shirt shirts shock shoe shoes shoot shop shops short shorts shower side sides sight sign signs
    silk silver simple since sink sixth size sizes skill skin skins skirt skirts sky sleep sleeves
    slide slim slow small smart smile smoke smooth snow so soap soaps sock socks soft solid solve
    some song songs sorry sound sounds soup south space spare speak speed spend spin spite split
    spoon spoons sport sports spot spots spring square staff stage stake stand star stars start
    state steam steel step steps stick still stitching stock stone stones stop storage store story
    straight strap street string strip strips strong study stuff style styles sugar suit summer sun
    super supply support sure swim swiss switch table tables tail take tall tank tape tapes taste
    tea team teams tell terms test tests that the theft their them theme then there they thick thin
    thing third this those thread three threw throw ticket tie tiger tight tile time times tired
    tires title to today toe toes together tomato ton tone tool tools tooth top topic total touch
    tough toward towel towels tower town toy toys track trade trail train travel tray trays treat
    treats tree trend trends trial trick trip troop truck trucks true trust truth tube tubes turn
    twice two types tyres ultra under unit units up upon us usage use used users usual vacuum valid
    value values valve velvet very video view views vintage visit vital voice wall wallet walls want
    warm wash waste watch watches water wave wax way ways we wear weather web week weeks weight well
    west wet what wheel wheels when where which white whole wholesale whose why wide will win wind
    window winds wine wing winter wire wires with woman women wood woods wool word words work works
    world worry worse worst worth would wound wrap wrist write wrong yard year years yellow yes
    yield you young your youth zip zone
    """.split()  # noqa: SIM905  # a list this long is read as text
)
