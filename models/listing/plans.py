"""The rows of a list of plans: targets and work of one or several plans, with how far each has come."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from models import provinces
from models.errors import BadInput
from models.listing.cells import is_blank
from models.listing.dates import parse_date
from models.listing.facts import Rejected
from models.listing.tables import Line
from models.listing.text import clean, fold
from models.steering import indicators, rules
from models.steering.plans import PlanKey
from models.steering.statuses import Direction

T = TypeVar("T")

HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "province": ("province", "Tỉnh", "Tỉnh, thành phố", "Địa phương"),
    "year": ("year", "Năm"),
    "plan": ("plan", "Mã kế hoạch", "Kế hoạch"),
    "plan_title": ("plan_title", "Tên kế hoạch"),
    "issued_by": ("issued_by", "Cơ quan ban hành"),
    "issued_on": ("issued_on", "Ngày ban hành"),
    "kind": ("kind", "Loại"),
    "code": ("code", "Mã"),
    "title": ("title", "what", "Nội dung", "Tên", "Tên chỉ tiêu", "Chỉ tiêu", "Nhiệm vụ", "Rõ việc"),
    "unit": ("unit", "Đơn vị tính"),
    "goal": ("goal", "Mức phải đạt", "Mục tiêu"),
    "direction": ("direction", "Chiều"),
    "indicator": ("indicator", "Chỉ số"),
    "value": ("value", "Đạt được", "Kết quả đạt được"),
    "numerator": ("numerator", "Tử số"),
    "denominator": ("denominator", "Mẫu số"),
    "read_on": ("read_on", "Ngày số liệu"),
    "source": ("source", "Nguồn", "Nguồn số liệu"),
    "parent": ("parent", "Văn bản gốc", "Nghị quyết"),
    "who": ("who", "Rõ người", "Người chủ trì"),
    "lead_unit": ("lead_unit", "Đơn vị chủ trì", "Cơ quan chủ trì"),
    "co_units": ("co_units", "Đơn vị phối hợp", "Cơ quan phối hợp"),
    "due_on": ("due_on", "Thời hạn", "Rõ thời gian", "Hạn"),
    "result": ("result", "Rõ kết quả", "Sản phẩm"),
    "criterion": ("criterion", "Tiêu chí nghiệm thu", "Tiêu chí"),
    "responsible": ("responsible", "Rõ trách nhiệm", "Người chịu trách nhiệm"),
    "authority": ("authority", "Rõ thẩm quyền", "Thẩm quyền"),
    "officer": ("officer", "Tài khoản"),
    "published_on": ("published_on", "Ngày giao"),
    "started_on": ("started_on", "Ngày bắt đầu"),
    "done_on": ("done_on", "Ngày hoàn thành"),
    "exceeded": ("exceeded", "Vượt mức"),
    "evidence": ("evidence", "Minh chứng"),
    "awaits_central_since": ("awaits_central_since", "Chờ Trung ương từ"),
    "awaits_central_document": ("awaits_central_document", "Văn bản chờ Trung ương"),
    "cancelled_on": ("cancelled_on", "Ngày hủy"),
}
"""Which column holds what; other columns are not read."""

_FIELD_OF: Final = {fold(name): each for each, names in HEADINGS.items() for name in names}
_REQUIRED: Final = ("kind", "code", "title")
_TARGET: Final = frozenset({"target", "chi tieu"})
_WORK: Final = frozenset({"work", "nhiem vu", "cong viec"})
_DIRECTIONS: Final = {
    "": Direction.AT_LEAST,
    "at least": Direction.AT_LEAST,
    "tu": Direction.AT_LEAST,
    "toi thieu": Direction.AT_LEAST,
    "at most": Direction.AT_MOST,
    "khong qua": Direction.AT_MOST,
    "toi da": Direction.AT_MOST,
}
_YES: Final = frozenset({"co", "x", "yes", "true", "1"})
_THOUSANDS: Final = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_COMMA: Final = re.compile(r"-?\d+(?:,\d+)?")
_POINT: Final = re.compile(r"-?\d+\.\d+")
LONGEST: Final = 2000
"""Characters of a cell; a longer one has swallowed others."""


def parse_figure(text: str) -> Decimal | None:
    """Read a figure as Vietnamese lists and spreadsheets write it; None for a blank.

    Raises:
        BadInput: it is none.
    """
    bare = clean(text).removesuffix("%").replace(" ", "")
    if is_blank(fold(text)) and not bare.strip("-").isdigit():
        return None
    if _THOUSANDS.fullmatch(bare):
        return Decimal(bare.replace(".", "").replace(",", "."))
    if _COMMA.fullmatch(bare) or _POINT.fullmatch(bare):
        return Decimal(bare.replace(",", "."))
    raise BadInput(f"«{clean(text)}» không phải là số; hãy ghi như 39,5 hoặc 1.250.000.")


@dataclass(frozen=True)
class PlanHead:
    """What a row says of the plan to which it belongs."""

    key: PlanKey
    title: str = ""
    issued_by: str = ""
    issued_on: date | None = None


@dataclass(frozen=True)
class ListedTarget:
    """A target, with the figure that was read of it, if one was."""

    head: PlanHead
    terms: rules.TargetTerms
    direction: Direction
    lead_unit: str
    started_on: date | None
    awaits_central_since: date | None
    awaits_central_document: str
    cancelled_on: date | None
    read_on: date | None
    figure: rules.Figure | None
    source: str


@dataclass(frozen=True)
class ListedWork:
    """A piece of work and how far it has come; `officer` is the handle of the account that does it."""

    head: PlanHead
    terms: rules.WorkTerms
    parent: str
    co_units: tuple[str, ...]
    officer: str
    published_on: date | None
    started_on: date | None
    done_on: date | None
    exceeded: bool
    evidence: str
    awaits_central_since: date | None
    awaits_central_document: str
    cancelled_on: date | None


def read_plans(
    lines: Iterable[Line], given: PlanHead | None = None
) -> Iterator[tuple[int, ListedTarget | ListedWork | Rejected]]:
    """Read the rows of a list, each with its number; a row that repeats a code of its plan is rejected.

    Args:
        lines: the lines of the file, all of its sheets.
        given: the plan to which rows belong that do not name one.

    Raises:
        BadInput: no line has the headings of such a list.
    """
    columns: dict[int, str] = {}
    first_at: dict[tuple[PlanKey, str, str], int] = {}
    for line in lines:
        if not columns:
            columns = _columns(line)
            continue
        cells = {each: line.values[at] for at, each in columns.items() if at < len(line.values)}
        if not any(value.strip() for value in cells.values()):
            continue
        read = _Reader(cells, given).read()
        if not isinstance(read, Rejected):
            place = (read.head.key, type(read).__name__, fold(read.terms.code))
            twin = first_at.setdefault(place, line.number)
            if twin != line.number:
                read = Rejected((f"Trùng mã {cells['code']} với dòng {twin} của cùng kế hoạch.",))
        yield line.number, read
    if not columns:
        raise BadInput(
            "Không tìm thấy bảng kế hoạch nào. Cần một dòng tiêu đề có cột «Loại» (chỉ tiêu hoặc nhiệm vụ), "
            "cột «Mã» và cột «Nội dung»."
        )


def _columns(line: Line) -> dict[int, str]:
    """The columns that a line of headings names; none when it is no such line."""
    found: dict[int, str] = {}
    for at, value in enumerate(line.values):
        each = _FIELD_OF.get(fold(value))
        if each is not None and each not in found.values():
            found[at] = each
    return found if all(each in found.values() for each in _REQUIRED) else {}


@dataclass
class _Reader:
    cells: Mapping[str, str]
    given: PlanHead | None
    faults: list[str] = field(default_factory=list)

    def read(self) -> ListedTarget | ListedWork | Rejected:
        head = self._head()
        kind = fold(self.cells.get("kind", ""))
        if kind in _TARGET and head is not None:
            listed: ListedTarget | ListedWork | None = self._target(head)
        elif kind in _WORK and head is not None:
            listed = self._work(head)
        else:
            listed = None
            if kind not in _TARGET | _WORK:
                said = clean(self.cells.get("kind", ""))
                self.faults.append(f"Loại «{said}» không rõ: hãy ghi «chỉ tiêu» hoặc «nhiệm vụ».")
        if self.faults or listed is None:
            return Rejected(tuple(dict.fromkeys(self.faults)))
        return listed

    def _head(self) -> PlanHead | None:
        given = self.given
        province = self._of("province", lambda text: provinces.province_named(text).name)
        province = province or (given.key.province if given else "")
        year = self._of("year", _whole) or (given.key.year if given else None)
        code = self._text("plan") or (given.key.code if given else "")
        if not province:
            self.faults.append("Không rõ kế hoạch của tỉnh nào: hãy thêm cột «Tỉnh» hoặc chọn tỉnh khi nhập.")
        if not code:
            self.faults.append("Không rõ thuộc kế hoạch nào: hãy thêm cột «Mã kế hoạch» hoặc chọn khi nhập.")
        self.faults.extend(rules.year_flaws(year))
        if not province or not code or year is None:
            return None
        return PlanHead(
            PlanKey(province, year, code),
            self._text("plan_title") or (given.title if given else ""),
            self._text("issued_by") or (given.issued_by if given else ""),
            self._day("issued_on") or (given.issued_on if given else None),
        )

    def _target(self, head: PlanHead) -> ListedTarget | None:
        terms = rules.TargetTerms(
            code=self._text("code"),
            title=self._text("title"),
            goal=self._of("goal", parse_figure),
            due_on=self._day("due_on") or date(min(max(head.key.year, 1), 9999), 12, 31),
            unit=self._text("unit"),
            indicator=self._text("indicator"),
        )
        self.faults.extend(rules.target_flaws(terms))
        if terms.indicator and terms.indicator not in indicators.BY_CODE:
            self.faults.append(
                f"Không có chỉ số «{terms.indicator}»; các chỉ số tính được: {', '.join(indicators.BY_CODE)}."
            )
        direction = _DIRECTIONS.get(fold(self.cells.get("direction", "")))
        if direction is None:
            self.faults.append("Chiều của chỉ tiêu phải là «từ» (tối thiểu) hoặc «không quá» (tối đa).")
        read_on, figure = self._day("read_on"), self._figure(terms)
        if figure is not None and read_on is None:
            self.faults.append("Có số liệu đạt được nhưng thiếu «Ngày số liệu».")
        return ListedTarget(
            head=head,
            terms=terms,
            direction=direction or Direction.AT_LEAST,
            lead_unit=self._text("lead_unit"),
            started_on=self._day("started_on"),
            awaits_central_since=self._day("awaits_central_since"),
            awaits_central_document=self._awaits(),
            cancelled_on=self._day("cancelled_on"),
            read_on=read_on,
            figure=figure,
            source=self._text("source"),
        )

    def _figure(self, terms: rules.TargetTerms) -> rules.Figure | None:
        """The figure that the row gives of its target; None where it gives none, or the tasks give it."""
        if terms.indicator:
            return None
        value, numerator, denominator = (
            self._of(name, parse_figure) for name in ("value", "numerator", "denominator")
        )
        if value is None and numerator is None and denominator is None:
            return None
        try:
            return rules.figure(terms.unit, value, numerator, denominator, self._text("source"), terms.title)
        except BadInput as fault:
            self.faults.extend(fault.reasons)
            return None

    def _work(self, head: PlanHead) -> ListedWork:
        terms = rules.WorkTerms(
            code=self._text("code"),
            what=self._text("title"),
            due_on=self._day("due_on"),
            **{
                name: self._text(name)
                for name in ("who", "lead_unit", "result", "criterion", "responsible", "authority")
            },
        )
        self.faults.extend(rules.work_flaws(terms))
        published_on = self._day("published_on")
        if published_on is not None and (missing := rules.unclear(terms)):
            self.faults.append(f"Nhiệm vụ đã giao nhưng còn thiếu: {', '.join(missing)}.")
        done_on, evidence = self._day("done_on"), self._text("evidence")
        if done_on is not None and not evidence:
            self.faults.append("Nhiệm vụ đã hoàn thành nhưng thiếu «Minh chứng».")
        return ListedWork(
            head=head,
            terms=terms,
            parent=self._text("parent"),
            co_units=tuple(each.strip() for each in self._text("co_units").split(";") if each.strip()),
            officer=self._text("officer"),
            published_on=published_on,
            started_on=self._day("started_on"),
            done_on=done_on,
            exceeded=fold(self.cells.get("exceeded", "")) in _YES,
            evidence=evidence,
            awaits_central_since=self._day("awaits_central_since"),
            awaits_central_document=self._awaits(),
            cancelled_on=self._day("cancelled_on"),
        )

    def _awaits(self) -> str:
        document = self._text("awaits_central_document")
        if self._text("awaits_central_since") and not document:
            self.faults.append("Chờ Trung ương thì phải ghi «Văn bản chờ Trung ương».")
        return document

    def _text(self, name: str) -> str:
        said = clean(self.cells.get(name, ""))
        if len(said) > LONGEST:
            self.faults.append(f"Một ô dài {len(said)} ký tự; có thể nhiều ô đã dồn vào một. Hãy tách lại.")
        return said

    def _day(self, name: str) -> date | None:
        found = self._of(name, parse_date)
        if found is not None and found.exact() is None:
            self.faults.append(f"Ngày «{found}» thiếu ngày: hãy ghi đủ như 31/12/2026.")
        return None if found is None else found.exact()

    def _of(self, name: str, parse: Callable[[str], T]) -> T | None:
        text = self.cells.get(name, "")
        if not text.strip():
            return None
        try:
            return parse(text)
        except BadInput as fault:
            self.faults.extend(fault.reasons)
            return None


def _whole(text: str) -> int | None:
    said = clean(text)
    if not said.isascii() or not said.isdigit():
        raise BadInput(f"«{said}» không phải là năm.")
    return int(said)
