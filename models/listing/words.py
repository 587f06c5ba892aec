"""The small vocabularies of a list: grades, levels, fields of science, kinds of task, application.

Codes are what the rest of the house speaks; the Vietnamese word of each stands beside it.
"""

import re
from dataclasses import dataclass
from typing import Final

from models.errors import BadInput
from models.listing.cells import Undecided, is_blank
from models.listing.text import clean, fold

GRADES: Final = {
    "excellent": "Xuất sắc",
    "very_good": "Tốt",
    "good": "Khá",
    "average": "Trung bình",
    "pass": "Đạt",
    "fail": "Không đạt",
    "not_completed": "Không hoàn thành",
}
"""Grades of the councils, old and new. "Tốt" and "Trung bình" belong to the older scale of four."""
FAILING: Final = frozenset({"fail", "not_completed"})
"""Grades with which a task ends without a result."""
LEVELS: Final = {
    "provincial": "cấp tỉnh",
    "national": "cấp quốc gia",
    "ministerial": "cấp bộ",
    "base": "cấp cơ sở",
}
FIELDS: Final = {
    "natural": "Khoa học tự nhiên",
    "engineering": "Khoa học kỹ thuật và công nghệ",
    "medical": "Khoa học y, dược",
    "agricultural": "Khoa học nông nghiệp",
    "social": "Khoa học xã hội",
    "humanities": "Khoa học nhân văn",
}
KINDS: Final = {
    "pilot_project": "Dự án sản xuất thử nghiệm",
    "research_topic": "Đề tài",
    "project": "Dự án",
    "scheme": "Đề án",
    "service_task": "Nhiệm vụ sự nghiệp",
    "linked_task": "Nhiệm vụ liên kết",
    "model": "Mô hình",
}
"""Kinds of task as lists prefix them; longer prefixes stand first."""
APPLIED: Final = {
    "yes": "đã ứng dụng",
    "partly": "ứng dụng một phần",
    "no": "chưa ứng dụng",
    "unknown": "chưa rõ",
}

_GRADE_WORDS: Final[tuple[tuple[str, str], ...]] = (
    ("not_completed", r"khong hoan thanh|chua hoan thanh"),
    ("fail", r"khong dat|chua dat|khong nghiem thu"),
    ("excellent", r"xuat sac|xs"),
    ("very_good", r"tot"),
    ("good", r"kha"),
    ("average", r"trung binh|tb"),
    ("pass", r"dat|dat yeu cau"),
)
_GRADE_LEAD: Final = re.compile(
    r"\A(?:(?:ket qua|danh gia|xep loai|nghiem thu|hoi dong|cua|muc|loai|da|duoc)\b\s*)*"
    r"(?:dat\b\s*(?:loai|muc)?\s*(?=kha|tot|xuat|trung|xs|tb))?"
)
_GRADE_CODES: Final = frozenset(GRADES)
_POINTS: Final = re.compile(r"\A(?:\d{1,3}(?:[.,]\d+)?)(?:\s*(?:/\s*\d{1,3}|điểm))?\Z", re.IGNORECASE)
_ACCEPTED: Final = frozenset(
    {"nghiem thu", "da nghiem thu", "duoc nghiem thu", "hoan thanh", "da hoan thanh"}
)
_RUNNING: Final = frozenset({"dang thuc hien", "chua nghiem thu", "dang trien khai", "chuyen tiep"})


