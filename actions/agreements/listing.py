"""Agreements as the portal lists and shows them: page by page, each with the state of its tasks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from actions import dossiers, walls
from actions.agreements.reading import AgreementSheet, ItemLine, Stand, agreement_sheet, line_of, stand_of
from models import deeds
from models.deeds import Deed
from models.errors import NotFound, NotPermitted
from models.language import Role
from models.permissions import Actor
from models.queries.agreements import agreements_page, items_of_agreements
from models.tables import Agreement

PAGE: Final = 20
"""Agreements on a page: each brings the tasks of its annex."""


@dataclass(frozen=True)
class AgreementRow:
    """An agreement in a list; `parties` are the names of the three, in the order of the houses."""

    code: str
    title: str
    province: str
    parties: tuple[str, str, str]
    stand: Stand
    signed_on: date | None
    ends_on: date | None
    items: tuple[ItemLine, ...]

    @property
    def ordered(self) -> int:
        """How many of its tasks are ordered."""
        return sum(item.code is not None for item in self.items)

    @property
    def unsigned(self) -> int:
        """How many of its tasks should have their contract by now."""
        return sum(item.contract_unsigned for item in self.items)


@dataclass(frozen=True)
class AgreementList:
    """One page of agreements; `keeps` says that the reader may write a new one."""

    rows: tuple[AgreementRow, ...]
    page: int
    more: bool
    keeps: bool


def listed(
    session: Session, actor: Actor, on: date, *, stand: Stand | None = None, words: str = "", page: int = 1
) -> AgreementList:
    """A page of the agreements that the actor may see, the latest first.

    Raises:
        NotPermitted: the actor may see none.
    """
    deeds.require(actor, Deed.AGREEMENT_SEE)
    sees_all = any(role.is_state for role in actor.roles)
    number = max(page, 1)
    found = session.execute(
        agreements_page(
            None if sees_all else actor.organisation_id,
            stand or "",
            words.strip(),
            on,
            offset=(number - 1) * PAGE,
            limit=PAGE + 1,
        )
    ).all()
    shown = found[:PAGE]
    lines = _lines(session, [row for row, *_ in shown], on)
    rows = (
        AgreementRow(
            code=row.code,
            title=row.title,
            province=row.province,
            parties=(state, institute, enterprise),
            stand=stand_of(row, issued, on),
            signed_on=row.signed_on,
            ends_on=row.ends_on,
            items=tuple(lines[row.id]),
        )
        for row, issued, state, institute, enterprise in shown
    )
    return AgreementList(tuple(rows), number, len(found) > PAGE, deeds.may(actor, Deed.AGREEMENT_KEEP))


def _lines(session: Session, rows: list[Agreement], on: date) -> dict[int, list[ItemLine]]:
    """The tasks of the agreements, each as it stands."""
    by_id = {row.id: row for row in rows}
    with walls.beyond(session):  # who is a party of the agreement is told how its tasks stand
        items = session.execute(items_of_agreements(by_id)).all()
        codes = [code for _, code in items if code is not None]
        tasks = {task.code: task for task in dossiers.several(session, *codes)} if codes else {}
    found: dict[int, list[ItemLine]] = defaultdict(list)
    for item, code in items:
        found[item.agreement_id].append(line_of(by_id[item.agreement_id], item, tasks.get(code or ""), on))
    return found


@dataclass(frozen=True)
class AgreementRoom:
    """An agreement as one person meets it: what it says, and what they may do with it now."""

    sheet: AgreementSheet
    stand: Stand
    may_edit: bool
    may_issue: bool
    may_note: bool
    may_order: bool


def agreement_room(session: Session, code: str, actor: Actor, on: date) -> AgreementRoom:
    """One agreement; that of other houses is not told from one that is not there.

    Raises:
        NotFound: there is none of that code that the actor may see.
    """
    try:
        sheet = agreement_sheet(session, code, actor, on)
    except (NotFound, NotPermitted):
        raise NotFound(f"Không có thỏa thuận nào mang mã «{code}».") from None
    stand = next(each for each in Stand if each.vi == sheet.state)
    keeps = deeds.may(actor, Deed.AGREEMENT_KEEP)
    unordered = any(item.code is None for item in sheet.items)
    return AgreementRoom(
        sheet=sheet,
        stand=stand,
        may_edit=keeps and stand is Stand.DRAFT,
        may_issue=keeps and stand is Stand.DRAFT,
        may_note=Role.DOST_DIRECTOR in actor.roles and stand is Stand.ISSUED,
        may_order=keeps and stand is Stand.SIGNED and unordered and deeds.may(actor, Deed.TASK_ORDER),
    )
