"""Recording what a result brought in, and who was paid of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from actions.protection.ledger import income_of, line_of, shared_of
from actions.protection.shelter import Held, held, note
from models.deeds import Deed
from models.dossier import Dossier
from models.errors import BadInput, NotFound
from models.income import (
    Income,
    Kind,
    Share,
    faults_of_income,
    faults_of_payout,
    overlap,
    share_of,
)
from models.money import dong
from models.permissions import Actor
from models.queries import protection as queries
from models.tables import Income as IncomeRow
from models.tables import Payout as PayoutRow


@dataclass(frozen=True)
class IncomeForm:
    """What came in between two days, in đồng; costs, taxes and fee stay None while they are not known."""

    kind: Kind
    begins: date | None
    ends: date | None
    amount: Decimal | None
    costs: Decimal | None = None
    taxes: Decimal | None = None
    intermediary: Decimal | None = None
    payer: str = ""
    document: str = ""


@dataclass(frozen=True)
class PayoutForm:
    """A share that was paid: `line` is the party as the table of shares names it.

    `reason` is asked for where more is paid than is owed, or where that cannot be reckoned yet.
    """

    line: str
    amount: Decimal | None
    on: date | None
    recipient: str = ""
    document: str = ""
    reason: str = ""


def record_income(session: Session, code: str, form: IncomeForm, actor: Actor, *, on: date) -> int:
    """Put an income on record; returns its number.

    Raises:
        NotFound: no such task, or it is not the actor's to see.
        NotPermitted: the actor keeps no income of this task.
        BadInput: it cannot be meant so: every reason at once.
    """
    before = held(session, code, actor, Deed.INCOME_KEEP)
    stated = _checked(session, before, form, 0, on)
    row = IncomeRow(task_id=before.task.id, person_id=actor.id, **_facts(stated, form))
    session.add(row)
    session.flush()
    note(
        session,
        "income:recorded",
        f"{actor.title} ghi {_told(stated)}.",
        before.task,
        actor,
        on,
        income=row.id,
    )
    return row.id


def restate_income(
    session: Session, code: str, number: int, form: IncomeForm, reason: str, actor: Actor, *, on: date
) -> str:
    """State an income anew: completed, or put right; the journal keeps what it said before.

    Raises:
        NotFound: the task has no such income, or is not the actor's to see.
        NotPermitted: the actor keeps no income of this task.
        BadInput: it cannot be meant so, or no reason is given: every reason at once.
    """
    before = held(session, code, actor, Deed.INCOME_KEEP)
    row = _income(session, before.task, number)
    if not reason.strip():
        raise BadInput("Phải nêu lý do sửa khoản thu (bổ sung chi phí, thuế; ghi nhầm gì).")
    stated = _checked(session, before, form, number, on)
    was = _told(income_of(row))
    for name, value in _facts(stated, form).items():
        setattr(row, name, value)
    session.flush()
    sentence = f"{actor.title} sửa khoản thu số {number}: {_told(stated)}; trước là {was} ({reason.strip()})."
    return note(session, "income:restated", sentence, before.task, actor, on, income=row.id)


def pay(session: Session, code: str, number: int, form: PayoutForm, actor: Actor, *, on: date) -> int:
    """Record that a share of an income was paid; returns the payout's number.

    More than is owed is taken down with a reason alone: an advance, or an agreement above the floor.

    Raises:
        NotFound: the task has no such income, or is not the actor's to see.
        NotPermitted: the actor keeps no income of this task.
        BadInput: it cannot be meant so: every reason at once.
    """
    before = held(session, code, actor, Deed.INCOME_KEEP)
    row = _income(session, before.task, number)
    if form.amount is None or form.on is None:
        raise BadInput(
            *(["Chưa ghi số tiền chi."] if form.amount is None else []),
            *(["Chưa ghi ngày chi."] if form.on is None else []),
        )
    lines = shared_of(session, before.task, [row])[0].lines
    reasons = tuple(faults_of_payout(lines, form.line, form.amount, form.on, income_of(row), form.reason, on))
    if reasons:
        raise BadInput(*reasons)
    share = share_of(form.line)
    paid = PayoutRow(
        income_id=row.id,
        share=share.value,
        recipient=form.line if share is Share.OWNER else form.recipient.strip(),
        on=form.on,
        amount_vnd=form.amount,
        document=form.document.strip(),
    )
    session.add(paid)
    session.flush()
    why = f"; lý do chi vượt hoặc chi trước: {form.reason.strip()}" if form.reason.strip() else ""
    note(
        session,
        "payout:recorded",
        f"{actor.title} ghi đã chi {dong(form.amount)} cho {form.line} ngày {form.on:%d/%m/%Y} "
        f"(khoản thu số {row.id}){why}.",
        before.task,
        actor,
        on,
        payout=paid.id,
        income=row.id,
        amount=str(form.amount),
        reason=form.reason.strip(),
    )
    return paid.id


def withdraw_payout(session: Session, code: str, number: int, reason: str, actor: Actor, *, on: date) -> str:
    """Take back a payout that was put down by mistake; it stays on record and counts no more.

    Raises:
        NotFound: the task has no such payout, or is not the actor's to see.
        NotPermitted: the actor keeps no income of this task.
        BadInput: no reason is given.
    """
    before = held(session, code, actor, Deed.INCOME_KEEP)
    incomes = [row.id for row in session.scalars(queries.incomes_of(before.task.id))]
    found = session.scalars(queries.payouts_of(incomes)) if incomes else ()
    row = next((each for each in found if each.id == number), None)
    if row is None:
        raise NotFound(f"Nhiệm vụ {code} không có khoản chi số {number}.")
    if not reason.strip():
        raise BadInput("Phải nêu lý do bỏ khoản chi đã ghi.")
    sentence = (
        f"{actor.title} bỏ khoản chi {dong(row.amount_vnd)} cho {line_of(row)} ngày {row.on:%d/%m/%Y}"
        f"{f', chứng từ {row.document}' if row.document else ''} (khoản thu số {row.income_id}): "
        f"{reason.strip()}."
    )
    row.withdrawn_on, row.withdrawn_because = on, reason.strip()
    session.flush()
    return note(session, "payout:taken-back", sentence, before.task, actor, on, payout=number)


def _checked(session: Session, before: Held, form: IncomeForm, number: int, on: date) -> Income:
    """The income as it is stated.

    Raises:
        BadInput: it cannot be meant so: every reason at once.
    """
    missing = [
        sentence
        for value, sentence in (
            (form.begins, "Chưa ghi ngày đầu kỳ."),
            (form.ends, "Chưa ghi ngày cuối kỳ."),
            (form.amount, "Chưa ghi số thu."),
        )
        if value is None
    ]
    if form.begins is None or form.ends is None or form.amount is None:
        raise BadInput(*missing)
    stated = Income(
        number,
        form.kind,
        form.begins,
        form.ends,
        form.amount,
        form.costs,
        form.taxes,
        form.intermediary,
    )
    others = [income_of(row) for row in session.scalars(queries.incomes_of(before.task.id))]
    reasons = (*faults_of_income(stated, on), *overlap(stated, others))
    if reasons:
        raise BadInput(*reasons)
    return stated


def _facts(stated: Income, form: IncomeForm) -> dict[str, object]:
    return {
        "kind": stated.kind.value,
        "begins_on": stated.begins,
        "ends_on": stated.ends,
        "amount_vnd": stated.amount,
        "costs_vnd": stated.costs,
        "taxes_vnd": stated.taxes,
        "intermediary_vnd": stated.intermediary,
        "payer": form.payer.strip(),
        "document": form.document.strip(),
    }


def _income(session: Session, task: Dossier, number: int) -> IncomeRow:
    found = session.scalars(queries.incomes_of(task.id))
    row = next((each for each in found if each.id == number), None)
    if row is None:
        raise NotFound(f"Nhiệm vụ {task.code} không có khoản thu số {number}.")
    return row


def _told(income: Income) -> str:
    known = (
        ("chi phí", income.costs),
        ("thuế", income.taxes),
        ("phí trung gian", income.intermediary),
    )
    more = "".join(f", {vi} {dong(amount)}" for vi, amount in known if amount is not None)
    return (
        f"khoản thu {dong(income.amount)} ({income.kind.vi[0].lower()}{income.kind.vi[1:]}) kỳ "
        f"{income.begins:%d/%m/%Y} - {income.ends:%d/%m/%Y}{more}"
    )