def parse_grade(text: str) -> str | None:
    """Read a grade as a code of GRADES; None for a blank.

    Raises:
        Undecided: points, several grades ("7 Khá, 1 Đạt"), or acceptance without a grade.
        BadInput: no grade that any scheme knows.
    """
    shown, folded = clean(text), fold(text)
    if is_blank(folded) or folded == "unknown":
        return None
    if shown in _GRADE_CODES:
        return shown
    if _POINTS.match(shown):
        raise Undecided(f"Kết quả “{shown}” là điểm, chưa phải mức xếp loại.")
    if folded in _ACCEPTED or folded in _RUNNING:
        raise Undecided(f"“{shown}” không nêu mức xếp loại.")
    bare = _GRADE_LEAD.sub("", folded)
    for code, words in _GRADE_WORDS:
        if re.fullmatch(rf"(?:{words})(?: yeu cau)?", bare):
            return code
    if sum(bool(re.search(rf"\b(?:{words})\b", bare)) for _, words in _GRADE_WORDS) > 1:
        raise Undecided(f"“{shown}” nêu nhiều mức xếp loại, chưa rõ nhiệm vụ này thuộc mức nào.")
    raise BadInput(
        f"Không có mức xếp loại “{shown}”. Hãy ghi một trong các mức: {', '.join(GRADES.values())}."
    )


def says_accepted(text: str) -> bool:
    """Whether a cell says that the task was accepted, though without a grade."""
    return fold(text) in _ACCEPTED


_LEVEL_WORDS: Final[tuple[tuple[str, str], ...]] = (
    ("base", r"co so|cap huyen|huyen|cap truong|cap xa"),
    ("ministerial", r"cap bo|bo\b.*|ministerial"),
    ("national", r"quoc gia|nha nuoc|national|cap nn"),
    ("provincial", r"cap tinh|tinh|cap thanh pho|thanh pho|provincial|so kh.*|so khoa hoc.*|ubnd tinh.*"),
)
_LEVEL_IN_TEXT: Final[tuple[tuple[str, str], ...]] = (
    ("base", r"\bcap (?:co so|huyen|truong|xa)\b"),
    ("ministerial", r"\bcap bo\b"),
    ("national", r"\bcap (?:quoc gia|nha nuoc)\b"),
    ("provincial", r"\bcap (?:tinh|thanh pho)\b"),
)


def parse_level(text: str) -> str | None:
    """Read the level of management as a code of LEVELS; None for a blank.

    Raises:
        BadInput: no level that the law knows.
    """
    folded = fold(text)
    if is_blank(folded):
        return None
    if named := level_named_in(text):
        return named
    for code, words in _LEVEL_WORDS:
        if re.fullmatch(rf"(?:cap )?(?:{words})", folded):
            return code
    raise BadInput(f"Không có cấp quản lý “{clean(text)}”. Hãy ghi: {', '.join(LEVELS.values())}.")


def level_named_in(text: str) -> str | None:
    """Find the one level that a heading names; None where it names none or several."""
    folded = fold(text)
    named = {code for code, words in _LEVEL_IN_TEXT if re.search(words, folded)}
    return named.pop() if len(named) == 1 else None


_FIELD_WORDS: Final[tuple[tuple[str, str], ...]] = (
    ("agricultural", r"nong nghiep|nong lam ngu|nong lam|nong lam nghiep|thuy san|lam nghiep|agricultural"),
    ("medical", r"y duoc|y te|y|y hoc|medical|y duoc hoc"),
    ("engineering", r"ky thuat va cong nghe|ky thuat cong nghe|ky thuat|cong nghe|cong nghiep|engineering"),
    ("natural", r"tu nhien|natural|tai nguyen moi truong|tai nguyen va moi truong"),
    ("humanities", r"nhan van|humanities"),
    ("social", r"xa hoi|xa hoi va nhan van|xa hoi nhan van|social"),
)


def parse_field(text: str) -> str | None:
    """Read the field of science as a code of FIELDS; None for a blank.

    Raises:
        Undecided: a field that provinces use but that belongs to none of the six sciences alone.
    """
    folded = re.sub(r"\A(?:linh vuc\s*)?(?:cac\s*)?(?:khoa hoc\s*)?", "", fold(text))
    if is_blank(folded):
        return None
    for code, words in _FIELD_WORDS:
        if re.fullmatch(words, folded):
            return code
    raise Undecided(
        f"Lĩnh vực “{clean(text)}” không thuộc riêng một trong các ngành: {', '.join(FIELDS.values())}."
    )


