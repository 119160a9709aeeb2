"""The district a seller's address lies in, as far as the address says it."""

from __future__ import annotations

import re
from typing import Final

# A province is left out, in full or as people write it; 吉林市 is a city, 海南藏族自治州 is elsewhere.
_PROVINCE: Final = (
    r"(?:中国)?(?:[一-鿿]{2,7}?(?:省|自治区|特别行政区)"
    r"|(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南(?!藏族)|四川|贵州|云南|陕西|甘肃"
    r"|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)(?!市))?"
)
# Names before 市 and 区, 县 or 旗.
_COUNTY: Final = re.compile(
    rf"^{_PROVINCE}(?P<city>[一-鿿]{{2,6}}?(?:市|自治州|地区|盟))?(?P<county>[一-鿿]{{1,8}}?(?:区|县|市|旗))?"
)


def district_of(address: str) -> str:
    """Prefecture and county of an address in China, such as `宁波市鄞州区`; what it says else, as it stands.

    Nothing is guessed: a town without a county stays a town, and an empty address is no district.
    """
    plain = re.sub(r"[\s·,，/-]+", "", address)
    found = _COUNTY.match(plain)
    named = "".join(part for part in found.group("city", "county") if part) if found else ""
    return (named or address.strip())[:100]
