"""The rows of a list of needs and offers: what a company looks for, what an institute can supply."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from models import provinces
from models.errors import BadInput
from models.listing.cells import is_blank
from models.listing.facts import Rejected
from models.listing.tables import Line
from models.listing.text import clean, fold
from models.listing.words import parse_field

HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "source_code": ("id", "Mã", "STT", "TT"),
    "kind": ("kind", "Loại", "Nhu cầu/Chào bán", "Cung/cầu"),
    "title": ("title_vi", "title", "Tên công nghệ", "Công nghệ", "Nhu cầu", "Tên nhu cầu", "Nội dung"),
    "text": ("text", "Mô tả", "Yêu cầu", "Chi tiết", "Ghi chú"),
    "organisation": ("organisation", "Tổ chức", "Đơn vị", "Doanh nghiệp", "Tên đơn vị", "Tên doanh nghiệp"),
    "province": ("province", "Tỉnh", "Tỉnh, thành phố", "Tỉnh/thành phố", "Địa phương"),
    "field": ("field", "Lĩnh vực"),
    "source_url": ("source_url", "Nguồn", "Liên kết"),
}
"""Which column holds what; other columns are not read."""

KINDS: Final[dict[str, tuple[str, ...]]] = {
    "need": ("need", "nhu cầu", "cần", "cần mua", "tìm mua", "cầu"),
    "offer": ("offer", "chào bán", "chào cung cấp", "cung cấp", "cung"),
}
"""A technology that is looked for, and one that is offered."""

KIND_LABELS: Final = {"need": "nhu cầu", "offer": "chào bán"}

_FIELD_OF: Final = {fold(name): field for field, names in HEADINGS.items() for name in names}
_KIND_OF: Final = {fold(word): kind for kind, words in KINDS.items() for word in words}
_REQUIRED: Final = ("title", "organisation")
_ADDRESS: Final = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class ListedNeed:
    """A need or offer as a list, or a person, states it.

    Attributes:
        kind: `need` or `offer`.
        title: the technology.
        organisation: who needs or offers it.
        text: what more is asked of it.
        province: by its name of the time; blank when not said.
        discipline: the field, as a code of words.FIELDS; blank when not said.
        source_key: by which the row is known again; blank when a person registered it.
        source_url: where it was published.
    """

    kind: str
    title: str
    organisation: str
    text: str = ""
    province: str = ""
    discipline: str = ""
    source_key: str = ""
    source_url: str = ""


def parse_kind(text: str) -> str:
    """Read whether it is a need or an offer.

    Raises:
        BadInput: it is neither.
    """
    kind = _KIND_OF.get(fold(text))
    if kind is None:
        raise BadInput(f"«{clean(text)}» không phải là nhu cầu (need) hay chào bán (offer).")
    return kind


def stated(cells: Mapping[str, str]) -> ListedNeed | Rejected:
    """Read the fields of one need or offer; rejected with every reason at once."""
    said = {name: clean(value) for name, value in cells.items()}
    reasons = [
        sentence
        for name, sentence in (
            ("title", "Thiếu tên công nghệ cần tìm hoặc chào bán."),
            ("organisation", "Thiếu tên tổ chức có nhu cầu hoặc chào bán."),
        )
        if is_blank(fold(said.get(name, "")))
    ]
    kind = province = discipline = ""
    try:
        kind = parse_kind(said.get("kind", ""))
    except BadInput as fault:
        reasons.extend(fault.reasons)
    try:
        if not is_blank(fold(said.get("province", ""))):
            province = provinces.province_named(said["province"]).name
    except BadInput as fault:
        reasons.extend(fault.reasons)
    try:
        discipline = parse_field(said.get("field", "")) or ""
    except BadInput as fault:
        reasons.extend(fault.reasons)
    address = said.get("source_url", "")
    if address and not _ADDRESS.fullmatch(address):
        reasons.append(f"«{address}» không phải là địa chỉ trang nguồn (http:// hoặc https://).")
    if reasons:
        return Rejected(tuple(reasons))
    title, organisation = said["title"], said["organisation"]
    return ListedNeed(
        kind,
        title,
        organisation,
        said.get("text", ""),
        province,
        discipline,
        f"{fold(organisation)}:{fold(said.get('source_code', '')) or fold(title)}",
        address,
    )


def read_needs(lines: Iterable[Line]) -> Iterator[tuple[int, ListedNeed | Rejected]]:
    """Read the rows of a list of needs and offers, each with its number; a repeated row is rejected.

    Raises:
        BadInput: no line names a column of technologies and one of organisations.
    """
    columns: dict[int, str] = {}
    first_at: dict[str, int] = {}
    for line in lines:
        if not columns:
            columns = _columns(line)
            continue
        cells = {field: line.values[at] for at, field in columns.items() if at < len(line.values)}
        if not any(value.strip() for value in cells.values()):
            continue
        read = stated(cells)
        if isinstance(read, ListedNeed):
            twin = first_at.setdefault(read.source_key, line.number)
            if twin != line.number:
                read = Rejected((f"Trùng với dòng {twin} của cùng danh sách.",))
        yield line.number, read
    if not columns:
        raise BadInput(
            "Không tìm thấy danh sách nhu cầu nào. Cần một dòng tiêu đề có cột công nghệ (“title_vi”, "
            "“Nhu cầu”, “Tên công nghệ”, ...) và cột tổ chức (“organisation”, “Đơn vị”, “Doanh nghiệp”, ...)."
        )


def _columns(line: Line) -> dict[int, str]:
    """The columns that a line of headings names; none when it is no such line."""
    found: dict[int, str] = {}
    for at, value in enumerate(line.values):
        field = _FIELD_OF.get(fold(value))
        if field is not None and field not in found.values():
            found[at] = field
    return found if all(each in found.values() for each in _REQUIRED) else {}
