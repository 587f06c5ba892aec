"""The selection panels on which a person sits, as far as they wait for the person's vote."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from sqlalchemy.orm import Session

from actions import panels, wiring
from actions.desk.words import Name, Sort, WaitingItem
from models.panels import open_to
from models.permissions import Actor
from models.queries import panels as asked

_NAME = Name("Hội đồng xét chọn", "Selection panel")


def seats(session: Session, actor: Actor) -> list[tuple[int, date | None]]:
    """The panels at work on which the person sits: number, and day of the session."""
    return [(number, day) for number, _, day in session.execute(asked.seats_at_work(actor.id))]


def item_of(session: Session, number: int, actor: Actor) -> WaitingItem | None:
    """The row of a panel that waits for the person's vote; None when it does not."""
    code = session.scalar(asked.code_of(number))
    if code is None:
        return None
    here = panels.bench(session, code)
    left = open_to(here.panel, here.candidates, actor.id) if here.panel else ()
    if not left or here.too_early or here.row is None:
        return None
    day = here.row.meets_on
    later = day is not None and day > wiring.today()
    return WaitingItem(
        Sort.COUNCIL,
        "vote",
        "",
        here.file.title,
        _NAME,
        day,
        f"/panels/{quote(code, safe='')}",
        count=f"{here.file.title}: còn {len(left)}/{len(here.candidates)} trường hợp chờ phiếu của bạn"
        + (f", họp ngày {day:%d/%m/%Y}" if later else ""),
        number=number,
    )
