"""Agreements as they are read: all of them, one with the state of each task, its paper as a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy.orm import Session

from actions import dossiers, walls, wiring
from actions.agreements import paper
from actions.agreements.sheet import terms_of, three
from actions.preview import Draft
from actions.signing import Signed, standings
from documents.catalogue.agreements import AGREEMENTS, TRIPARTITE
from documents.typeset import typeset
from models import agreements as rules
from models import closet, deeds, progress, queries
from models.agreements import House, Split
from models.deeds import Deed
from models.dossier import Dossier
from models.errors import NotFound, NotPermitted
from models.permissions import Actor
from models.tables import Agreement, AgreementItem

CONTRACT_UNSIGNED = "CONTRACT_UNSIGNED"
_NOT_ORDERED = "chưa đặt hàng"
_ENDED = "đã kết thúc"


class Stand(StrEnum):
    """How far an agreement has come; the value is its code in addresses."""

    DRAFT = "draft"
    """It may still be written anew."""
    ISSUED = "issued"
    """Its paper is issued; the three have not all signed."""
    SIGNED = "signed"
    """Its tasks may be ordered."""
    ENDED = "ended"
    """It binds no more."""

    @property
    def vi(self) -> str:
        """The Vietnamese words."""
        return {
            "draft": "dự thảo",
            "issued": "chờ ký",
            "signed": "đã ký",
            "ended": "đã hết hiệu lực",
        }[self.value]


@dataclass(frozen=True)
class ItemLine:
    """A task of the annex and how far it has come; `causes` are those that the closet finds.

    `waits_days` is for how long it has been without its own contract; `contract_unsigned` says that the
    contract should have followed by now, by the agreement's own day or by the closet's rule.
    """

    number: int
    title: str
    product: str
    budget_vnd: Decimal | None
    months: int | None
    code: str | None
    state: str
    causes: tuple[str, ...] = ()
    waits_days: int | None = None
    contract_unsigned: bool = False


@dataclass(frozen=True)
class AgreementSheet:
    """An agreement as it stands; `missing` are its blanks, `notes` what to know before signing."""

    code: str
    title: str
    province: str
    parties: tuple[str, ...]
    state: str
    number: str
    sha256: str | None
    signed_on: date | None
    starts_on: date | None
    ends_on: date | None
    fund: Split
    own: Split
    gain: Split
    state_reserves: bool | None
    items: tuple[ItemLine, ...]
    signatures: tuple[Signed, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def ordered(self) -> int:
        """How many of its tasks are ordered."""
        return sum(item.code is not None for item in self.items)

    @property
    def unsigned(self) -> int:
        """How many of its tasks should have their contract by now."""
        return sum(item.contract_unsigned for item in self.items)


def agreements(session: Session, actor: Actor, on: date) -> tuple[AgreementSheet, ...]:
    """The agreements that the actor may see, the latest first.

    Raises:
        NotPermitted: the actor may see none.
    """
    deeds.require(actor, Deed.AGREEMENT_SEE)
    own = None if _sees_all(actor) else actor.organisation_id
    return tuple(_sheet(session, row, on) for row in session.scalars(queries.agreements(own)))


def agreement_sheet(session: Session, code: str, actor: Actor, on: date) -> AgreementSheet:
    """One agreement as it stands.

    Raises:
        NotFound: there is none of that code.
        NotPermitted: it is none of the actor's.
    """
    return _sheet(session, _seen(session, code, actor), on)


def draft_paper(session: Session, code: str, actor: Actor, on: date) -> Draft:
    """The agreement's paper as it would be issued on that day, marked as a draft; nothing is numbered.

    Raises:
        NotFound: there is none of that code.
        NotPermitted: it is none of the actor's.
    """
    row = _seen(session, code, actor)
    facts = paper.facts_of(session, row, 0, on)
    sizes = wiring.settings().paper_sizes
    printed = typeset(TRIPARTITE, facts, issued_on=None, sizes=sizes, draft=True)
    name = f"{row.code}.{TRIPARTITE}.du-thao.pdf"
    return Draft(row.code, TRIPARTITE, AGREEMENTS[TRIPARTITE].name_vi, printed.data, printed.pages, name)


def _sees_all(actor: Actor) -> bool:
    return any(role.is_state for role in actor.roles)


def _seen(session: Session, code: str, actor: Actor) -> Agreement:
    deeds.require(actor, Deed.AGREEMENT_SEE)
    row = session.scalar(queries.agreement(code.strip()))
    if row is None:
        raise NotFound(f"Không có thỏa thuận nào mang mã «{code}»; xem lệnh agreement list.")
    parties = {row.state_id, row.institute_id, row.enterprise_id}
    if not _sees_all(actor) and actor.organisation_id not in parties:
        raise NotPermitted(f"{actor.title} không được xem thỏa thuận {code}.")
    return row


def _sheet(session: Session, row: Agreement, on: date) -> AgreementSheet:
    terms, document = terms_of(session, row), paper.issued(session, row)
    signed = standings(session, row.code) if document is not None else ()
    return AgreementSheet(
        code=row.code,
        title=row.title,
        province=row.province,
        parties=tuple(
            f"{house.vi}: {one.name}" for house, one in zip(House, three(session, row), strict=True)
        ),
        state=stand_of(row, document is not None, on).vi,
        number=document.number_text if document else "",
        sha256=(document.signed_sha256 or document.sha256) if document else None,
        signed_on=row.signed_on,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        fund=terms.fund,
        own=terms.own,
        gain=terms.gain,
        state_reserves=row.state_reserves,
        items=_lines(session, row, on),
        signatures=signed[-1].places if signed else (),
        missing=rules.missing(terms),
        notes=rules.notes(terms, on),
    )


def stand_of(row: Agreement, issued: bool, on: date) -> Stand:  # noqa: FBT001 - one fact of two that make the word
    """How far the agreement has come on that day."""
    if row.ended_on is not None or (row.ends_on is not None and row.ends_on < on):
        return Stand.ENDED
    if row.signed_on is not None:
        return Stand.SIGNED
    return Stand.ISSUED if issued else Stand.DRAFT


def _lines(session: Session, row: Agreement, on: date) -> tuple[ItemLine, ...]:
    """The tasks of the agreement: each of its parties is told how they stand."""
    with walls.beyond(session):
        return tuple(
            line_of(row, item, dossiers.load(session, code) if code else None, on)
            for item, code in session.execute(queries.agreement_items(row.id)).all()
        )


def line_of(row: Agreement, item: AgreementItem, task: Dossier | None, on: date) -> ItemLine:
    """A task of the annex as it stands; `task` is None while it was not ordered."""
    case = closet.find(task, on) if task else None
    causes = tuple(cause.code for cause in case.causes) if case else ()
    waits = rules.days_without_contract(row.signed_on, task.contract_signed_on if task else None, on)
    return ItemLine(
        number=item.number,
        title=item.title,
        product=item.product,
        budget_vnd=item.budget_vnd,
        months=item.months,
        code=task.code if task else None,
        state=_stands(task) if task else _NOT_ORDERED,
        causes=causes,
        waits_days=waits,
        contract_unsigned=CONTRACT_UNSIGNED in causes or rules.is_overdue(waits, on, row.province),
    )


def _stands(task: Dossier) -> str:
    main = progress.main_entry(task)
    return progress.stage_of(task, main).vi if main else _ENDED
