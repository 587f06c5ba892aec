"""The provinces, by the name of the time, and who succeeded whom.

Since 2025-07-01 there are 34 provinces where there were 63; Huế became a centrally run city on 2025-01-01,
and Hà Tây joined Hà Nội on 2008-08-01. A task keeps the name of its time; whoever asks who is responsible
on a day asks `successor`. Confidence [G]: public knowledge, not read in the resolution itself; Bình Phước
to Đồng Nai, Đắk Nông to Lâm Đồng and Tiền Giang to Đồng Tháp are also in press reports of 2025.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from models.errors import BadInput
from models.listing.text import clean, fold

MERGER: Final = date(2025, 7, 1)
"""First day of the 34 provinces [G]."""
HUE_CITY: Final = date(2025, 1, 1)
"""First day of Huế as a centrally run city [G]."""
HA_TAY_JOINED: Final = date(2008, 8, 1)
"""First day of Hà Tây within Hà Nội [G]."""


@dataclass(frozen=True)
class Province:
    """A province under one name.

    Attributes:
        name: as decrees write it, without "tỉnh" or "thành phố" (TP. Hồ Chí Minh keeps it).
        letters: prefix of task codes, unique among all names.
        joined: the province that it became part of, or None where the name still stands.
        since: first day on which `joined` answers for it.
    """

    name: str
    letters: str
    joined: str | None = None
    since: date | None = None

    @property
    def slug(self) -> str:
        """The name for tags and addresses: `dong-nai`."""
        return fold(self.name).replace(" ", "-")


def _stands(name: str, letters: str) -> Province:
    return Province(name, letters)


def _joined(name: str, letters: str, successor: str, since: date = MERGER) -> Province:
    return Province(name, letters, successor, since)


PROVINCES: Final[tuple[Province, ...]] = (
    _stands("An Giang", "AG"),
    _joined("Bà Rịa - Vũng Tàu", "BRVT", "TP. Hồ Chí Minh"),
    _joined("Bạc Liêu", "BL", "Cà Mau"),
    _joined("Bắc Giang", "BG", "Bắc Ninh"),
    _joined("Bắc Kạn", "BK", "Thái Nguyên"),
    _stands("Bắc Ninh", "BN"),
    _joined("Bến Tre", "BT", "Vĩnh Long"),
    _joined("Bình Dương", "BD", "TP. Hồ Chí Minh"),
    _joined("Bình Định", "BDI", "Gia Lai"),
    _joined("Bình Phước", "BP", "Đồng Nai"),
    _joined("Bình Thuận", "BTH", "Lâm Đồng"),
    _stands("Cà Mau", "CM"),
    _stands("Cao Bằng", "CB"),
    _stands("Cần Thơ", "CT"),
    _stands("Đà Nẵng", "DNG"),
    _stands("Đắk Lắk", "DL"),
    _joined("Đắk Nông", "DNO", "Lâm Đồng"),
    _stands("Điện Biên", "DB"),
    _stands("Đồng Nai", "DN"),
    _stands("Đồng Tháp", "DT"),
    _stands("Gia Lai", "GL"),
    _joined("Hà Giang", "HG", "Tuyên Quang"),
    _joined("Hà Nam", "HNA", "Ninh Bình"),
    _stands("Hà Nội", "HN"),
    _joined("Hà Tây", "HTY", "Hà Nội", HA_TAY_JOINED),
    _stands("Hà Tĩnh", "HT"),
    _joined("Hải Dương", "HD", "Hải Phòng"),
    _stands("Hải Phòng", "HP"),
    _joined("Hậu Giang", "HGI", "Cần Thơ"),
    _joined("Hòa Bình", "HB", "Phú Thọ"),
    _stands("Huế", "HUE"),
    _stands("Hưng Yên", "HY"),
    _stands("Khánh Hòa", "KH"),
    _joined("Kiên Giang", "KG", "An Giang"),
    _joined("Kon Tum", "KT", "Quảng Ngãi"),
    _stands("Lai Châu", "LC"),
    _stands("Lạng Sơn", "LS"),
    _stands("Lào Cai", "LCA"),
    _stands("Lâm Đồng", "LD"),
    _joined("Long An", "LA", "Tây Ninh"),
    _joined("Nam Định", "ND", "Ninh Bình"),
    _stands("Nghệ An", "NA"),
    _stands("Ninh Bình", "NB"),
    _joined("Ninh Thuận", "NT", "Khánh Hòa"),
    _stands("Phú Thọ", "PT"),
    _joined("Phú Yên", "PY", "Đắk Lắk"),
    _joined("Quảng Bình", "QB", "Quảng Trị"),
    _joined("Quảng Nam", "QNA", "Đà Nẵng"),
    _stands("Quảng Ngãi", "QNG"),
    _stands("Quảng Ninh", "QN"),
    _stands("Quảng Trị", "QT"),
    _joined("Sóc Trăng", "ST", "Cần Thơ"),
    _stands("Sơn La", "SL"),
    _stands("Tây Ninh", "TN"),
    _joined("Thái Bình", "TB", "Hưng Yên"),
    _stands("Thái Nguyên", "TNG"),
    _stands("Thanh Hóa", "TH"),
    _joined("Thừa Thiên Huế", "TTH", "Huế", HUE_CITY),
    _joined("Tiền Giang", "TG", "Đồng Tháp"),
    _stands("TP. Hồ Chí Minh", "HCM"),
    _joined("Trà Vinh", "TV", "Vĩnh Long"),
    _stands("Tuyên Quang", "TQ"),
    _stands("Vĩnh Long", "VL"),
    _joined("Vĩnh Phúc", "VP", "Phú Thọ"),
    _joined("Yên Bái", "YB", "Lào Cai"),
)

_ALIASES: Final = {
    "hcm": "TP. Hồ Chí Minh",
    "tphcm": "TP. Hồ Chí Minh",
    "ho chi minh": "TP. Hồ Chí Minh",
    "sai gon": "TP. Hồ Chí Minh",
    "br vt": "Bà Rịa - Vũng Tàu",
    "ba ria": "Bà Rịa - Vũng Tàu",
    "vung tau": "Bà Rịa - Vũng Tàu",
    "dac lac": "Đắk Lắk",
    "daklak": "Đắk Lắk",
    "dac nong": "Đắk Nông",
    "daknong": "Đắk Nông",
    "bac can": "Bắc Kạn",
    "kontum": "Kon Tum",
    "tt hue": "Thừa Thiên Huế",
}
_BY_KEY: Final = {fold(province.name): province for province in PROVINCES}
_BY_NAME: Final = {province.name: province for province in PROVINCES}
_ABBREVIATED_WORDS: Final = ("tinh ", "thanh pho ", "tp ")


@lru_cache(maxsize=4096)
def find(name: str) -> Province | None:
    """Find a province by any spelling of its name; None where there is no such province."""
    key = fold(name)
    for word in _ABBREVIATED_WORDS:
        if key.startswith(word) and key not in _BY_KEY:
            key = key.removeprefix(word)
    if key in _ALIASES:
        return _BY_NAME[_ALIASES[key]]
    return _BY_KEY.get(key)


def province_named(name: str) -> Province:
    """Return the province of a name.

    Raises:
        BadInput: no province bears or bore the name.
    """
    found = find(name)
    if found is None:
        raise BadInput(f"Không có tỉnh nào tên “{clean(name)}”. Hãy ghi tên đầy đủ.")
    return found


def named_in(text: str, *, only_titled: bool = False) -> Province | None:
    """Find the one province that a heading names; None for none or several.

    A name after "tỉnh" or "thành phố" prevails: districts share names with provinces ("huyện Quảng Ninh").

    Args:
        text: the heading.
        only_titled: take no name that stands without "tỉnh" or "thành phố".
    """
    key = f" {fold(text)} "
    for lead in (" tinh ", " thanh pho ", " tp ", *(() if only_titled else (" ",))):
        found = {province.name for words, province in _BY_KEY.items() if f"{lead}{words} " in key}
        if "Thừa Thiên Huế" in found:
            found.discard("Huế")
        if found:
            return _BY_NAME[found.pop()] if len(found) == 1 else None
    return None


def successor(name: str, on: date) -> str:
    """Return the province that answers, on a day, for what the named one did; itself while it stands.

    Raises:
        BadInput: no province bears or bore the name.
    """
    province = province_named(name)
    while province.joined and province.since and on >= province.since:
        province = _BY_NAME[province.joined]
    return province.name


def same_province(one: str, other: str, on: date | None = None) -> bool:
    """Whether two names mean one province, or, with a day, whether one province answers for both.

    Raises:
        BadInput: one of the names is no province's.
    """
    if on is None:
        return province_named(one).name == province_named(other).name
    return successor(one, on) == successor(other, on)


def slug(name: str) -> str:
    """Return the name for tags and addresses.

    Raises:
        BadInput: no province bears or bore the name.
    """
    return province_named(name).slug


def letters(name: str) -> str:
    """Return the prefix of the province's task codes.

    Raises:
        BadInput: no province bears or bore the name.
    """
    return province_named(name).letters


def standing(on: date) -> tuple[Province, ...]:
    """Return the provinces whose name stands on a day."""
    return tuple(
        province
        for province in PROVINCES
        if (province.since is None or on < province.since) and not (province.name == "Huế" and on < HUE_CITY)
    )
