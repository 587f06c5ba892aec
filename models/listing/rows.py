"""One row of a list as facts, or every reason why it cannot be one.

Nothing is filled in. A fact that the row does not state is None and is named in `unknowns`; a cell that is
readable but settles nothing is kept as printed in `remarks`; only what is impossible rejects the row.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final, TypeVar

from models import provinces
from models.errors import BadInput
from models.listing import words
from models.listing.cells import Undecided
from models.listing.dates import PartialDate, Period, parse_date, parse_period, period_between
from models.listing.facts import NO_PERIOD, ListedTask, Named, Rejected
from models.listing.money import Money, parse_decimal_money, parse_money
from models.listing.organisations import kind_of, parse_kind
from models.listing.references import References, parse_references
from models.listing.tables import Context, RawRow
from models.listing.text import clean, plain

T = TypeVar("T")

LONGEST_TITLE: Final = 1000
"""Characters; the longest title seen has 290. A longer one is a cell that swallowed others."""

_UNIT_OF_HEADING: Final = {
    "dong": Decimal(1),
    "thousand": Decimal(1_000),
    "million": Decimal(1_000_000),
    "billion": Decimal(1_000_000_000),
}
_BARE_YEAR: Final = re.compile(r"(?:nam\s*)?(\d{4})\Z")
_BARE_NUMBER: Final = re.compile(r"\d{1,3}\Z")


def read_raw(raw: RawRow) -> ListedTask | Rejected:
    """Read a row that the walk through a sheet yielded."""
    if raw.skipped:
        return Rejected((raw.skipped,), skipped=True)
    return read_row(raw.facts, raw.context)


def read_row(cells: Mapping[str, str], context: Context | None = None) -> ListedTask | Rejected:
    """Read a row, given as field -> text (see headers.header_map).

    Args:
        cells: the row's cells under the fields that their headings name.
        context: what heading lines and group rows say; the row's own cells prevail.
    """
    return _Reader(cells, context or Context()).read()


@dataclass
class _Reader:
    cells: Mapping[str, str]
    context: Context
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def read(self) -> ListedTask | Rejected:
        titled = words.split_title(self.cells.get("title", ""))
        if not re.search(r"[^\W\d_]", titled.title):
            self.faults.append("Thiếu tên nhiệm vụ. Hãy ghi tên đầy đủ của nhiệm vụ.")
        elif len(titled.title) > LONGEST_TITLE:
            self.faults.append(
                f"Tên nhiệm vụ dài {len(titled.title)} ký tự; có thể nhiều ô đã dồn vào một. Hãy tách lại."
            )
        province = self._province()
        grade = self._grade()
        accepted_on = self._of("accepted_on", parse_date) or self._year_of_list()
        accepted = self._accepted(accepted_on, grade)
        period, plan_year = self._period(accepted=accepted)
        money = self._budget()
        host = self._named("host", self.cells.get("host_kind", ""))
        main, role = self._decision(host, period, plan_year, accepted=accepted)
        recognition = self._references("recognition")
        task = ListedTask(
            title=titled.title,
            province=province,
            source_code=self._text("source_code"),
            gloss_en=self._text("gloss"),
            kind=titled.kind or self._kind(),
            field=self._of("field", words.parse_field) or self.context.field,
            level=self._of("level", words.parse_level) or self.context.level,
            host=host,
            orderer=self._named("orderer"),
            plan_year=plan_year,
            period=period,
            budget_vnd=money.vnd if money else None,
            budget_approximate=bool(money and money.approximate),
            decision_no=main.decision_no,
            decision_by=main.decision_by,
            decision_date=main.decision_date,
            decision_role=role,
            recognition_no=recognition.decision_no,
            recognised_on=recognition.decision_date,
            task_code=main.task_code,
            contract_no=main.contract_no,
            contract_date=main.contract_date,
            registry_no=main.registry_no,
            accepted=accepted,
            accepted_on=accepted_on,
            grade=grade,
            recipients=self._recipients(),
            applied=self._of("applied", words.parse_applied) or "unknown",
            source_url=self._text("source_url"),
        )
        self._weigh(task)
        if self.faults:
            return Rejected(tuple(dict.fromkeys(self.faults)))
        return _with_unknowns(task, tuple(self.remarks))

    def _text(self, name: str) -> str | None:
        return clean(self.cells.get(name, "")) or None

    def _of(self, name: str, parse: Callable[[str], T]) -> T | None:
        """Read a cell; what it cannot be becomes a fault, what it leaves open a remark."""
        text = self.cells.get(name, "")
        if not text.strip():
            return None
        try:
            return parse(text)
        except Undecided as doubt:
            self.remarks.extend(doubt.reasons)
        except BadInput as fault:
            self.faults.extend(fault.reasons)
        return None

    def _province(self) -> str:
        if not (self.cells.get("province", "").strip() or self.context.province):
            self.faults.append(
                "Không rõ nhiệm vụ của tỉnh nào. Hãy thêm cột “Tỉnh”, ghi tên tỉnh ở tiêu đề bảng, "
                "hoặc chọn tỉnh khi nhập."
            )
            return ""
        own = self._of("province", lambda text: provinces.province_named(text).name)
        return own or self.context.province or ""

    def _grade(self) -> str | None:
        return self._of("grade", words.parse_grade)

    def _year_of_list(self) -> PartialDate | None:
        return PartialDate(self.context.accepted_in) if self.context.accepted_in else None

    def _accepted(self, accepted_on: PartialDate | None, grade: str | None) -> bool:
        if grade in words.FAILING:
            return False
        stated = any(words.says_accepted(self.cells.get(name, "")) for name in ("grade", "remark"))
        return accepted_on is not None or grade is not None or stated

    def _period(self, *, accepted: bool) -> tuple[Period, int | None]:
        """Read the period; of a task not yet done, a bare year without an end is the plan year."""
        stated = self._of("plan_year", parse_date)
        period = self._of("period", _months_or_period) or NO_PERIOD
        bare = _BARE_YEAR.match(plain(self.cells.get("period", "")))
        if "start" in self.cells or "end" in self.cells:
            start, end = self._of("start", parse_date), self._of("end", parse_date)
            bare = _BARE_YEAR.match(plain(self.cells.get("start", ""))) if end is None else None
            try:
                period = period_between(start or period.start, end or period.end, period)
            except BadInput as fault:
                self.faults.extend(fault.reasons)
        if bare and not accepted and period.start and period.end is None:
            year = period.start.year
            return Period(
                months=period.months, approximate=period.approximate
            ), stated.year if stated else year
        return period, stated.year if stated else None

    def _budget(self) -> Money | None:
        for name in self.cells:
            kind, _, unit = name.partition("@")
            if kind == "budget_million_vnd":
                return self._of(name, lambda text: parse_decimal_money(text, _UNIT_OF_HEADING["million"]))
            if kind == "budget":
                scale = _UNIT_OF_HEADING.get(unit)
                return self._of(name, lambda text: parse_money(text, scale))  # noqa: B023 - called at once
        return None

    def _kind(self) -> str | None:
        text = self._text("kind")
        if text is None:
            return None
        return text if text in words.KINDS else words.split_title(f"{text}: x").kind

    def _named(self, name: str, stated_kind: str = "") -> Named | None:
        text = self._text(name)
        if text is None or not re.search(r"[^\W\d_]", text):
            return None
        return Named(text, (parse_kind(stated_kind) if stated_kind else None) or kind_of(text))

    def _recipients(self) -> tuple[Named, ...]:
        parts = re.split(r"\s*;\s*|\n", self.cells.get("recipient", ""))
        names = [clean(part).lstrip("-+• ") for part in parts]
        return tuple(Named(name, kind_of(name)) for name in names if re.search(r"[^\W\d_]", name))

    def _references(self, name: str) -> References:
        return self._of(name, parse_references) or References()

    def _decision(
        self, host: Named | None, period: Period, plan_year: int | None, *, accepted: bool
    ) -> tuple[References, str | None]:
        """Gather the numbers, and tell what the decision is by its column, or by the dates and the host."""
        approval, listing = self._references("approval"), self._references("listing")
        stated = self._references("references")
        contract, registry = self._references("contract"), self._references("registry")
        numbers = References(
            task_code=stated.task_code or self._text("task_code"),
            contract_no=stated.contract_no or contract.contract_no,
            contract_date=stated.contract_date or contract.contract_date,
            registry_no=stated.registry_no or registry.registry_no,
        )
        for found, role in ((approval, "approval"), (stated, ""), (listing, "list")):
            if found.decision_no or found.decision_by:
                return _joined(numbers, found), role or _role(
                    found, host, period, plan_year, accepted=accepted
                )
        if self.context.list_decision_no:
            day = self.context.list_decision_date
            annexed = References(
                decision_no=self.context.list_decision_no,
                decision_date=PartialDate(day.year, day.month, day.day) if day else None,
            )
            return _joined(numbers, annexed), None if accepted else "list"
        return numbers, None

    def _weigh(self, task: ListedTask) -> None:
        """Find facts that contradict each other."""
        start, accepted_on = task.period.start, task.accepted_on
        if start and accepted_on and accepted_on.latest() < start.earliest():
            self.faults.append(
                f"Thời gian nghiệm thu ({accepted_on}) đứng trước thời gian bắt đầu ({start}). "
                f"Hãy kiểm tra lại hai mốc."
            )
        if task.failed and task.applied in {"yes", "partly"}:
            self.faults.append(
                f"Xếp loại “{words.GRADES[task.grade or 'fail']}” nhưng lại ghi "
                f"“{words.APPLIED[task.applied]}”. Hãy kiểm tra lại."
            )


def _months_or_period(text: str) -> Period | None:
    bare = clean(text)
    return Period(months=int(bare)) if _BARE_NUMBER.match(bare) else parse_period(text)


def _joined(numbers: References, decision: References) -> References:
    return References(
        decision_no=decision.decision_no,
        decision_by=decision.decision_by,
        decision_date=decision.decision_date,
        task_code=numbers.task_code or decision.task_code,
        contract_no=numbers.contract_no or decision.contract_no,
        contract_date=numbers.contract_date or decision.contract_date,
        registry_no=numbers.registry_no or decision.registry_no,
    )


def _role(
    found: References, host: Named | None, period: Period, plan_year: int | None, *, accepted: bool
) -> str | None:
    """Tell what a decision is from the facts beside it.

    With a plan year and no host it approves a list of orders. With a host it approves that host if it came
    no later than the start; or, where no start is known, if nothing speaks of a later stage or of a plan.
    Lạng Sơn's 971/QĐ-UBND (a council) and Lâm Đồng's 85/QĐ-UBND (a recognition) stay undecided by this.
    """
    if host is None:
        return "list" if plan_year else None
    if found.decision_date is None or plan_year:
        return None
    if period.start:
        return "approval" if found.decision_date.earliest() <= period.start.latest() else None
    return None if accepted else "approval"


_FACTS: Final[tuple[tuple[str, Callable[[ListedTask], object]], ...]] = (
    ("level", lambda task: task.level),
    ("field", lambda task: task.field),
    ("host", lambda task: task.host),
    ("orderer", lambda task: task.orderer),
    ("period", lambda task: task.period.start or task.period.end or task.period.months),
    ("budget", lambda task: task.budget_vnd),
    ("decision", lambda task: task.decision_no),
    ("approved_on", lambda task: task.approved_on),
    ("contract", lambda task: task.contract_no),
    ("accepted_on", lambda task: task.accepted_on),
    ("grade", lambda task: task.grade),
    ("registry", lambda task: task.registry_no),
    ("recognised_on", lambda task: task.recognised_on),
    ("recipient", lambda task: task.recipients),
    ("applied", lambda task: task.applied != "unknown"),
)


def _with_unknowns(task: ListedTask, remarks: tuple[str, ...]) -> ListedTask:
    unknowns = tuple(name for name, fact in _FACTS if not fact(task))
    return replace(task, unknowns=unknowns, remarks=remarks)
