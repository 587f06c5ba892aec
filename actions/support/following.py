"""What comes after the selection: sums paid, never above the grant, and what the support brought about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from actions.support.calls import note
from actions.support.proposals import held
from models import grants, support
from models.deeds import Deed, require
from models.errors import Refused
from models.permissions import Actor
from models.queries import support as asked
from models.tables import SupportPayment

_LONGEST = 4000


def pay(
    session: Session,
    number: int,
    amount: Decimal | None,
    day: date | None,
    document: str,
    actor: Actor,
    *,
    on: date,
) -> None:
    """Record a sum that was paid for a proposal, with its voucher.

    Raises:
        NotFound: no such proposal.
        NotPermitted: the actor keeps no calls.
        Refused: it goes beyond the grant, lacks its voucher, or was recorded before: every reason.
    """
    require(actor, Deed.SUPPORT_CALL_KEEP)
    row, _, file, own = held(session, number)
    paid = session.scalars(asked.payments(row.id)).all()
    before = sum((each.amount_vnd for each in paid), Decimal(0))
    voucher = " ".join(document.split())
    reasons = list(grants.payment_faults((row.granted_vnd, row.decided_on), before, amount, day, on))
    if not voucher:
        reasons.append("Chưa nêu chứng từ chi.")
    elif voucher in {each.document for each in paid}:
        reasons.append(f"Chứng từ «{voucher}» đã được ghi cho đề xuất này.")
    if reasons or amount is None or day is None:
        raise Refused.because(reasons)
    session.add(
        SupportPayment(proposal_id=row.id, on=day, amount_vnd=amount, document=voucher, person_id=actor.id)
    )
    session.flush()
    spent = f"{support.dong(amount)} cho {own.name} ({file.code}, số {number}), {voucher}"
    said = f"{actor.title} ghi khoản chi {spent}."
    note(session, file, "payment", "recorded", said, actor, on)


def note_outcome(
    session: Session, number: int, outcome: str, actor: Actor, *, on: date, in_use: bool | None = None
) -> None:
    """Note what the support of a proposal brought about, and whether it is in use (None: not known yet).

    Raises:
        NotFound: no such proposal.
        NotPermitted: the actor keeps no calls.
        Refused: nothing was granted, or nothing is said.
    """
    require(actor, Deed.SUPPORT_CALL_KEEP)
    row, _, file, _ = held(session, number)
    reasons = []
    if row.decided_on is None or not row.granted_vnd:
        reasons.append("Đề xuất không được hỗ trợ nên không có kết quả hỗ trợ để ghi.")
    if not outcome.strip():
        reasons.append("Chưa nêu kết quả của việc hỗ trợ.")
    if len(outcome) > _LONGEST:
        reasons.append(f"Nội dung dài {len(outcome)} ký tự; nhiều nhất là {_LONGEST}.")
    if reasons:
        raise Refused.because(reasons)
    row.outcome, row.outcome_on, row.in_use = outcome.strip(), on, in_use
    used = {True: "đang sử dụng", False: "không sử dụng", None: "chưa rõ việc sử dụng"}[in_use]
    said = f"{actor.title} ghi kết quả hỗ trợ đề xuất số {number} ({file.code}): {used}."
    note(session, file, "proposal", "followed", said, actor, on)
