"""Proposals: handed in whole or refused with every reason, withdrawn, checked for eligibility."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from actions.panels import bench
from actions.support.calls import call_of, note
from actions.support.forms import ProposalForm, asked_in, asked_of, terms_of
from models import support
from models.deeds import Deed, may, require
from models.errors import NotFound, Refused
from models.permissions import Actor
from models.queries import support as asked
from models.tables import Organisation, Proposal, SupportCall, WorkFile


def submit(session: Session, code: str, form: ProposalForm, actor: Actor, *, on: date) -> int:
    """Hand in a proposal of the actor's organisation; returns its number.

    Raises:
        NotFound: no such published call.
        NotPermitted: the actor proposes nothing.
        Refused: it is not eligible, or lacks something: every reason at once.
    """
    require(actor, Deed.PROPOSAL_SUBMIT)
    file, call = call_of(session, code, lock=True)
    if call.published_on is None:
        raise NotFound(f"Không có đợt mời đề xuất nào mang mã {code}.")
    organisation = session.get_one(Organisation, actor.organisation_id)
    standing = session.scalar(asked.standing(call.id, organisation.id)) or 0
    reasons = support.missed(terms_of(call, file.province), asked_in(form, organisation, on, standing))
    if call.concluded_on is not None:
        reasons = (*reasons, f"{code} đã có kết quả xét chọn.")
    if reasons:
        raise Refused.because(reasons)
    row = Proposal(
        call_id=call.id,
        organisation_id=organisation.id,
        person_id=actor.id,
        title=form.title,
        content=form.content.strip(),
        expected=form.expected.strip(),
        facts={
            "sector": form.sector.value if form.sector else None,
            "workers": form.workers,
            "revenue_vnd": None if form.revenue_vnd is None else str(form.revenue_vnd),
            "province": form.province,
        },
        asked_vnd=form.asked_vnd,
        own_vnd=form.own_vnd,
        submitted_on=on,
    )
    session.add(row)
    session.flush()
    said = f"{actor.title}, {organisation.name}, nộp đề xuất «{row.title}» ({code}, số {row.id})."
    note(session, file, "proposal", "submitted", said, actor, on)
    return row.id


def withdraw(session: Session, number: int, actor: Actor, *, on: date) -> str:
    """Withdraw a proposal of the actor's organisation before it is decided on; returns its call's code.

    Raises:
        NotFound: the actor's organisation has no such proposal.
        NotPermitted: the actor proposes nothing.
        Refused: it was withdrawn before, or is decided on.
    """
    require(actor, Deed.PROPOSAL_SUBMIT)
    row, _, file, _ = held(session, number)
    if row.organisation_id != actor.organisation_id:
        raise missing(number)
    if row.withdrawn_on is not None:
        raise Refused("Đề xuất đã được rút trước đó.")
    if row.decided_on is not None:
        raise Refused("Đề xuất đã có kết quả xét chọn nên không rút được.")
    row.withdrawn_on = on
    note(
        session,
        file,
        "proposal",
        "withdrawn",
        f"{actor.title} rút đề xuất số {number} ({file.code}).",
        actor,
        on,
    )
    return file.code


def check(
    session: Session, number: int, reasons: Sequence[str], actor: Actor, *, on: date
) -> tuple[str, ...]:
    """Check a proposal's eligibility by the call's rules, and by what its papers show (`reasons`).

    Checked anew, the later check replaces the earlier one, as long as the panel has not begun to vote.
    Returns everything for which it is not eligible; empty when it is.

    Raises:
        NotFound: no such proposal.
        NotPermitted: the actor keeps no calls.
        Refused: it was withdrawn or decided on, or the panel has begun to vote.
    """
    require(actor, Deed.SUPPORT_CALL_KEEP)
    row, call, file, organisation = held(session, number)
    here = bench(session, file.code)
    faults = []
    if row.withdrawn_on is not None:
        faults.append("Đề xuất đã được rút.")
    if row.decided_on is not None or call.concluded_on is not None:
        faults.append("Đợt đã có kết quả xét chọn.")
    elif here.panel is not None and here.panel.ballots:
        faults.append("Hội đồng đã bắt đầu bỏ phiếu nên không kiểm tra lại điều kiện.")
    if faults:
        raise Refused.because(faults)
    standing = session.scalar(asked.standing(call.id, organisation.id, but=row.id)) or 0
    found = support.missed(terms_of(call, file.province), asked_of(row, organisation, standing))
    seen = (" ".join(each.split()) for each in reasons)
    row.ineligible = list(dict.fromkeys([*found, *(each for each in seen if each)]))
    row.checked_on = on
    said = f"không đủ điều kiện: {' '.join(row.ineligible)}" if row.ineligible else "đủ điều kiện."
    note(
        session, file, "proposal", "checked", f"{actor.title} kiểm tra đề xuất số {number}: {said}", actor, on
    )
    return tuple(row.ineligible)


def held(session: Session, number: int) -> tuple[Proposal, SupportCall, WorkFile, Organisation]:
    """A proposal with its call, its file held until the transaction ends.

    Raises:
        NotFound: there is none of that number.
    """
    found = session.execute(asked.proposal(number)).one_or_none()
    if found is None:
        raise missing(number)
    call_of(session, found[2].code, lock=True)
    again = asked.proposal(number).execution_options(populate_existing=True)
    row, call, file, organisation = session.execute(again).one()
    return row, call, file, organisation


def missing(number: int) -> NotFound:
    """What is said of a proposal that is not there, or not the actor's to see."""
    return NotFound(f"Không có đề xuất số {number}.")


def sees_all(actor: Actor) -> bool:
    """Whether the actor sees the proposals of every organisation."""
    return may(actor, Deed.SUPPORT_CALL_KEEP) or any(role.is_state for role in actor.roles)
