"""What a title is about: its words and pairs of words, without the frame that all titles share.

"Xây dựng mô hình trồng thâm canh cây chuối ở tỉnh Hậu Giang" is about bananas. Vietnamese words are mostly
of two syllables ("bảo quản"), so a pair of neighbours says more than its halves. Words are compared without
marks, but where both sides bear marks these must agree: "dừa" is no "dứa".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from models.listing.text import clean, without_marks
from models.provinces import PROVINCES

FRAME: Final[dict[str, tuple[str, ...]]] = {
    "what every task does": (
        "nghiên cứu", "xây dựng", "ứng dụng", "áp dụng", "triển khai", "thực hiện", "đề xuất", "đánh giá",
        "điều tra", "khảo sát", "phân tích", "hoàn thiện", "phát triển", "thử nghiệm", "thực nghiệm",
        "nâng cao", "cải thiện", "tăng cường", "phát huy", "đẩy mạnh", "góp phần", "phục vụ", "định hướng",
        "xác định", "lựa chọn", "chuyển giao", "biên soạn", "tiến bộ", "đổi mới",
    ),
    "what every task brings": (
        "mô hình", "quy trình", "giải pháp", "biện pháp", "công nghệ", "kỹ thuật", "khoa học", "hệ thống",
        "đề án", "dự án", "đề tài", "kế hoạch", "chương trình", "nhiệm vụ", "thực trạng", "hiện trạng",
        "thực tiễn", "kết quả", "sản phẩm", "sản xuất",
    ),
    "what every task promises": (
        "hiệu quả", "chất lượng", "năng suất", "bền vững", "khả năng", "phù hợp", "điều kiện", "tiềm năng",
        "chủ lực", "thâm canh", "canh tác", "hợp lý", "cao", "tốt", "mới", "loại",
    ),
    "where and when": (
        "địa bàn", "tỉnh", "huyện", "xã", "thị xã", "thành phố", "tại", "ở", "vùng", "khu vực",
        "giai đoạn", "năm", "tầm nhìn",
    ),
    "grammar": (
        "và", "của", "cho", "các", "một số", "những", "theo", "trong", "từ", "đến", "để", "nhằm", "với",
        "bằng", "được", "có", "trên", "về", "do", "là",
    ),
}  # fmt: skip
"""Words that say nothing of the subject, by the reason. Taken out whole and with their marks: "năm" (year)
goes, "nấm" (mushroom) stays. Letting frequency alone weigh them was measured: worse (docs/decisions/0008).
"""

REGIONAL: Final[dict[str, str]] = {
    "bắp": "ngô",
    "heo": "lợn",
    "đậu phộng": "lạc",
    "mè": "vừng",
    "khoai mì": "sắn",
    "chanh dây": "chanh leo",
    "cá lóc": "cá quả",
}
"""One thing under its southern and its northern name: who needs the one is helped by the other."""

_WORD: Final = re.compile(r"[^\W_]+")
_CAPITALS: Final = "".join(filter(str.isupper, map(chr, range(0x1EFA))))
_PLACES: Final = (
    rf"\b(?:[Hh]uyện|[Tt]hị xã|[Xx]ã|[Tt]ỉnh|[Tt]hành phố|[Qq]uận|[Pp]hường|T[Pp]\.?)(?:\s+[{_CAPITALS}]\w*)+"
    rf"|\b(?:{'|'.join(sorted((re.escape(each.name) for each in PROVINCES), key=len, reverse=True))})\b"
)
"""A place by its title, or a province by its name."""
_BREAK: Final = " | "


def _alternatives(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(words, key=len, reverse=True))})\b")


_FRAME_WORDS: Final = tuple(word for words in FRAME.values() for word in words)
_FRAME: Final = {
    False: _alternatives(_FRAME_WORDS),
    True: _alternatives({without_marks(word) for word in _FRAME_WORDS}),
}
_PLACE: Final = {False: re.compile(_PLACES), True: re.compile(without_marks(_PLACES))}
_OTHER_REGION: Final = {**REGIONAL, **{north: south for south, north in REGIONAL.items()}}
_REGION: Final = {
    False: _OTHER_REGION,
    True: {without_marks(word): without_marks(other) for word, other in _OTHER_REGION.items()},
}
"""Frame, places and regional words, as they are written with marks (False) and without any (True)."""

_TONES: Final = (
    ("òa", "oà"), ("óa", "oá"), ("ỏa", "oả"), ("õa", "oã"), ("ọa", "oạ"),
    ("òe", "oè"), ("óe", "oé"), ("ỏe", "oẻ"), ("õe", "oẽ"), ("ọe", "oẹ"),
    ("ùy", "uỳ"), ("úy", "uý"), ("ủy", "uỷ"), ("ũy", "uỹ"), ("ụy", "uỵ"),
)  # fmt: skip
"""The two ways of placing the mark at the end of a syllable: "hòa" and "hoà" are one word."""


@dataclass(frozen=True)
class Term:
    """A word or a pair of neighbours, with its name in the other region where it has one.

    Attributes:
        words: as written.
        loose: the tsquery that finds it whatever its marks.
        exact: the tsquery that finds it with its marks.
        size: how many words it has, 1 or 2.
    """

    words: str
    loose: str
    exact: str
    size: int


@dataclass(frozen=True)
class Subject:
    """What a title is about.

    Attributes:
        terms: each word and pair once, in the order of the title.
        bare: whether the title was typed without any marks, so that marks cannot be asked for.
        text: the folded words that are left, for comparing letters.
    """

    terms: tuple[Term, ...]
    bare: bool
    text: str


def subject_of(title: str) -> Subject:
    """Read what a title, or a need with its description, is about."""
    whole = clean(title)
    bare = whole == without_marks(whole)
    lowered = _PLACE[bare].sub(_BREAK, whole).lower()
    framed = _FRAME[bare].sub(_BREAK, lowered)
    # A title of nothing but frame is all that there is to go by.
    runs = _runs(framed) or _runs(whole.lower())
    found = {
        " ".join(words): None
        for run in runs
        for at in range(len(run))
        for words in (run[at : at + 1], run[at : at + 2])
    }
    return Subject(
        tuple(_term(words, bare=bare) for words in found),
        bare,
        without_marks(" ".join(word for run in runs for word in run)),
    )


def _runs(text: str) -> list[list[str]]:
    """The words that stand together once the frame is out."""
    parts = (_WORD.findall(part) for part in text.split(_BREAK.strip()))
    return [words for words in parts if words]


def _term(words: str, *, bare: bool) -> Term:
    other = _REGION[bare].get(words) or " ".join(_REGION[bare].get(word, word) for word in words.split())
    names = dict.fromkeys((words, other))
    return Term(
        words,
        " | ".join(_phrase([[without_marks(word)] for word in name.split()]) for name in names),
        " | ".join(_phrase([_spellings(word) for word in name.split()]) for name in names),
        words.count(" ") + 1,
    )


def _phrase(words: Iterable[Iterable[str]]) -> str:
    """The tsquery of words in a row; a word is letters and digits alone, so that quotes hold it."""
    return " <-> ".join("(" + " | ".join(f"'{spelt}'" for spelt in ways) + ")" for ways in words)


def _spellings(word: str) -> tuple[str, ...]:
    for old, new in _TONES:
        for one, other in ((old, new), (new, old)):
            if word.endswith(one):
                return word, word.removesuffix(one) + other
    return (word,)
