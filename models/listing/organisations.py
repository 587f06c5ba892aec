"""What kind of body a name denotes, read from the first words of the name and from nothing else."""

import re
from typing import Final

from models.listing.text import clean, fold

KINDS: Final = {
    "enterprise": "Doanh nghiệp",
    "cooperative": "Hợp tác xã",
    "university": "Trường đại học, cao đẳng",
    "institute": "Viện nghiên cứu",
    "centre": "Trung tâm",
    "state": "Cơ quan nhà nước",
    "household": "Hộ, cá nhân",
    "other": "Tổ chức khác",
}

_RULES: Final[tuple[tuple[str, str], ...]] = (
    ("cooperative", r"(?:lien hiep )?(?:hop tac xa|htx)\b|to hop tac\b"),
    ("household", r"\d+ (?:ho|nong ho|ho dan)\b|(?:cac )?(?:ho dan|nong dan|nong ho|ho gia dinh)\b"),
    ("enterprise", r"(?:tong )?(?:cong ty|cty)\b|tap doan\b|doanh nghiep\b|dntn\b|xi nghiep\b|nha may\b"),
    ("enterprise", r"co so\b|trang trai\b|ngan hang\b|.*\b(?:jsc|co ltd|ltd|corp|group)\Z"),
    ("university", r"(?:phan hieu )?(?:truong )?(?:dai hoc|dh|cao dang|cd|hoc vien)\b"),
    (
        "university",
        r"truong (?:trung cap|chinh tri)\b|(?:trung tam|khoa|bo mon)\b.*\btruong (?:dai hoc|dh)\b",
    ),
    ("institute", r"(?:phan )?vien (?!kiem sat)|bao tang\b"),
    ("centre", r"trung tam\b|tt\b|tram\b|vuon quoc gia\b|ban quan ly\b"),
    ("state", r"(?:uy ban nhan dan|ubnd|cac so|so|chi cuc|cuc|tong cuc|phong|bo|ban|van phong|bo chi huy)\b"),
    ("state", r"(?:dang uy|tinh uy|huyen uy|thanh uy|thi uy|hdnd|hoi dong nhan dan|dai|cong an)\b"),
    ("state", r"(?:toa an|vien kiem sat|kho bac|thanh tra|hai quan)\b"),
    ("other", r"(?:lien hiep|hoi|hiep hoi|lien doan|lien minh|tinh doan|doan|mat tran|quy)\b"),
)


def kind_of(name: str) -> str | None:
    """Return the kind of organisation that a name shows, as a code of KINDS; None where it is silent."""
    folded = fold(name)
    return next((kind for kind, words in _RULES if re.match(words, folded)), None)


def parse_kind(text: str) -> str | None:
    """Read a cell that states the kind, as a code of KINDS or in Vietnamese; None for neither."""
    bare = clean(text)
    if bare in KINDS:
        return bare
    folded = fold(bare)
    return next((kind for kind, label in KINDS.items() if fold(label) == folded), None) or kind_of(bare)
