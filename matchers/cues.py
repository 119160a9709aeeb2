"""Words that tell how a mark is meant, by where they stand: before it, after it, or on both sides.

Written from general usage, in classes (a cue, then only words that may stand between it and the mark), so
that wordings nobody listed are heard too; what each class is worth is fitted, not written here.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from matchers.vocabulary import any_of


class Sides(NamedTuple):
    """Cues before a mark, after it, and pairs of which one stands before and one after."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    around: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = ()


def _before(english: str, chinese: str) -> re.Pattern[str]:
    opening = r"[\"'“‘「『【《(\[]?\s*$"
    return re.compile(rf"(?:\b(?:{english})\s*:?\s*{_BETWEEN}|(?:{chinese})\s*:?\s*{_LIST_ZH}){opening}")


# What may stand between an English cue and the mark: articles, kinds of goods, more names in a list.
_BETWEEN: Final = (
    r"(?:(?:the|your|our|all|most|any|an?|old|new|many|several|other|certain|selected|original|genuine|brand"
    r"|models?|series|types?|products?|owners?|users?|of|from|by)\s+){0,4}"
    r"(?:[\w'.-]+\s*(?:,|/|&|\+|\band\b|\bor\b)\s*){0,6}"
)
_LIST_ZH: Final = r"(?:[^\s,，。;；]{1,8}[/、，,&+和与及或]\s*){0,6}"

_FITTING_EN: Final = (
    r"for(?:\s+(?:use|used?)(?:\s+(?:with|on|in))?)?|fits?|fitting|fitted\s+(?:to|for)|(?:to|will|can)\s+fit"
    r"|(?:in)?compatible\s+(?:with|for|to)|compatibility\s+with|works?\s+(?:with|on|in)|working\s+with"
    r"|(?:pairs?|goes|go|going|matches|connects?|syncs?|used?|usable|interchangeable)\s+(?:with|on|in)"
    r"|(?:designed|made|suitable|intended|built|cut|sized|shaped|customi[sz]ed|tailored|meant|scaled|printed|machined|mou?lded|contoured)"
    r"\s+(?:for|to(?:\s+(?:fit|suit|match))?)"
    r"|(?:size|shape|dimensions|specs?)\s+of|suits?|to\s+suit|suited\s+(?:to|for)|supports?|supporting"
    r"|(?:sized|pre-?cut|shaped|spare)\s+(?:for|to)|(?:to\s+)?(?:hold|holds|go\s+over|go\s+under|slide\s+over)(?:\s+\d+)?"
    r"|that\s+(?:takes?|holds?|grips?|accepts?|hugs?)|attaches\s+to|mounts\s+(?:to|on)|plugs\s+into|adapts?\s+to|replaces|replacing"
    r"|(?:replacement|substitute|alternative|equivalent)\s+(?:of|to|for)|in\s+place\s+of|instead\s+of"
    r"|aftermarket|non[- ]?oem|universal\s*\("
)
_FITTING_ZH: Final = (
    r"适用于?|适用机型|适用车型|兼容于?|兼顾|适配于?|可?用于|可?用在|(?:可|能)?(?:替换|替代|代替|取代)|支持|匹配"
    r"|配套|可?搭配|通用于?|通配|专为|能用于|适合|适应|兼用|对应|相容于?|(?:能|可)?(?:装|安装|套|插|接|贴|放|容|塞|收)(?:得)?"
    r"(?:在|上|到|进|下)|(?<![专特直提])供|针对|不挑机|可配|配"
)
_MODEL: Final = r"(?:\s*[a-z]{0,3}\d+[a-z\d]{0,5})?"
_NOUN_ZH: Final = r"\s*(?:系列|机型|车型|型号|款型|手机|品牌|产品|机器|设备|车)?\s*|[一-鿿]{1,6}?"
# "usable for many occasions", "fits all sizes": the goods are praised, nobody else's are named.
_PRAISE: Final = (
    r"(?!\s*(?:[于在]|所有|多种|各|任何|全|男女|人群|场合|尺码|大小|送礼|日常"
    r"|一年|四季|老人|小孩|家用|办公|无))"
)
_FITTING_AFTER: Final = re.compile(
    rf"^[\"'”」)\]】]?{_MODEL}(?:(?:{_NOUN_ZH})(?:专用|适用|通用|兼容|适配|相容|替换|替代|代用|可用|能用|可装"
    rf"|可配|也能用|也能装|都能用|均可用){_PRAISE}|[一-鿿]{{2,5}}用(?=\s)|[一-鿿]{{0,5}}(?:配件|原配件|替换件|周边配件)"
    r"|(?:车主|用户|机主|玩家)|[- ]?compatib|\s*(?:[a-z]+\s+)?(?:accessor|replacement|spare)"
    r"|\s+(?:owners?|users?)\b|\s*,[^,]{1,20}\band more\b)"
)
_FITTING_AROUND: Final = (
    (
        re.compile(r"[为给与和跟同按照依对在]\s*$"),
        re.compile(
            r"^.{0,8}(?:设计|定制|研发|打造|相容|兼容|匹配|适配|配套|通用|开模|尺寸|规格|配的|换|使用|上用)"
        ),
    ),
)
NAMED_TO_FIT: Final = Sides(_before(_FITTING_EN, _FITTING_ZH), _FITTING_AFTER, _FITTING_AROUND)

