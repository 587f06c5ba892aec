"""Publications, applications, income and payouts of one task, as its page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from actions import sight
from actions.protection.ledger import Shared, line_of, shared_of
from actions.protection.shelter import filing_of, publication_of, shelter_of
from models import deeds
from models.deeds import Deed
from models.dossier import IP_KINDS
from models.income import Kind, Owing, Share, case_of
from models.permissions import Actor
from models.protection import Publication, Ring, State, hindrances, rings
from models.queries import protection as queries
from models.sharing import ProfitCase


@dataclass(frozen=True)
class PublicationLine:
    """A publication; `hindered` is why it cannot be cleared, empty where it can or need not be."""

    number: int
    kind: str
    title: str
    where: str
    planned_on: date | None
    cleared_on: date | None
    published_on: date | None
    cancelled_on: date | None
    hindered: tuple[str, ...]


@dataclass(frozen=True)
class FilingLine:
    """An application, and where it stands."""

    number: int
    kind: str
    kind_vi: str
    title: str
    office: str
    file_number: str
    applicant: str
    state: State
    filed_on: date
    formal_on: date | None
    granted_on: date | None
    grant_number: str
    valid_until: date | None
    refused_on: date | None
    withdrawn_on: date | None
    lapsed_on: date | None


@dataclass(frozen=True)
class PayoutLine:
    """A share that was paid; where it was put down by mistake, the day and the reason of its taking back."""

    number: int
    share: Share
    line: str
    recipient: str
    on: date
    amount: Decimal
    document: str
    withdrawn_on: date | None
    because: str


@dataclass(frozen=True)
class IncomeLine:
    """An income, who gets what of it and why, who was paid; `refusal` where it cannot be shared."""

    number: int
    kind: Kind
    case: ProfitCase
    begins: date
    ends: date
    amount: Decimal
    costs: Decimal | None
    taxes: Decimal | None
    intermediary: Decimal | None
    payer: str
    document: str
    because: str
    notes: tuple[str, ...]
    shares: tuple[Owing, ...]
    payouts: tuple[PayoutLine, ...]
    refusal: tuple[str, ...]


@dataclass(frozen=True)
class TaskProtection:
    """All of a task's protection and yield; `cases` are the ways of which the table of shares may tell."""

    code: str
    title: str
    province: str
    host: str
    first_published_on: date | None
    waived_on: date | None
    rings: tuple[Ring, ...]
    publications: tuple[PublicationLine, ...]
    filings: tuple[FilingLine, ...]
    incomes: tuple[IncomeLine, ...]
    owed: tuple[tuple[Share, Decimal | None, Decimal], ...]
    """Under each head: what is owed over all incomes (None: it cannot be told yet), what was paid."""
    cases: tuple[ProfitCase, ...]
    keeps: bool
    keeps_income: bool
    shares: bool


def task_protection(session: Session, code: str, actor: Actor, on: date) -> TaskProtection:
    """The protection and yield of a task's result.

    Raises:
        NotFound: no such task, or it is not the actor's to see.
        NotPermitted: the actor does not see protection.
    """
    task = sight.seen(session, code, actor)
    deeds.require(actor, Deed.PROTECTION_SEE, task)
    shelter = shelter_of(session, task)
    incomes = tuple(
        _income(each, case_of(Kind(each.row.kind), task))
        for each in shared_of(session, task, session.scalars(queries.incomes_of(task.id)).all())
    )
    return TaskProtection(
        code=task.code,
        title=task.title,
        province=task.province,
        host=task.host.name if task.host else "",
        first_published_on=shelter.first_published_on,
        waived_on=shelter.waived_on,
        rings=rings(shelter, on),
        publications=tuple(
            _publication(each, hindrances(shelter, each, on) if _waits(each) else ())
            for each in map(publication_of, session.scalars(queries.publications_of((task.id,))))
        ),
        filings=_filings(session, task.id, on),
        incomes=incomes,
        owed=_owed(incomes),
        cases=tuple(dict.fromkeys(each.case for each in incomes)),
        keeps=deeds.may(actor, Deed.PROTECTION_KEEP, task),
        keeps_income=deeds.may(actor, Deed.INCOME_KEEP, task),
        shares=deeds.may(actor, Deed.BENEFIT_SHARE, task),
    )


def _waits(publication: Publication) -> bool:
    return publication.is_planned and publication.cleared_on is None


def _publication(each: Publication, hindered: tuple[str, ...]) -> PublicationLine:
    return PublicationLine(
        each.id,
        each.kind,
        each.title,
        each.where,
        each.planned_on,
        each.cleared_on,
        each.published_on,
        each.cancelled_on,
        hindered,
    )


def _filings(session: Session, task_id: int, on: date) -> tuple[FilingLine, ...]:
    return tuple(
        FilingLine(
            row.id,
            row.kind,
            IP_KINDS.get(row.kind, row.kind),
            row.title,
            row.office,
            row.number,
            applicant,
            filing_of(row).state(on),
            row.filed_on,
            row.formal_on,
            row.granted_on,
            row.grant_number,
            row.valid_until,
            row.refused_on,
            row.withdrawn_on,
            row.lapsed_on,
        )
        for row, applicant in session.execute(queries.filings_of((task_id,)))
    )


def _income(each: Shared, case: ProfitCase) -> IncomeLine:
    row, settled = each.row, each.settled
    return IncomeLine(
        row.id,
        Kind(row.kind),
        case,
        row.begins_on,
        row.ends_on,
        row.amount_vnd,
        row.costs_vnd,
        row.taxes_vnd,
        row.intermediary_vnd,
        row.payer,
        row.document,
        settled.shares.because if settled is not None else "",
        settled.shares.notes if settled is not None else (),
        each.lines,
        tuple(
            PayoutLine(
                paid.id,
                Share(paid.share),
                line_of(paid),
                "" if Share(paid.share) is Share.OWNER else paid.recipient,
                paid.on,
                paid.amount_vnd,
                paid.document,
                paid.withdrawn_on,
                paid.withdrawn_because,
            )
            for paid in each.payouts
        ),
        each.refusal,
    )


def _owed(incomes: tuple[IncomeLine, ...]) -> tuple[tuple[Share, Decimal | None, Decimal], ...]:
    """What is owed and was paid under each head, over all incomes."""
    found = []
    for share in Share:
        lines = [line for income in incomes for line in income.shares if line.share is share]
        if not lines:
            continue
        owed = [line.owed for line in lines]
        total = None if None in owed else sum((each for each in owed if each is not None), Decimal(0))
        found.append((share, total, sum((line.paid for line in lines), Decimal(0))))
    return tuple(found)
