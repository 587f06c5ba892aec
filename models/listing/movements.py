"""The rows of a list of money: what is planned for tasks, and the sums that moved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from models.errors import BadInput
from models.listing.cells import is_blank
from models.listing.dates import parse_date
from models.listing.facts import Rejected
from models.listing.tables import Line
from models.listing.text import clean, fold
from models.money import Kind, Source, faults_of_move, faults_of_plan

T = TypeVar("T")

PLAN: Final = "plan"
PLAN_VI: Final = "Kế hoạch"

HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "code": ("code", "Mã nhiệm vụ", "Mã số", "Mã số nhiệm vụ"),
    "kind": ("kind", "Loại", "Nội dung", "Khoản"),
    "source": ("source", "Nguồn", "Nguồn vốn", "Nguồn kinh phí"),
    "year": ("year", "Năm", "Năm kế hoạch"),
    "on": ("on", "Ngày", "Ngày chi", "Ngày phát sinh"),
    "amount": ("amount", "Số tiền", "Số tiền (đồng)", "Kinh phí (đồng)"),
    "instalment": ("instalment", "Đợt"),
    "document": ("document", "Chứng từ", "Căn cứ", "Văn bản"),
    "key": ("key", "Mã dòng"),
}
"""Which column holds what; other columns are not read."""

KINDS: Final[dict[str, tuple[str, ...]]] = {
    PLAN: (PLAN_VI, "plan", "dự toán"),
    Kind.DISBURSED: (Kind.DISBURSED.vi, "disbursed", "cấp phát", "tạm ứng"),
    Kind.COUNTERPART: (Kind.COUNTERPART.vi, "counterpart", "vốn đối ứng", "đối ứng"),
    Kind.SETTLED: (Kind.SETTLED.vi, "settled"),
    Kind.TO_RECOVER: (Kind.TO_RECOVER.vi, "to_recover", "phải nộp lại"),
    Kind.RECOVERED: (Kind.RECOVERED.vi, "recovered", "đã nộp lại"),
}
SOURCES: Final[dict[str, tuple[str, ...]]] = {
    Source.STATE: (Source.STATE.vi, "state", "ngân sách", "nsnn"),
    Source.HOST: (Source.HOST.vi, "host", "chủ trì"),
    Source.RECIPIENT: (Source.RECIPIENT.vi, "recipient", "doanh nghiệp", "tiếp nhận"),
    Source.OTHER: (Source.OTHER.vi, "other", "khác"),
}

_FIELD_OF: Final = {fold(name): field for field, names in HEADINGS.items() for name in names}
_KIND_OF: Final = {fold(word): kind for kind, words in KINDS.items() for word in words}
_SOURCE_OF: Final = {fold(word): Source(source) for source, words in SOURCES.items() for word in words}
_REQUIRED: Final = ("code", "kind", "amount")
_DONG: Final = re.compile(r"-?(?:\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+)(?:[.,]0+)?")
_LONGEST_KEY: Final = 100


@dataclass(frozen=True)
class ListedSum:
    """A row as the list states it: a plan (`year`), or a sum that moved (`kind`, `on`).

    `key` makes a sum known again; where the list gives none, it is made of what the row says.
    """

    code: str
    kind: Kind | None
    source: Source
    amount: Decimal
    year: int | None = None
    on: date | None = None
    instalment: int | None = None
    document: str = ""
    key: str = ""


@dataclass(frozen=True)
class ReadRow:
    """A row of the list: its number, its cells under the list's own headings, what it says."""

    number: int
    cells: dict[str, str]
    said: ListedSum | Rejected


def parse_dong(text: str) -> Decimal:
    """Read a sum in whole đồng: 1.250.000.000 or 1250000000.

    Raises:
        BadInput: it is no such sum.
    """
    bare = clean(text).removesuffix("đồng").removesuffix("đ").strip().replace(" ", "")
    if not _DONG.fullmatch(bare):
        raise BadInput(f"«{clean(text)}» không phải số tiền; hãy ghi số đồng, như 1.250.000.000.")
    whole = re.sub(r"[.,]0{1,2}\Z", "", bare) if re.search(r"\d[.,]0{1,2}\Z", bare) else bare
    return Decimal(whole.replace(".", "").replace(",", ""))


