"""Who gets what of the incomes on record; and the ledger from which the table of shares is issued."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from sqlalchemy.orm import Session

from actions import benefits
from actions.benefits import Asked, LedgerForm, PaymentForm, PeriodForm
from actions.protection.shelter import held
from models.deeds import Deed
from models.dossier import Dossier
from models.errors import BadInput, NotFound, Refused
from models.income import Income, Kind, Owing, Payout, Share, case_of, owing, shared
from models.permissions import Actor
from models.queries import protection as queries
from models.sharing import ProfitCase, Settled
from models.tables import Income as IncomeRow
from models.tables import Payout as PayoutRow

_NAMES = {
    Share.AUTHOR: "Tác giả",
    Share.INTERMEDIARY: "Tổ chức trung gian, môi giới",
    Share.STATE: "Đại diện chủ sở hữu nhà nước",
}
"""How the rules of sharing name the parties that have a head of their own."""


@dataclass(frozen=True)
class Shared:
    """An income with what each party gets of it, was paid and is owed; `refusal` says why it cannot be.

    Among the `payouts` stand those that were taken back: they are shown, and count no more.
    """

    row: IncomeRow
    settled: Settled | None
    lines: tuple[Owing, ...]
    payouts: tuple[PayoutRow, ...]
    refusal: tuple[str, ...] = ()


def share_out(
    session: Session, code: str, case: ProfitCase, actor: Actor, *, on: date, author: Decimal | None = None
) -> Asked:
    """Issue the table of a result's shares from what is on record, instead of typed figures.

    Args:
        session: the transaction that asks for the paper.
        code: of the task.
        case: the incomes of which way are told.
        actor: who asks.
        on: the day of the paper.
        author: the authors' part that was agreed; None takes the floor.

    Raises:
        NotFound: no such task, or nothing came in that way.
        NotPermitted: the actor does not act for the task's host.
        Refused: an agreement breaks a floor or a ceiling, or the paper lacks a fact.
    """
    form = recorded_ledger(session, code, case, actor, author=author)
    return benefits.share_out(session, code, form, actor, on=on)


def recorded_ledger(
    session: Session, code: str, case: ProfitCase, actor: Actor, *, author: Decimal | None = None
) -> LedgerForm:
    """The revenue ledger of a result as the records tell it.

    Raises:
        NotFound: no such task, or nothing came in that way.
        NotPermitted: the actor does not share out what the task's host owns.
    """
    task = held(session, code, actor, Deed.BENEFIT_SHARE).task
    rows = [
        row for row in session.scalars(queries.incomes_of(task.id)) if case_of(Kind(row.kind), task) is case
    ]
    if not rows:
        raise NotFound("Chưa ghi khoản thu nào theo hình thức này: hãy ghi khoản thu trước.")
    payouts = session.scalars(queries.payouts_of([row.id for row in rows])).all()
    periods = [
        _period(list(same), payouts)
        for _, same in groupby(
            sorted(rows, key=lambda row: (row.begins_on, row.ends_on)),
            key=lambda row: (row.begins_on, row.ends_on),
        )
    ]
    value = task.result.value_vnd
    if case is ProfitCase.CAPITAL and value is None:
        value = sum((row.amount_vnd for row in rows), Decimal(0))
    return LedgerForm(
        case=case,
        author=author,
        value=value.quantize(Decimal(1)) if case is ProfitCase.CAPITAL and value is not None else None,
        periods=periods,
    )


def _period(rows: Sequence[IncomeRow], payouts: Sequence[PayoutRow]) -> PeriodForm:
    """Incomes of the same days as one period of the ledger."""
    own = {row.id for row in rows}
    return PeriodForm(
        begins=rows[0].begins_on,
        ends=rows[0].ends_on,
        revenue=_total(row.amount_vnd for row in rows),
        costs=_total(row.costs_vnd for row in rows),
        taxes=_total(row.taxes_vnd for row in rows),
        intermediary=_total(fee for row in rows if (fee := row.intermediary_vnd) is not None)
        if any(row.intermediary_vnd is not None for row in rows)
        else None,
        paid=[
            PaymentForm(to=line_of(row), amount=_whole(row.amount_vnd), on=row.on, voucher=row.document)
            for row in payouts
            if row.income_id in own
        ],
    )


def _total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum; None while one of them is not known."""
    known = list(amounts)
    return None if None in known else _whole(sum((each for each in known if each is not None), Decimal(0)))


def shared_of(session: Session, task: Dossier, rows: Sequence[IncomeRow]) -> tuple[Shared, ...]:
    """Each income with who gets what of it, was paid, and is owed."""
    payouts = session.scalars(queries.payouts_ever_of([row.id for row in rows])).all() if rows else []
    return tuple(
        _shared(task, row, tuple(each for each in payouts if each.income_id == row.id)) for row in rows
    )


def _shared(task: Dossier, row: IncomeRow, payouts: tuple[PayoutRow, ...]) -> Shared:
    paid = [
        Payout(Share(each.share), line_of(each), each.amount_vnd)
        for each in payouts
        if each.withdrawn_on is None
    ]
    try:
        settled = shared(income_of(row), task)
    except (BadInput, Refused) as refusal:
        return Shared(row, None, owing((), paid), payouts, refusal.reasons)
    return Shared(row, settled, owing(settled.lines, paid), payouts)


def income_of(row: IncomeRow) -> Income:
    """An income as the rules judge it."""
    return Income(
        row.id,
        Kind(row.kind),
        row.begins_on,
        row.ends_on,
        _whole(row.amount_vnd),
        None if row.costs_vnd is None else _whole(row.costs_vnd),
        None if row.taxes_vnd is None else _whole(row.taxes_vnd),
        None if row.intermediary_vnd is None else _whole(row.intermediary_vnd),
    )


def line_of(row: PayoutRow) -> str:
    """The party of a payout as the rules of sharing name it."""
    return _NAMES.get(Share(row.share)) or row.recipient


def _whole(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1))