# Heard only beside a part or an accessory: a model's number after the mark, or a loose word of fitting.
LOOSE_BEFORE: Final = re.compile(
    r"(?:尺寸|规格|按|照|改|给|把|替|仿原厂)[^,，。;；]{0,6}$"
    r"|\b(?:fit|suit|replac|compatib|design|made|intend|hold|clip|mount|attach|spare|recommend|same|match|pair|work"
    r"|slides?|snaps?|thread|cut|siz)\w*(?:\s+[\w'&-]+){0,4}\s*[:–-]?\s*$"
)
LOOSE_AFTER: Final = re.compile(
    r"^\s*[a-z]{0,3}[- ]?\d|^[^,，。;；]{0,8}?(?:可以?|能|都|也|均|皆|正|刚好|改)(?:[一-鿿]?)"
    rf"(?:用|换|装|加|充|盖|套|插|贴|穿|配|改|放|接|上|对|合适|塞|夹|卡){_PRAISE}|^[^\\s,，。;；]{{0,10}}(?:通用|同规格|机主)"
    r"|^[\w\s'-]{0,16}\b(?:spare|replacement|users?|owners?|models?|shape|size|thread|generic|kind)s?\b"
    r"|^(?:\s+\w+){0,2}\s+(?:and|or|&)\s+(?:most|other|similar|all)|^[^,;]{0,14}\b(?:application|mount|bayonet|thread)\b"
    r"|^(?:这|那)(?:类|种|款|几)|^[^\s,，。;；]{0,6}(?:接口|卡口|螺口|协议|口径|原车|开模)"
)

THIRD_PARTY: Final = re.compile(
    r"副厂|第三方(?!平台|检测|机构|支付|物流|鉴定)|非原[装厂](?!箱)|非官方|(?:国产|平替|兼容)(?:替代|代用|件|款)|代用|自有品牌|品牌另算"
    r"|(?:本店|自家|本厂|自己)(?:自产|自制|自研|生产|烘)|(?<!老板)自研"
    r"|\bunofficial\b|\bthird[- ]party\b|\baftermarket\b"
    r"|\b(?:non|not)[- ]?(?:an?\s)?oem\b|\bgeneric\b|\b(?:un|non[- ]?)branded\b"
    r"|\bno[- ]?(?:name|brand|logo)\b|\bpattern part"
    r"|\breplicas? parts?\b"
)
MADE_BY_OTHER: Final = re.compile(
    r"^[^.;]{0,40}?[,(\s](?:(?:made|built|brewed|roasted)\s)?by\s+(?!dhl|ups|fedex|air\b|post)[a-z]"
)

# A negative, at most eight words, and for longer ones a word that leads to the maker.
_DENYING_EN: Final = (
    r"(?:not|non|never|neither|nor|unlike|isn'?t|aren'?t|wasn'?t)[\s-]+(?:(?:an?|the|any|really|actually)\s+){0,2}"
    r"(?:(?:genuine|original|authentic|real|official)\s+)?"
    r"|no\s+(?:(?:visible|printed|sewn)\s+)?"
    r"|(?:not|no|non|never|neither|nor|without|isn'?t|aren'?t|unrelated|unaffiliated|unconnected|nothing|independent"
    r"|different|distinct|separate)(?:[\s-]+[\w']+[,/]?){0,8}?[\s-]+(?:by|from|with|to|of|as)\s+(?:an?\s+|the\s+|any\s+)?"
    r"|(?:without|unlike|unrelated to|apart from)\s+(?:an?\s+|the\s+|any\s+)?"
)
_DENYING_ZH: Final = (
    r"并非|(?:也|并|可|绝|都|均)?不是|不属于|不含|不带|不印|没有|无关于|绝非|非(?!常|凡|洲|遗)|无(?!线)|不同于|有别于|区别于|不等于"
    r"|(?:别|不要|请勿|切勿)当[成作]?|(?:请|切)?勿与|莫与|未经|不归|并无"
    r"|(?:不|别|勿|莫|没|无|非)(?![锈粘线糖痕骨籽核尘遗缝凡二致墅人倒限敌忧同])[一-鿿]{0,1}[^\W的]?(?=[\"'“「]?$)"
)
_NO_TIE: Final = r"(?:毫?无|没|非|不存在|并无|不具|不涉)"
DENIED: Final = Sides(
    _before(_DENYING_EN, _DENYING_ZH),
    re.compile(
        rf"^[\"'”」』]?\s*(?:公司|品牌|集团|官方|商标|厂家|旗下|本身|那边|产品)?\s*(?:之间)?\s*(?:毫?无[^,，。]{{0,6}}关|没关系|没有"
        rf"|{_NO_TIE}[^,，。]{{0,6}}(?:关系|关联|合作|授权|联系|干系|瓜葛)|不搭|不沾|(?:请勿|勿|不要|切勿|易)?混淆|是两回事|不是一家"
        r"|的?\s*(?:请)?绕道|的?\s*勿[拍扰])"
        r"|^\s*(?:logo|brand(?:ing)?|label|product)?\s*(?:not included|removed|is not)"
    ),
    ((re.compile(r"[与和跟同]\s*$"), re.compile(rf"^[^,，。;；]{{0,8}}{_NO_TIE}")),),
)