def field_named_in(text: str) -> str | None:
    """Find the field that a heading names ("Lĩnh vực: Nông nghiệp"); None where it names none."""
    found = re.search(r"\b(?:lĩnh vực|khoa học)\b\s*:?\s*(.+)", clean(text), re.IGNORECASE)
    if not found:
        return None
    try:
        return parse_field(found[1])
    except Undecided:
        return None


_APPLIED_WORDS: Final[tuple[tuple[str, str], ...]] = (
    ("unknown", r"unknown|chua ro|khong ro"),
    ("partly", r"partly|mot phan|(?:da )?ung dung mot phan|buoc dau.*"),
    ("no", r"no|khong|chua|(?:khong|chua)(?: duoc)? (?:ung dung|ap dung|su dung)"),
    ("yes", r"yes|co|(?:da|dang|duoc)(?: duoc)? (?:ung dung|ap dung|su dung)"),
)


def parse_applied(text: str) -> str:
    """Read whether the result is used: yes, partly, no or unknown; a blank is unknown.

    Raises:
        BadInput: no answer to the question.
    """
    folded = fold(text)
    if is_blank(folded):
        return "unknown"
    for code, words in _APPLIED_WORDS:
        if re.fullmatch(words, folded):
            return code
    raise BadInput(
        f"Không rõ “{clean(text)}” là đã ứng dụng hay chưa. Hãy ghi: {', '.join(APPLIED.values())}."
    )


@dataclass(frozen=True)
class Titled:
    """A title without its number and its prefix, and the kind that the prefix named."""

    title: str
    kind: str | None


_NUMBERED: Final = re.compile(r"\A(?:[-–+•*]\s*)?(?:\(?\d{1,3}\s*(?:[./)]\s*[-–]?|[-–])\s+|[a-zđ]\)\s*)?")
_PREFIXES: Final[tuple[tuple[str, str], ...]] = (
    ("pilot_project", r"(?:dự án\s*)?(?:sản xuất thử nghiệm|sxtn)|dự án sxtn"),
    ("service_task", r"nhiệm vụ sự nghiệp(?: kh&cn| khoa học và công nghệ)?"),
    ("linked_task", r"nhiệm vụ liên kết"),
    ("research_topic", r"đề tài(?: khoa học| kh&cn| nckh| nghiên cứu khoa học)?"),
    ("project", r"dự án(?: kh&cn| khoa học và công nghệ)?"),
    ("scheme", r"đề án(?: khoa học)?"),
    ("model", r"mô hình"),
)
_QUOTED: Final = re.compile(r"\A[“\"«]([^“”\"«»]*(?:[“\"][^“”\"]*[”\"][^“”\"]*)*)[”\"»]\.?\Z")


def split_title(text: str) -> Titled:
    """Part a title from its number ("1/ ", "- ") and its kind ("Đề tài: ", "Dự án SXTN “...”").

    A kind without a colon or quotes ("Mô hình sản xuất ...") is part of the title and stays in it.
    """
    bare = _NUMBERED.sub("", clean(text), count=1).strip()
    for kind, words in _PREFIXES:
        found = re.match(rf"(?:{words})(?P<sign>\s*:\s*|\s*(?=[“\"«])|\s+)(?P<rest>.+)", bare, re.IGNORECASE)
        if found:
            cut = ":" in found["sign"] or found["rest"][0] in '“"«'
            return Titled(_unquoted(found["rest"] if cut else bare), kind)
    return Titled(_unquoted(bare), None)


def _unquoted(title: str) -> str:
    """Take the quotes off a whole title, and give it the capital that TCVN3 fonts lose."""
    whole = _QUOTED.match(title.strip())
    bare = (whole[1] if whole else title).strip(" ;")
    return bare[:1].upper() + bare[1:] if bare[1:2].islower() or bare[1:2] == " " else bare
