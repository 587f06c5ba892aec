"""Calls and proposals as they are read: an enterprise sees its own proposals, published calls are for all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from actions.panels import bench
from actions.panels.papers import PaperLine, papers_of
from actions.support.calls import call_of, short_notice
from actions.support.forms import ProposalForm, form_of, terms_of
from actions.support.proposals import missing, sees_all
from models import support
from models.deeds import Deed, may, require
from models.errors import NotFound
from models.permissions import Actor
from models.queries import support as asked
from models.support import Terms
from models.tables import Organisation, Proposal, SupportCall, WorkFile

PAGE: Final = 50
"""Rows of a page."""


class Stand(StrEnum):
    """How far a call has come; the value is its code in addresses."""

    DRAFT = "draft"
    """It may still be written anew."""
    OPEN = "open"
    """Proposals may be handed in, or will from its first day."""
    CLOSED = "closed"
    """Its proposals are checked and judged."""
    CONCLUDED = "concluded"
    """It is known who is supported."""


@dataclass(frozen=True)
class CallRow:
    """A call in a list."""

    code: str
    title: str
    province: str
    stand: Stand
    opens_on: date
    closes_on: date
    budget_vnd: Decimal | None
    ceiling_vnd: Decimal | None


@dataclass(frozen=True)
class ProposalRow:
    """A proposal under a call; `state` says in words how far it has come."""

    number: int
    title: str
    organisation: str
    asked_vnd: Decimal
    own_vnd: Decimal
    granted_vnd: Decimal | None
    paid_vnd: Decimal
    submitted_on: date | None
    state: str
    ineligible: tuple[str, ...]


@dataclass(frozen=True)
class CallPage:
    """A call as the visitor may see it; `proposals` are all, or those of the visitor's organisation."""

    row: CallRow
    terms: Terms
    source: str
    conditions: tuple[str, ...]
    notes: tuple[str, ...]
    proposals: tuple[ProposalRow, ...]
    papers: tuple[PaperLine, ...]
    panel_formed_on: date | None
    sees_all: bool
    may_keep: bool
    may_publish: bool
    may_propose: bool
    may_form: bool
    may_see_panel: bool
    may_conclude: bool
    given_vnd: Decimal
    paid_vnd: Decimal


@dataclass(frozen=True)
class PaymentRow:
    """A sum that was paid."""

    on: date
    amount_vnd: Decimal
    document: str


@dataclass(frozen=True)
class ProposalPage:
    """A proposal whole."""

    row: ProposalRow
    form: ProposalForm
    code: str
    call_title: str
    checked_on: date | None
    decided_on: date | None
    payments: tuple[PaymentRow, ...]
    outcome: str
    outcome_on: date | None
    in_use: bool | None
    may_withdraw: bool
    may_check: bool
    may_follow: bool


def calls(
    session: Session, actor: Actor, on: date, *, stand: Stand | None = None, page: int = 1
) -> tuple[tuple[CallRow, ...], bool]:
    """A page of the calls that the visitor may see, the latest first; and whether there are more."""
    require(actor, Deed.SUPPORT_SEE)
    drafts = may(actor, Deed.SUPPORT_CALL_KEEP)
    skip = (max(page, 1) - 1) * PAGE
    query = asked.calls(on, stand.value if stand else "", drafts=drafts, skip=skip, limit=PAGE + 1)
    found = session.execute(query).all()
    return tuple(_row(call, file, on) for call, file in found[:PAGE]), len(found) > PAGE


def stand_of(call: SupportCall, on: date) -> Stand:
    """How far a call has come on that day."""
    if call.published_on is None:
        return Stand.DRAFT
    if call.concluded_on is not None:
        return Stand.CONCLUDED
    return Stand.CLOSED if call.closes_on < on else Stand.OPEN


