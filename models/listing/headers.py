"""Which column of a list holds what: every heading seen, and the names of our own files.

Headings are compared without marks, case and punctuation. A column of persons (chủ nhiệm ...) is dropped on
sight: the system keeps roles and organisations.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from models.errors import BadInput
from models.listing.text import clean, fold

PERSON: Final = "(person)"
"""The mark of a column, or of a line in a cell, that names a person."""

SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "number": ("STT", "TT", "Số TT", "Số thứ tự", "No"),
    "source_code": ("id", "Mã", "Mã dòng"),
    "title": (
        "title_vi",
        "title",
        "Tên nhiệm vụ",
        "Tên đề tài",
        "Tên đề tài, dự án",
        "Tên đề tài/dự án",
        "Tên dự án",
        "Tên đề án",
        "Tên nhiệm vụ KH&CN",
        "Tên nhiệm vụ khoa học và công nghệ",
        "Tên đề tài khoa học",
        "Nhiệm vụ",
        "Đề tài",
        "Đề tài, dự án",
        "Tên",
        "Tiêu đề",
    ),
    "gloss": ("gloss_en", "Tên tiếng Anh"),
    "kind": ("Loại nhiệm vụ", "Loại hình nhiệm vụ", "Loại hình", "Phân loại"),
    "field": ("field", "Lĩnh vực", "Lĩnh vực nghiên cứu", "Lĩnh vực khoa học"),
    "province": ("province", "Tỉnh", "Tỉnh, thành phố", "Tỉnh/thành phố", "Địa phương"),
    "level": (
        "level",
        "Cấp quản lý",
        "Cấp",
        "Cấp nhiệm vụ",
        "Cơ quan quản lý",
        "Cấp quản lý (Cơ quan quản lý)",
    ),
    "host": (
        "host_organisation",
        "host",
        "Cơ quan chủ trì",
        "Đơn vị chủ trì",
        "Tổ chức chủ trì",
        "Tổ chức chủ trì nhiệm vụ",
        "Cơ quan chủ trì thực hiện",
        "Đơn vị thực hiện",
        "Cơ quan thực hiện",
    ),
    "host_kind": ("host_kind", "Loại hình tổ chức chủ trì"),
    "orderer": (
        "orderer",
        "Cơ quan đặt hàng",
        "Đơn vị đặt hàng",
        "Đơn vị đề xuất đặt hàng",
        "Cơ quan đề xuất",
    ),
    "period": (
        "period",
        "Thời gian thực hiện",
        "Năm thực hiện",
        "Thời gian",
        "Thời hạn thực hiện",
        "Thời gian thực hiện (tháng)",
        "Thời gian (tháng)",
    ),
    "start": (
        "start",
        "Bắt đầu",
        "Ngày bắt đầu",
        "Thời gian bắt đầu",
        "Từ",
        "Thời gian thực hiện Bắt đầu",
        "Thời gian thực hiện Từ",
    ),
    "end": (
        "end",
        "Kết thúc",
        "Ngày kết thúc",
        "Thời gian kết thúc",
        "Đến",
        "Thời gian thực hiện Kết thúc",
        "Thời gian thực hiện Đến",
    ),
    "plan_year": ("Năm kế hoạch", "Kế hoạch năm", "Năm phê duyệt danh mục"),
    "budget": (
        "budget",
        "Kinh phí",
        "Kinh phí thực hiện",
        "Tổng kinh phí",
        "Tổng kinh phí thực hiện",
        "Kinh phí Tổng",
        "Kinh phí Tổng số",
        "Kinh phí thực hiện Tổng số",
        "Tổng kinh phí Tổng số",
    ),
    "budget_million_vnd": ("budget_million_vnd",),
    "budget_state": (
        "Ngân sách nhà nước",
        "Kinh phí NSNN",
        "Kinh phí Ngân sách nhà nước",
        "Kinh phí SNKH",
        "Kinh phí từ nguồn sự nghiệp khoa học và công nghệ",
        "Kinh phí sự nghiệp khoa học",
        "Kinh phí thực hiện NSNN",
        "NSNN",
    ),
    "budget_other": (
        "Vốn đối ứng",
        "Kinh phí Khác",
        "Kinh phí Nguồn khác",
        "Nguồn khác",
        "Kinh phí Vốn khác",
    ),
    "references": (
        "decision_no",
        "Số quyết định",
        "Quyết định",
        "Số, ký hiệu quyết định",
        "Số QĐ",
        "Quyết định số",
    ),
    "approval": (
        "Quyết định phê duyệt",
        "Số quyết định phê duyệt",
        "QĐ phê duyệt",
        "Quyết định phê duyệt nhiệm vụ",
        "Quyết định giao nhiệm vụ",
        "Quyết định giao chủ trì",
        "Quyết định phê duyệt giao chủ trì",
        "Quyết định phê duyệt tổ chức chủ trì",
    ),
    "listing": (
        "Quyết định phê duyệt danh mục",
        "Quyết định danh mục",
        "QĐ danh mục",
        "Quyết định đặt hàng",
    ),
    "recognition": ("Quyết định công nhận", "Quyết định công nhận kết quả", "QĐ công nhận kết quả"),
    "task_code": ("Mã số", "Mã số nhiệm vụ", "Mã nhiệm vụ", "Mã đề tài", "Mã số đề tài"),
    "contract": ("Hợp đồng", "Số hợp đồng", "Hợp đồng số", "Hợp đồng KH&CN", "Số, ngày hợp đồng"),
    "registry": (
        "Số hồ sơ lưu",
        "Số đăng ký kết quả",
        "Giấy chứng nhận đăng ký kết quả",
        "Số giấy chứng nhận đăng ký kết quả",
    ),
    "accepted_on": (
        "accepted_on",
        "Thời gian nghiệm thu",
        "Ngày nghiệm thu",
        "Năm nghiệm thu",
        "Nghiệm thu",
    ),
    "grade": (
        "grade",
        "Xếp loại",
        "Kết quả",
        "Đánh giá xếp loại",
        "Đánh giá xếp loại của Hội đồng nghiệm thu",
        "Kết quả nghiệm thu",
        "Kết quả xếp loại",
        "Xếp loại nghiệm thu",
        "Kết quả đánh giá, xếp loại",
        "Kết quả đánh giá",
    ),
    "recipient": (
        "recipient",
        "Đơn vị sử dụng kết quả",
        "Đơn vị tiếp nhận",
        "Đơn vị nhận chuyển giao",
        "Đơn vị thụ hưởng",
        "Đơn vị tiếp nhận kết quả",
        "Cơ quan tiếp nhận",
        "Nơi tiếp nhận",
        "Đơn vị ứng dụng",
    ),
    "applied": (
        "applied",
        "Ứng dụng",
        "Đã ứng dụng",
        "Tình hình ứng dụng",
        "Tình trạng ứng dụng",
        "Ứng dụng kết quả",
    ),
    "source_url": ("source_url", "Nguồn", "Đường dẫn", "Liên kết", "URL"),
    "objective": (
        "Mục tiêu",
        "Mục tiêu của đề tài",
        "Mục tiêu của nhiệm vụ",
        "Mục tiêu nghiên cứu",
        "Định hướng mục tiêu",
        "Nội dung",
        "Nội dung nghiên cứu",
        "Nội dung chính",
        "Sản phẩm",
        "Sản phẩm chính",
        "Dự kiến sản phẩm",
        "Kết quả nghiên cứu",
        "Yêu cầu đối với kết quả và sản phẩm",
        "Yêu cầu đối với kết quả",
        "Phương thức thực hiện",
        "Phương thức",
    ),
    "remark": ("Ghi chú", "remark"),
    "report": ("Lý do", "Trang tính", "Dòng"),
    PERSON: (
        "Chủ nhiệm",
        "Chủ nhiệm đề tài",
        "Chủ nhiệm dự án",
        "Chủ nhiệm nhiệm vụ",
        "Chủ nhiệm đề tài, dự án",
        "Cá nhân chủ nhiệm",
        "Họ và tên chủ nhiệm",
        "Họ tên chủ nhiệm",
        "Thư ký",
        "Thư ký khoa học",
        "Thành viên",
        "Thành viên chính",
        "Người thực hiện",
        "Người ký",
        "Tác giả",
        "Đồng chủ nhiệm",
        "Họ và tên",
    ),
}
"""Fields of a row and the headings under which lists print them; the first are those of our own files."""

READ_BUT_NOT_KEPT: Final = frozenset({"number", "objective", "budget_state", "budget_other", "report"})
"""Fields that are recognised, so that nobody wonders about them, but hold no fact of a listed task."""
SEVERAL_ALLOWED: Final = READ_BUT_NOT_KEPT | {PERSON, "remark"}
"""Fields of which a list may have many columns; two columns of any other contradict each other."""

_FIELD_OF: Final = {fold(name): field for field, names in SYNONYMS.items() for name in names}
_PERSON_WORDS: Final = re.compile(r"\b(?:chu nhiem|ho (?:va )?ten|thanh vien|thu ky)\b")
_UNIT_BEHIND: Final = re.compile(r"[,;-]\s*(?=(?:đvt|đơn vị|triệu|tỷ|nghìn|đồng|vnđ)\b)", re.IGNORECASE)
_MONEY_UNITS: Final = (
    ("billion", r"\b(?:ty|ti)\b"),
    ("million", r"\b(?:trieu|tr|trd)\b"),
    ("thousand", r"\b(?:nghin|ngan)\b"),
    ("dong", r"\b(?:dong|vnd|d)\b"),
)


@dataclass(frozen=True)
class Headings:
    """What a header row says.

    Attributes:
        fields: heading as printed -> field; persons and unknown headings are not in it.
        persons: headings of columns that are dropped because they name persons.
        unknown: headings that no synonym matches; their cells are not read.
    """

    fields: dict[str, str]
    persons: tuple[str, ...]
    unknown: tuple[str, ...]

    def notes(self) -> tuple[str, ...]:
        """Say what of the list is not read."""
        said = []
        if self.persons:
            said.append(f"Bỏ cột {_named(self.persons)}: hệ thống không lưu tên người.")
        if self.unknown:
            said.append(f"Không dùng cột {_named(self.unknown)}: chưa rõ cột này ghi gì.")
        return tuple(said)


def _named(headings: Sequence[str]) -> str:
    return ", ".join(f"“{heading}”" for heading in headings)


@lru_cache(maxsize=4096)
def field_of(heading: str) -> str | None:
    """Return the field of a heading; money keeps the unit of its heading as `budget@million`."""
    bare = clean(heading)
    whole = fold(bare)
    if whole in _FIELD_OF:
        return _FIELD_OF[whole]
    outside = fold(re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", bare))
    inside = fold(" ".join(re.findall(r"[(\[]([^)\]]*)[)\]]", bare)))
    parted = _UNIT_BEHIND.split(bare, maxsplit=1)
    if len(parted) > 1:
        outside, inside = fold(parted[0]), fold(parted[1])
    field = _FIELD_OF.get(outside)
    if field in {"budget", "budget_state", "budget_other"} and inside:
        unit = next((unit for unit, words in _MONEY_UNITS if re.search(words, inside)), None)
        return f"{field}@{unit}" if unit else field
    if field is None and _PERSON_WORDS.search(whole):
        return PERSON
    return field


def read_headings(headings: Sequence[str]) -> Headings:
    """Map the headings of a list to fields; blank headings are passed over.

    Raises:
        BadInput: no column of titles, or two columns for one fact.
    """
    fields: dict[str, str] = {}
    persons: list[str] = []
    unknown: list[str] = []
    faults: list[str] = []
    taken: dict[str, str] = {}
    for printed in headings:
        heading = clean(printed)
        if not heading:
            continue
        field = field_of(heading)
        if field is None:
            unknown.append(heading)
        elif field == PERSON:
            persons.append(heading)
        elif field.split("@")[0] in taken and field.split("@")[0] not in SEVERAL_ALLOWED:
            earlier = taken[field.split("@")[0]]
            faults.append(f"Hai cột “{earlier}” và “{heading}” cùng ghi một thông tin; hãy giữ một cột.")
        else:
            taken.setdefault(field.split("@")[0], heading)
            fields[heading] = field
    if "title" not in taken:
        expected = ", ".join(SYNONYMS["title"][2:6])
        faults.append(f"Danh sách không có cột tên nhiệm vụ. Hãy đặt tiêu đề cột là một trong: {expected}.")
    if faults:
        raise BadInput(*faults)
    return Headings(fields, tuple(persons), tuple(unknown))


def header_map(headings: Sequence[str]) -> dict[str, str]:
    """Return heading -> field for the columns that are read.

    Raises:
        BadInput: no column of titles, or two columns for one fact.
    """
    return read_headings(headings).fields