def read_money(lines: Iterable[Line], on: date) -> Iterator[ReadRow]:
    """Read the rows of a list of money, each with its number; a repeated row is rejected.

    Raises:
        BadInput: no line names a column of tasks, one of kinds and one of sums.
    """
    columns: dict[int, str] = {}
    headings: dict[int, str] = {}
    first_at: dict[str, int] = {}
    for line in lines:
        if not columns:
            columns = _columns(line)
            headings = {at: clean(line.values[at]) for at in columns}
            continue
        cells = {field: line.values[at] for at, field in columns.items() if at < len(line.values)}
        if not any(value.strip() for value in cells.values()):
            continue
        said = stated(cells, on)
        if isinstance(said, ListedSum):
            twin = first_at.setdefault(_identity(said), line.number)
            if twin != line.number:
                said = Rejected(
                    (f"Trùng với dòng {twin} của danh sách; nếu là khoản khác, hãy ghi «Mã dòng» riêng.",)
                )
        shown = {headings[at]: line.values[at] for at in columns if at < len(line.values)}
        yield ReadRow(line.number, shown, said)
    if not columns:
        raise BadInput(
            "Không tìm thấy danh sách dòng tiền nào. Cần một dòng tiêu đề có cột «Mã nhiệm vụ», «Loại» và "
            "«Số tiền (đồng)»: hãy tải mẫu ở trang Kinh phí."
        )


def stated(cells: Mapping[str, str], on: date) -> ListedSum | Rejected:
    """Read one row; rejected with every reason at once."""
    said = {name: clean(cells.get(name, "")) for name in HEADINGS}
    reasons: list[str] = []

    def read(field: str, reader: Callable[[str], T]) -> T | None:
        if is_blank(fold(said[field])):
            return None
        try:
            return reader(said[field])
        except BadInput as fault:
            reasons.extend(fault.reasons)
            return None

    kind = read("kind", _kind)
    source = read("source", _source) or Source.STATE
    amount, day = read("amount", parse_dong), read("on", _day)
    year, instalment = read("year", _whole), read("instalment", _whole)
    if not said["code"]:
        reasons.append("Thiếu mã nhiệm vụ.")
    if not said["kind"]:
        reasons.append(f"Thiếu loại: {', '.join(words[0] for words in KINDS.values())}.")
    if len(said["key"]) > _LONGEST_KEY:
        reasons.append(f"Mã dòng dài hơn {_LONGEST_KEY} ký tự.")
    moves = None if kind in {None, PLAN} else Kind(str(kind))
    if kind is not None and not reasons:
        reasons += (
            faults_of_plan(amount, year, on)
            if moves is None
            else faults_of_move(moves, source, amount, day, instalment, on)
        )
    if reasons or amount is None:
        return Rejected(tuple(reasons))
    document, code = said["document"], said["code"].upper()
    if moves is None:
        return ListedSum(code, None, source, amount, year=year, document=document)
    key = said["key"] or ":".join(
        (code, moves, source, f"{day}", f"{amount:f}", str(instalment or ""), fold(document))
    )
    return ListedSum(code, moves, source, amount, None, day, instalment, document, key)


def _identity(said: ListedSum) -> str:
    return said.key if said.kind is not None else f"{said.code}:{said.source}:{said.year}"


def _kind(text: str) -> str:
    found = _KIND_OF.get(fold(text))
    if found is None:
        known = ", ".join(words[0] for words in KINDS.values())
        raise BadInput(f"«{text}» không phải loại dòng tiền; hãy ghi một trong: {known}.")
    return found


def _source(text: str) -> Source:
    found = _SOURCE_OF.get(fold(text))
    if found is None:
        known = ", ".join(source.vi for source in Source)
        raise BadInput(f"«{text}» không phải nguồn vốn; hãy ghi một trong: {known}.")
    return found


def _day(text: str) -> date:
    found = parse_date(text)
    day = found.exact() if found is not None else None
    if day is None:
        raise BadInput(f"«{text}» không phải là ngày đầy đủ; hãy ghi theo dạng 05/02/2026.")
    return day


def _whole(text: str) -> int:
    if not re.fullmatch(r"\d{1,4}(\.0)?", text):
        raise BadInput(f"«{text}» phải là số nguyên.")
    return int(text.removesuffix(".0"))


def _columns(line: Line) -> dict[int, str]:
    """The columns that a line of headings names; none when it is no such line."""
    found: dict[int, str] = {}
    for at, value in enumerate(line.values):
        field = _FIELD_OF.get(fold(value))
        if field is not None and field not in found.values():
            found[at] = field
    return found if all(each in found.values() for each in _REQUIRED) else {}
