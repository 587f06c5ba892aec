"""The alarms of protection as rows of the desk: whoever hosts a task finds them there, and is reminded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import Session

from models import law
from models.language import Role
from models.permissions import Actor
from models.protection import AHEAD, RENEWAL, Alarm, Shelter, window
from models.queries import protection as queries

_HOSTS: Final = frozenset({Role.HOST, Role.HOST_HEAD})
_LONGEST: Final = timedelta(days=366)
"""No window is longer; what was published earlier is the closet's affair."""

NAMES: Final = {
    Alarm.FILE: ("đơn đăng ký bảo hộ, trước khi mất tính mới", "the application, before novelty is lost"),
    Alarm.CLEAR: ("công bố sắp tới", "the publication that comes"),
    Alarm.RENEW: ("văn bằng sắp hết hiệu lực", "the title that ends"),
}
"""What each alarm is about, in both languages."""


def alarms(
    session: Session, actor: Actor, on: date, most: int
) -> Iterator[tuple[Alarm, int, str, date | None]]:
    """The alarms that ring for an organisation's tasks: sort, number, the task's code, by when.

    The day is None where no text that is known sets one.
    """
    if not actor.roles & _HOSTS:
        return
    own = actor.organisation_id
    for number, code, disclosed, kind, approved, province in session.execute(
        queries.unfiled(own, on - _LONGEST, most)
    ):
        published = Shelter(
            disclosed_on=disclosed, ip_kind=kind, regime=law.regime_of(approved), province=province
        )
        found = window(published)
        yield Alarm.FILE, number, code, None if found is None else found.ends_on
    for number, code, planned in session.execute(queries.uncleared(own, on + AHEAD, most)):
        yield Alarm.CLEAR, number, code, planned
    for number, code, until in session.execute(queries.ending(own, on + RENEWAL, most)):
        yield Alarm.RENEW, number, code, until
