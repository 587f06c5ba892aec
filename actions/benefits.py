"""What a result brings in, shared out period by period; and the certificate of an outstanding result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from actions import audit, dossiers, issuing, wiring
from actions.filled_form import Day, Dong, Line, Part
from documents.catalogue.asked import OUTSTANDING, REVENUE_SHARE
from documents.facts import Award
from documents.typeset import typeset
from models import deeds, queries
from models.deeds import Deed
from models.dossier import Dossier
from models.errors import BadInput
from models.permissions import Actor
from models.sharing import Ledger, Payment, Period, ProfitCase


class PaymentForm(BaseModel):
    """What was paid to one party."""

    model_config = ConfigDict(extra="forbid", title="Khoản đã chi trả")

    to: Line = Field(title="Đối tượng hưởng, như trên bảng", min_length=1)
    amount: Dong = Field(title="Số tiền (đồng)")
    on: Day | None = Field(None, title="Ngày chi")
    voucher: Line = Field("", title="Chứng từ")


class PeriodForm(BaseModel):
    """A period of the ledger; what is not known yet is left out."""

    model_config = ConfigDict(extra="forbid", title="Một kỳ")

    begins: Day = Field(title="Từ ngày")
    ends: Day = Field(title="Đến ngày")
    revenue: Dong | None = Field(None, title="Doanh thu (đồng)")
    costs: Dong | None = Field(None, title="Chi phí hợp lý (đồng)")
    taxes: Dong | None = Field(None, title="Thuế phải nộp (đồng)")
    intermediary: Dong | None = Field(None, title="Phí trung gian đã thỏa thuận (đồng)")
    paid: list[PaymentForm] = Field(default_factory=list, title="Đã chi trả")


class LedgerForm(BaseModel):
    """The revenue ledger of a result, as its owner fills it in."""

    model_config = ConfigDict(extra="forbid", title="Sổ doanh thu để phân chia lợi ích")

    case: ProfitCase = Field(ProfitCase.OWNER, title="Hình thức khai thác")
    intermediary_silent: bool = Field(default=False, title="Có trung gian nhưng chưa thỏa thuận phí")
    author: Part | None = Field(None, title="Tỷ lệ của tác giả đã thỏa thuận", ge=0, le=1)
    value: Dong | None = Field(None, title="Giá trị góp vốn (đồng)")
    periods: list[PeriodForm] = Field(title="Các kỳ")

    def ledger(self, task: Dossier) -> Ledger:
        """What is to be shared out, by the rules that govern the task."""
        return Ledger(
            approved_on=task.approved_on,
            case=self.case,
            periods=tuple(
                Period(
                    each.begins,
                    each.ends,
                    each.revenue,
                    each.costs,
                    each.taxes,
                    each.intermediary,
                    tuple(Payment(one.to, one.amount, one.on, one.voucher) for one in each.paid),
                )
                for each in self.periods
            ),
            state_share=task.state_share,
            broker_silent=self.intermediary_silent,
            author=None if self.author is None else Fraction(self.author),
            value=self.value,
            granted_on=task.result.ip_granted_on,
            province=task.province,
        )


@dataclass(frozen=True)
class Asked:
    """A paper that was asked for: its row, its number."""

    document: int
    number: str


def share_out(session: Session, code: str, form: LedgerForm, actor: Actor, *, on: date) -> Asked:
    """Issue the table of a result's shares: every period so far, what is paid, what is owed.

    Raises:
        NotFound: no such task.
        NotPermitted: the actor does not act for the task's host.
        BadInput: the ledger makes no sense: every reason at once.
        Refused: an agreement breaks a floor or a ceiling, or the paper lacks a fact.
    """
    task = dossiers.load(session, code, lock=True)
    deeds.require(actor, Deed.BENEFIT_SHARE, task)
    _refuse_future(form, on)
    return _issued(session, task, REVENUE_SHARE, form.ledger(task), actor, on)


def draft_shares(session: Session, code: str, form: LedgerForm, actor: Actor, *, on: date) -> bytes:
    """The table as it would be issued, marked as a draft; raises as `share_out` does."""
    task = dossiers.load(session, code)
    deeds.require(actor, Deed.BENEFIT_SHARE, task)
    _refuse_future(form, on)
    return _draft(task, REVENUE_SHARE, form.ledger(task), on)


def honour(session: Session, code: str, award: Award, actor: Actor, *, on: date) -> Asked:
    """Issue the certificate of an outstanding result, for the chair of the People's Committee to sign.

    Raises:
        NotFound: no such task.
        NotPermitted: the actor does not have results certified.
        BadInput: the year lies in the future, or before the result was accepted.
        Refused: the result is not recognised, or nothing says that it was chosen.
    """
    task = dossiers.load(session, code, lock=True)
    _check(task, award, actor, on)
    return _issued(session, task, OUTSTANDING, award, actor, on)


def draft_certificate(session: Session, code: str, award: Award, actor: Actor, *, on: date) -> bytes:
    """The certificate as it would be issued, marked as a draft; raises as `honour` does."""
    task = dossiers.load(session, code)
    _check(task, award, actor, on)
    return _draft(task, OUTSTANDING, award, on)


def _issued(
    session: Session, task: Dossier, paper: str, asked: Ledger | Award, actor: Actor, on: date
) -> Asked:
    known = {row.id for row in session.scalars(queries.documents_of(task.id))}
    row = issuing.write_asked(session, task, paper, asked, on)
    if row.id not in known:
        audit.record(
            session,
            "task:document:asked",
            f"{actor.title} lập {row.type_name[0].lower()}{row.type_name[1:]} số {row.number_text}.",
            on=on,
            task_id=task.id,
            person_id=actor.id,
            facts={"document": row.id, "paper": paper},
        )
    return Asked(row.id, row.number_text)


def _check(task: Dossier, award: Award, actor: Actor, on: date) -> None:
    deeds.require(actor, Deed.RESULT_HONOUR, task)
    accepted = task.result.accepted_on
    if award.year > on.year:
        raise BadInput(f"Năm {award.year} chưa tới.")
    if accepted is not None and award.year < accepted.year:
        raise BadInput(f"Kết quả nghiệm thu năm {accepted.year}, không thể là tiêu biểu năm {award.year}.")


def _refuse_future(form: LedgerForm, on: date) -> None:
    late = [each.ends for each in form.periods if each.ends > on]
    if late:
        raise BadInput(f"Kỳ kết thúc ngày {late[0]:%d/%m/%Y} chưa hết: chỉ phân chia kỳ đã kết thúc.")


def _draft(task: Dossier, paper: str, asked: Ledger | Award, on: date) -> bytes:
    facts = issuing.as_asked(task, paper, asked, on)
    return typeset(paper, facts, issued_on=None, sizes=wiring.settings().paper_sizes, draft=True).data