def call_page(session: Session, code: str, actor: Actor, on: date) -> CallPage:
    """One call.

    Raises:
        NotFound: there is none of that code for the visitor.
    """
    require(actor, Deed.SUPPORT_SEE)
    file, call = call_of(session, code)
    keeps = may(actor, Deed.SUPPORT_CALL_KEEP)
    if call.published_on is None and not keeps:
        raise NotFound(f"Không có đợt mời đề xuất nào mang mã {code}.")
    here = bench(session, code)
    seated = any(each.person == actor.id for each in (here.panel.members if here.panel else ()))
    everything, forms = sees_all(actor), may(actor, Deed.PANEL_FORM)
    found = session.execute(asked.proposals(call.id, None if everything else actor.organisation_id)).all()
    paid = dict(session.execute(asked.paid_under(call.id)).all()) if found else {}
    rows = tuple(proposal_row(row, own, paid.get(row.id, Decimal(0))) for row, own in found)
    terms, stand = terms_of(call, file.province), stand_of(call, on)
    going = stand in {Stand.OPEN, Stand.CLOSED}
    standing = any(
        row.organisation_id == actor.organisation_id and row.withdrawn_on is None for row, _ in found
    )
    return CallPage(
        row=_row(call, file, on),
        terms=terms,
        source=call.source,
        conditions=support.conditions(terms),
        notes=short_notice(terms, on) if stand is Stand.DRAFT else (),
        proposals=rows,
        papers=papers_of(session, file.id, everything=everything),
        panel_formed_on=here.row.formed_on if here.row else None,
        sees_all=everything,
        may_keep=keeps,
        may_publish=keeps and stand is Stand.DRAFT,
        may_propose=may(actor, Deed.PROPOSAL_SUBMIT)
        and stand is Stand.OPEN
        and call.opens_on <= on
        and not standing,
        may_form=forms and going and here.row is None,
        may_see_panel=may(actor, Deed.PANEL_SEE) and here.row is not None and (everything or seated),
        may_conclude=forms and stand is Stand.CLOSED,
        given_vnd=sum((row.granted_vnd or Decimal(0) for row in rows), Decimal(0)),
        paid_vnd=sum((row.paid_vnd for row in rows), Decimal(0)),
    )


def proposal_page(session: Session, number: int, actor: Actor) -> ProposalPage:
    """One proposal: for its own organisation, for the State's people, and for who judges it.

    Raises:
        NotFound: there is none of that number for the visitor.
    """
    require(actor, Deed.SUPPORT_SEE)
    found = session.execute(asked.proposal(number)).one_or_none()
    if found is None:
        raise missing(number)
    row, _, file, own = found
    here = bench(session, file.code)
    judges = any(each.person == actor.id for each in (here.panel.members if here.panel else ()))
    is_own = row.organisation_id == actor.organisation_id
    if not (is_own or judges or sees_all(actor)):
        raise missing(number)
    payments = session.scalars(asked.payments(row.id)).all()
    keeps = may(actor, Deed.SUPPORT_CALL_KEEP)
    stands = row.withdrawn_on is None and row.decided_on is None
    return ProposalPage(
        row=proposal_row(row, own, sum((each.amount_vnd for each in payments), Decimal(0))),
        form=form_of(row),
        code=file.code,
        call_title=file.title,
        checked_on=row.checked_on,
        decided_on=row.decided_on,
        payments=tuple(PaymentRow(each.on, each.amount_vnd, each.document) for each in payments),
        outcome=row.outcome,
        outcome_on=row.outcome_on,
        in_use=row.in_use,
        may_withdraw=is_own and stands and may(actor, Deed.PROPOSAL_SUBMIT),
        may_check=keeps and stands and not (here.panel and here.panel.ballots),
        may_follow=keeps and bool(row.granted_vnd),
    )


def proposal_row(row: Proposal, own: Organisation, paid: Decimal) -> ProposalRow:
    """A proposal as a list shows it."""
    return ProposalRow(
        number=row.id,
        title=row.title,
        organisation=own.name,
        asked_vnd=row.asked_vnd,
        own_vnd=row.own_vnd,
        granted_vnd=row.granted_vnd,
        paid_vnd=paid,
        submitted_on=row.submitted_on,
        state=_state(row),
        ineligible=tuple(row.ineligible),
    )


def _state(row: Proposal) -> str:
    if row.withdrawn_on is not None:
        return "withdrawn"
    if row.ineligible:
        return "ineligible"
    if row.decided_on is not None:
        return "supported" if row.granted_vnd else "unsupported"
    return "eligible" if row.checked_on is not None else "submitted"


def _row(call: SupportCall, file: WorkFile, on: date) -> CallRow:
    return CallRow(
        code=file.code,
        title=file.title,
        province=file.province,
        stand=stand_of(call, on),
        opens_on=call.opens_on,
        closes_on=call.closes_on,
        budget_vnd=call.budget_vnd,
        ceiling_vnd=call.ceiling_vnd,
    )
