"""Support for small enterprises: calls, proposals and what was paid."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Select, and_, func, select, true

from models.tables import Organisation, Proposal, SupportCall, SupportPayment, WorkFile


def call(file_id: int) -> Select[SupportCall]:
    """The call of a file of work."""
    return select(SupportCall).where(SupportCall.file_id == file_id)


def calls(on: date, stand: str, *, drafts: bool, skip: int, limit: int) -> Select[SupportCall, WorkFile]:
    """Some calls, the latest first; `stand` is draft, open, closed, concluded, or empty for all.

    Drafts are for those who keep calls alone.
    """
    published = SupportCall.published_on.is_not(None)
    concluded = SupportCall.concluded_on.is_not(None)
    stands = {
        "draft": ~published,
        "open": and_(published, ~concluded, SupportCall.closes_on >= on),
        "closed": and_(published, ~concluded, SupportCall.closes_on < on),
        "concluded": concluded,
    }
    seen = true() if drafts else published
    query = (
        select(SupportCall, WorkFile)
        .join(WorkFile, WorkFile.id == SupportCall.file_id)
        .where(seen)
        .order_by(SupportCall.id.desc())
        .offset(skip)
        .limit(limit)
    )
    return query.where(stands[stand]) if stand else query


def proposals(call_id: int, organisation_id: int | None = None) -> Select[Proposal, Organisation]:
    """The proposals under a call, in the order in which they came; of one organisation, when it is named."""
    query = (
        select(Proposal, Organisation)
        .join(Organisation, Organisation.id == Proposal.organisation_id)
        .where(Proposal.call_id == call_id)
        .order_by(Proposal.id)
    )
    return query if organisation_id is None else query.where(Proposal.organisation_id == organisation_id)


def proposal(number: int) -> Select[Proposal, SupportCall, WorkFile, Organisation]:
    """One proposal with its call, its file and who proposes."""
    return (
        select(Proposal, SupportCall, WorkFile, Organisation)
        .join(SupportCall, SupportCall.id == Proposal.call_id)
        .join(WorkFile, WorkFile.id == SupportCall.file_id)
        .join(Organisation, Organisation.id == Proposal.organisation_id)
        .where(Proposal.id == number)
    )


def standing(call_id: int, organisation_id: int, *, but: int = 0) -> Select[int]:
    """How many proposals of an organisation stand under a call, beside the one numbered `but`."""
    return (
        select(func.count())
        .select_from(Proposal)
        .where(
            Proposal.call_id == call_id,
            Proposal.organisation_id == organisation_id,
            Proposal.withdrawn_on.is_(None),
            Proposal.id != but,
        )
    )


def payments(proposal_id: int) -> Select[SupportPayment]:
    """What was paid for a proposal, in order."""
    return (
        select(SupportPayment)
        .where(SupportPayment.proposal_id == proposal_id)
        .order_by(SupportPayment.on, SupportPayment.id)
    )


def paid_under(call_id: int) -> Select[int, Decimal]:
    """What was paid in all for each proposal of a call, in đồng."""
    return (
        select(SupportPayment.proposal_id, func.sum(SupportPayment.amount_vnd))
        .join(Proposal, Proposal.id == SupportPayment.proposal_id)
        .where(Proposal.call_id == call_id)
        .group_by(SupportPayment.proposal_id)
    )
