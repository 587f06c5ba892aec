"""The money of one task, as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from actions import remedies, sight
from actions.money.keeping import OWN_KEY, state_budget
from models import deeds
from models.deeds import Deed
from models.dossier import Dossier
from models.lifecycle import STAGES
from models.money import Balance, Kind, Moved, Plan, Source, standing, troubles
from models.permissions import Actor
from models.queries import money as queries
from models.tables import FundingLine, Movement

_SETTLEMENT = "settlement"
"""The paper by which the host settles the task's money."""
_HOLD = "hold_settlement"
"""The remedy by which the settlement is held."""


@dataclass(frozen=True)
class MoveLine:
    """A sum on record; `void` says that it was taken back, `voids` which one it takes back (0: none)."""

    number: int
    key: str
    kind: Kind
    source: Source
    on: date
    amount: Decimal
    stage: str
    stage_vi: str
    instalment: int | None
    document: str
    by: str
    void: bool
    voids: int


@dataclass(frozen=True)
class TaskMoney:
    """The money of a task: the balance, every sum, what does not add up, and how its settlement stands.

    `settlement` are sentences: whether the host has handed in its settlement, whether it is held.
    """

    code: str
    title: str
    province: str
    host: str
    balance: Balance
    lines: tuple[MoveLine, ...]
    by_stage: tuple[tuple[str, Decimal], ...]
    troubles: tuple[str, ...]
    settlement: tuple[str, ...]
    keeps: bool


def task_money(session: Session, code: str, actor: Actor, on: date) -> TaskMoney:
    """The money of a task.

    Raises:
        NotFound: no such task, or it is not the actor's to see.
        NotPermitted: the actor does not see money.
    """
    task = sight.seen(session, code, actor)
    deeds.require(actor, Deed.MONEY_SEE, task)
    lines = _lines(session, task.id)
    balance = balance_of(task, session.scalars(queries.funding_of((task.id,))).all(), lines)
    return TaskMoney(
        code=task.code,
        title=task.title,
        province=task.province,
        host=task.host.name if task.host else "",
        balance=balance,
        lines=lines,
        by_stage=tuple((stage_vi(stage), amount) for stage, amount in balance.by_stage().items()),
        troubles=troubles(balance, on),
        settlement=_settlement(session, task, balance, on),
        keeps=deeds.may(actor, Deed.MONEY_KEEP, task),
    )


def balance_of(task: Dossier, plans: Sequence[FundingLine], lines: Sequence[MoveLine]) -> Balance:
    """What the tables say of a task's money."""
    moves = tuple(
        Moved(
            each.number,
            each.kind,
            each.source,
            each.on,
            each.amount,
            each.stage,
            each.instalment,
            each.document,
            each.voids,
        )
        for each in lines
    )
    planned = tuple(
        Plan(Source(row.source), row.year, row.amount_vnd, row.document) for row in plans if row.amount_vnd
    )
    return Balance(planned, standing(moves), task.budget_vnd, state_budget(task))


def stage_vi(code: str) -> str:
    """The title of a stage by its code; a sum of no known stage says so."""
    stage = STAGES.get(code)
    return stage.vi if stage is not None else code or "Chưa rõ giai đoạn"


def _lines(session: Session, task_id: int) -> tuple[MoveLine, ...]:
    found = session.execute(queries.movements_of((task_id,))).all()
    void = {row.voids_id for row, _ in found if row.voids_id is not None}
    return tuple(_line(row, by or "", void=row.id in void) for row, by in found)


def _line(row: Movement, by: str, *, void: bool) -> MoveLine:
    return MoveLine(
        number=row.id,
        key=row.key or f"{OWN_KEY}{row.id}",
        kind=Kind(row.kind),
        source=Source(row.source),
        on=row.on,
        amount=row.amount_vnd,
        stage=row.stage,
        stage_vi=stage_vi(row.stage),
        instalment=row.instalment,
        document=row.document,
        by=by,
        void=void,
        voids=row.voids_id or 0,
    )


def _settlement(session: Session, task: Dossier, balance: Balance, on: date) -> tuple[str, ...]:
    """How the settlement stands by the papers and remedies that are on record elsewhere."""
    handed_in = [
        paper.on
        for entry in task.entries
        for paper in entry.submissions
        if paper.paper == _SETTLEMENT and not paper.withdrawn
    ]
    found = []
    if handed_in:
        found.append(f"Hồ sơ quyết toán kinh phí đã nộp ngày {max(handed_in):%d/%m/%Y}.")
    elif balance.moved(Kind.SETTLED):
        found.append(
            "Đã ghi số quyết toán nhưng chưa có hồ sơ «Quyết toán kinh phí» trong giấy tờ của nhiệm vụ."
        )
    if any(row.remedy == _HOLD and row.done_on is None for row in remedies.taken(session, on, task.code)):
        found.append("Đang tạm dừng quyết toán theo biện pháp của ngăn tủ.")
    return tuple(found)
