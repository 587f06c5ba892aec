"""A kit for whoever writes rules of a province: a task at any stage, under any regime, in one line.

    task = task_at("TRANSFER", regime=Regime.R2_ND70, province="Đồng Nai")

The task has lived every stage before: each paper that was owed came in, each gate was approved by who decides
there, each council sat and voted. Nothing is assumed about the stages: the life walks the version's own
data, so it is as good a test of a province's version as of the common one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, Final

from models import law, lifecycle, progress, workdays
from models.dossier import (
    Ballot,
    CouncilSitting,
    Decision,
    Dossier,
    Entry,
    Grade,
    Party,
    Position,
    Result,
    Seat,
    SixClears,
    Submission,
)
from models.errors import NotFound
from models.language import (
    Council,
    Gate,
    Method,
    PartyKind,
    ProductType,
    Regime,
    Role,
    Several,
    Single,
    Stage,
    Verdict,
)
from models.law import BallotKind

PACE: Final = 30
"""Days that the life stays in each stage."""

APPROVED_ON: Final[Mapping[Regime, date | None]] = {
    Regime.R0_PRE2014: date(2012, 3, 1),
    Regime.R1_LAW2013: date(2016, 3, 1),
    Regime.R2_ND70: date(2019, 3, 1),
    Regime.R3_NQ193: date(2025, 5, 1),
    Regime.R4_LAW93: date(2026, 3, 2),
    Regime.UNKNOWN: None,
}
"""A day of approval under each regime; of the unknown regime nobody knows the day."""

ORDERER: Final = Party(1, "Cơ quan đặt hàng (mẫu)", PartyKind.STATE_BODY)
HOST: Final = Party(2, "Tổ chức chủ trì (mẫu)", PartyKind.PUBLIC_UNIT)
RECIPIENT: Final = Party(3, "Doanh nghiệp tiếp nhận (mẫu)", PartyKind.ENTERPRISE)
_STATE: Final = 4
"""The organisation of everybody else, by its number."""

SEATS: Final = tuple(
    Seat(100 + place, f"Thành viên số {place} (mẫu)", "Trường đại học (mẫu)", position, stated_on=date.min)
    for place, position in enumerate(
        (
            Position.CHAIR,
            Position.VICE_CHAIR,
            Position.REVIEWER,
            Position.REVIEWER,
            Position.SECRETARY,
            Position.MEMBER,
            Position.MEMBER,
        ),
        start=1,
    )
)
"""The seats of every council of the kit."""

_WAYS: Final[tuple[Mapping[str, Any], ...]] = (
    {},
    {"equipment_bought": True},
    {"paid": True},
    {"remedies": ("replicate",)},
)
"""What is tried in turn, until the life comes to the stage: equipment, a paid path, replication."""

_RESULT_FIELDS: Final = {each.name for each in fields(Result)}


def task_at(
    stage: str,
    *,
    regime: Regime = Regime.R4_LAW93,
    province: str = "Đồng Nai",
    version: str = "",
    **facts: Any,  # noqa: ANN401 - the fields of a dossier, or of its result
) -> Dossier:
    """A task that stands in that stage and has done nothing there yet.

    `facts` are fields of the dossier or of its result, and hold from the first day of its life; `paid=True`
    is a result that somebody pays for (under the older laws no private hand gets it for nothing).

    Raises:
        NotFound: no life under that regime comes there; with where it stopped and at what.
    """
    wanted = lifecycle.version(version)
    if wanted.stage(stage) is None:
        raise NotFound(f"Phiên bản vòng đời «{wanted.code}» không có giai đoạn «{stage}».")
    stopped: dict[str, None] = {}
    for way in _WAYS:
        start = _ordered(regime, province, version, {**way, **facts})
        life = _Life(start, approval_known=regime is not Regime.UNKNOWN)
        if life.to(stage):
            return life.task
        stopped |= dict.fromkeys(life.stopped)
    raise NotFound(f"Không nhiệm vụ nào theo chế độ {regime} đến được giai đoạn «{stage}».", *stopped)


def lived_on(task: Dossier) -> Dossier:
    """The task at its end: from where it stands it lives on as everybody does their part.

    Raises:
        NotFound: it does not come to an end; with where it stopped and at what.
    """
    life = _Life(task)
    life.to("")
    if life.task.open_entries:
        raise NotFound(f"Nhiệm vụ {task.code} không đến được cuối vòng đời.", *life.stopped)
    return life.task


def _ordered(regime: Regime, province: str, version: str, facts: Mapping[str, Any]) -> Dossier:
    """A task on the day on which it is ordered."""
    approved_on = APPROVED_ON[regime]
    first = (approved_on or date(2020, 3, 1)) - timedelta(days=PACE * 5)
    known: dict[str, Any] = {"legal_basis_on": first, **facts}
    if known.pop("paid", False):
        known |= {"paid_path_on": first, "valued_on": None, "value_vnd": Decimal(850_000_000)}
    own = {name: value for name, value in known.items() if name not in _RESULT_FIELDS}
    task = Dossier(
        **{
            "id": 1,
            "code": "XX-0000-001",
            "title": "Nhiệm vụ mẫu",
            "title_en": "A sample task",
            "province": province,
            "discipline": "agricultural",
            "version": 1,
            "orderer": ORDERER,
            "host": HOST,
            "recipient": RECIPIENT,
            "recipient_note": "",
            "recipient_named_on": first,
            "co_owner": None,
            "item13": True,
            "state_reserves": False,
            "clears": SixClears("Phòng", "Việc", first, "Kết quả", "Tổ chức chủ trì", "Chủ tịch tỉnh"),
            "method": Method.SELECTION,
            "products": frozenset({ProductType.II, ProductType.III}),
            "state_share": Decimal(1),
            "budget_vnd": Decimal(2_000_000_000),
            "months": 24,
            "ordered_on": first,
            "listed_on": None,
            "call_published_on": None,
            "files_opened_on": None,
            "approved_on": None,
            "contract_signed_on": None,
            "contract_ends_on": None,
            "contract_no": "",
            "share_clause": None,
            "equipment_settled_on": None,
            "equipment_bought": False,
            "legal_basis_on": None,
            "regime": law.regime_of(own.get("approved_on")),
            "entries": (),
            "result": Result(**{name: value for name, value in known.items() if name in _RESULT_FIELDS}),
            "lifecycle": version,
            **own,
        }
    )
    start = lifecycle.version(version).stages[0]
    when = progress.due(start.deadline, task, first)
    return replace(
        task, entries=(Entry(1, start.code, first, due_on=when.on, rule_version=when.rule_version),)
    )


class _Life:
    """A life that goes on; `stopped` says where it could not, and at what."""

    def __init__(self, task: Dossier, *, approval_known: bool = True) -> None:
        self.task = task
        self.approval_known = approval_known
        self.stopped: list[str] = []
        self._papers, self._stays = count(1), count(max((each.id for each in task.entries), default=0) + 1)

    def to(self, stage: str) -> bool:
        """Live until the task stands in the stage, or to the end; whether it came there."""
        for _ in range(2 * len(lifecycle.stages_of(self.task))):
            if any(entry.stage == stage for entry in self.task.open_entries):
                return True
            beside = [entry for entry in self.task.open_entries if progress.stage_of(self.task, entry).beside]
            entry = next(iter(beside), progress.main_entry(self.task))
            if entry is None or not self._pass(entry):
                return False
        self.stopped.append("Vòng đời đi mãi giữa các giai đoạn, không đến cuối.")
        return False

    def _pass(self, entry: Entry) -> bool:
        """Do all that the stay asks for, and leave it along the step that is open."""
        stage = progress.stage_of(self.task, entry)
        on = entry.entered_on + timedelta(days=PACE)
        self._hand_in(stage, entry.id, on)
        for _ in range(2 * len(stage.gates)):
            here = self._stay(entry.id)
            gate = progress.awaited_gate(stage, here, self.task)
            if gate is None:
                break
            on = max(on, progress.due(gate.not_before, self.task, on).on or on)
            self._sit(gate, entry.id, on)
            reasons = progress.obstacles(stage, self._stay(entry.id), self.task, gate, on)
            if reasons:
                self.stopped += [f"«{stage.vi}», «{gate.vi}»: {reason}" for reason in reasons]
                return False
            self._approve(gate, entry.id, on)
        return self._leave(stage, self._stay(entry.id), on)

    def _hand_in(self, stage: Stage, number: int, on: date) -> None:
        here = self._stay(number)
        for paper in progress.papers_missing(stage, here, self.task):
            role = paper.by[0]
            given = Submission(
                next(self._papers),
                paper.code,
                _person(role),
                _house(role),
                role,
                on,
                "0" * 64,
                f"{paper.code}.pdf",
            )
            here = replace(here, submissions=(*here.submissions, given))
            self._date(paper.records, on)
        self._now(replace(here, stops=tuple(replace(stop, until=stop.until or on) for stop in here.stops)))
        self._date(stage.when_complete, on)

    def _sit(self, gate: Gate, number: int, on: date) -> None:
        here = self._stay(number)
        if not isinstance(gate.approval, Council):
            return
        kind = law.scheme(gate.approval.scheme, on, self.task.province).ballot
        seats = tuple(replace(seat, stated_on=on) for seat in SEATS)
        ballots = tuple(_ballot(kind, seat, on) for seat in seats)
        held = CouncilSitting(gate.code, on, on, seats, ballots)
        others = tuple(each for each in here.sittings if each.gate != gate.code)
        self._now(replace(here, sittings=(*others, held)))

    def _approve(self, gate: Gate, number: int, on: date) -> None:
        here = self._stay(number)
        round_ = progress.round_of(here, gate)
        for role in _deciding(gate):
            made = Decision(gate.code, round_, _person(role), role, role.vi, Verdict.APPROVE, on)
            here = replace(here, decisions=(*here.decisions, made))
        self._now(here)
        self._date(gate.records, on)
        if isinstance(gate.approval, Council) and "accepted_on" in gate.records:
            self.task = replace(self.task, result=replace(self.task.result, grade=Grade.PASS))

    def _leave(self, stage: Stage, entry: Entry, on: date) -> bool:
        step = progress.next_step(stage, self.task, Verdict.APPROVE)
        if step is None:
            self.stopped.append(f"Sau «{stage.vi}» không còn bước nào mở: chế độ {self.task.regime}.")
            return False
        tracks = progress.opened_beside(stage, self.task)
        self._now(replace(entry, left_on=on, exit=stage.exit))
        if step.outcome and not stage.beside and not self.task.outcome:
            self.task = replace(self.task, outcome=step.outcome)
        for code in (*tracks, *((step.to,) if step.to is not None else ())):
            if not self._enter(lifecycle.stages_of(self.task)[code], on):
                return False
        return True

    def _enter(self, stage: Stage, on: date) -> bool:
        reasons = progress.unmet(stage.enter, self.task, on)
        if reasons:
            self.stopped += [f"Vào «{stage.vi}»: {reason}" for reason in reasons]
            return False
        when = progress.due(stage.deadline, self.task, on)
        stay = Entry(next(self._stays), stage.code, on, due_on=when.on, rule_version=when.rule_version)
        self.task = replace(self.task, entries=(*self.task.entries, stay))
        return True

    def _stay(self, number: int) -> Entry:
        return next(entry for entry in self.task.entries if entry.id == number)

    def _now(self, entry: Entry) -> None:
        entries = tuple(entry if each.id == entry.id else each for each in self.task.entries)
        self.task = replace(self.task, entries=entries)

    def _date(self, names: tuple[str, ...], on: date) -> None:
        """Set the dates that a gate or a paper fixes, and what follows from them."""
        if not names:
            return
        own = {name: on for name in names if name not in _RESULT_FIELDS}
        if not self.approval_known:
            own.pop("approved_on", None)
        if "contract_signed_on" in own and self.task.months:
            own["contract_ends_on"] = workdays.add_months(on, self.task.months)
        of_result = {name: on for name in names if name in _RESULT_FIELDS}
        self.task = replace(self.task, **own, result=replace(self.task.result, **of_result))  # type: ignore[arg-type]  # dates by their names
        self.task = replace(
            self.task, regime=law.regime_of(self.task.approved_on) if own else self.task.regime
        )


def _person(role: Role) -> int:
    """Who acts in the role, by number: of a council its chair."""
    return SEATS[0].person if role is Role.COUNCIL else 1 + list(Role).index(role)


def _house(role: Role) -> int:
    houses = {Role.ORDERER: ORDERER, Role.HOST: HOST, Role.HOST_HEAD: HOST, Role.RECIPIENT: RECIPIENT}
    return houses[role].id if role in houses else _STATE


def _deciding(gate: Gate) -> Iterator[Role]:
    """The roles that approve at the gate, each once."""
    match gate.approval:
        case Several(roles, need):
            yield from roles[:need]
        case Single(roles):
            yield roles[0]
        case Council():
            yield Role.COUNCIL


def _ballot(kind: BallotKind, seat: Seat, on: date) -> Ballot:
    match kind:
        case BallotKind.AGREE:
            return Ballot(seat.person, seat.position, on, agree=True)
        case BallotKind.SCORE:
            return Ballot(seat.person, seat.position, on, score=Decimal(85))
        case BallotKind.GRADE:
            return Ballot(seat.person, seat.position, on, grade=Grade.PASS)