LIKENED: Final = Sides(
    _before(
        r"like|similar\s+to|inspired\s+by|(?:in\s+the\s+)?style\s+of|dupes?\s+(?:of|for)|alternative\s+to",
        r"仿|类似于?|媲美|神似|比肩|撞款|致敬|像",
    ),
    re.compile(
        r"^[\"'”」]?\s*(?:同款|同源|平替|风格|风味|风(?![衣扇机筒车铃味格])|款式|既视感|代餐"
        r"|[- ]?(?:styled?|look|inspired"
        r"|dupes?|look[- ]?alike|esque|like|type|vibes?)\b)"
    ),
)

ACCESSORY: Final = re.compile(any_of("accessories"))
SERVICE: Final = re.compile(any_of("services"))
GOODS: Final = any_of("goods")
# What comes along is not what is sold: 送手机壳, with free strap.
GIVEN_BEFORE: Final = re.compile(
    r"[送赠附含配带][^,，。;；]{0,4}$|\b(?:with|free|plus|gift|includ\w*)\b\W*(?:\w+\W+)?$"
)
GIVEN_AFTER: Final = re.compile(r"^\s*(?:赠送|附送|included\b|for free)")
# The mark names other goods than those offered, and a part of them stands right behind: X V8屏幕总成,
# X拉杆箱万向轮, X mouse skates.
_MODEL_OF: Final = r"[\s-]*(?:[a-z]{0,4}[- ]?\d+[\w/+.-]*|[a-z]?\s?(?:系列|全系|机型|车型|型号|series|range))"
OWNER: Final = re.compile(rf"^(?:{_MODEL_OF}|(?:[\w/]{{1,8}}\s?)?{GOODS})")
PART_BEHIND: Final = re.compile(rf"^(?:[^\s,，。;；·|]{{0,4}}|\s(?:\w+\s){{0,1}}){any_of('accessories')}")

SIGN_AFTER: Final = re.compile(
    r"^[\"'”’」』】》\])]?\s*(?:®|™|©|\((?:r|tm)\)|牌(?!子?[匾坊])|品牌|商标|官方|旗舰|正品|专柜|专卖|授权|原装"
    r"|\bofficial|\bbrand\b)"
)
SIGN_BEFORE: Final = re.compile(
    r"(?:品牌|商标|正品|正宗|原厂|原装|官方|认准|logo|brand|genuine|original|authentic|official|\bby)\s*[::]?\s*$"
)
SELLER_SIGN: Final = re.compile(
    r"旗舰|官方|专卖|专营|特卖|授权|工厂|\bstore|\bshop|\bofficial|\boutlet|\bdeals?\b"
)
# What an ordinary word says of goods' form, look or taste, where it is no name: 骆驼公仔, 樱花色, 苹果味.
DESCRIBES: Final = re.compile(
    r"^\s?[一-鿿]{0,2}(?:吊坠|项链|耳钉|耳环|戒指|手链|手镯|首饰|饰品|玩具|公仔|玩偶|手办|毛绒|抱枕|贴纸|摆件|挂件|积木|拼图|徽章|灯)"
    r"|^\s?(?:色|味|印|图|花纹|花色|造型|形|款式|风|系|毛|皮|绒|木|肉|香|状|纹|刺绣|主题|元素|卡通|树|汁|干|粉|油|籽|样式)"
)
CLAIMED_GENUINE: Final = re.compile(
    r"正品|原装(?!进口)|原厂|专柜|国行|官方|旗舰|授权|保真|\bgenuine\b|\bauthentic\b|\boriginal\b|\bofficial\b"
)
