"""Tokens: keys with which another system, or a calendar, acts for a person; shown once, kept as SHA-256."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from actions import audit, doors, people, wiring
from actions.doors import Visitor
from models.errors import NotFound, Refused
from models.listing.text import clean
from models.permissions import Actor
from models.queries import doors as doorkeeping
from models.tables import Token


class TokenScope(StrEnum):
    """What a token opens; the value stands in the table."""

    READ = "read"
    """Read through the interface what its person may see."""
    WRITE = "write"
    """Do through the interface what its person may do."""
    CALENDAR = "calendar"
    """Read the calendar of due dates, and nothing else."""


PREFIX: Final = "th_"
"""How each token begins, so that one that was published by mistake is found by those who look for such."""
MOST: Final = 20
"""Tokens that one person may have."""
LONGEST_DAYS: Final = 366
"""A token that acts is good for a year at most; a calendar's may stay."""

_NOTED_EVERY: Final = timedelta(minutes=5)


@dataclass(frozen=True)
class Listed:
    """A token as its owner sees it; the key itself is not known any more."""

    id: int
    name: str
    scopes: tuple[TokenScope, ...]
    made_at: datetime
    ends_at: datetime | None
    used_at: datetime | None


@dataclass(frozen=True)
class Made:
    """A new token: the key is shown this once."""

    id: int
    key: str


def make(
    session: Session, actor: Actor, name: str, scopes: Iterable[str], ends_on: date | None = None
) -> Made:
    """Make a token that acts for the actor until the end of that day.

    Raises:
        Refused: with every reason.
    """
    name, asked, today = clean(name), tuple(dict.fromkeys(scopes)), wiring.today()
    known = {each.value for each in TokenScope}
    reasons = []
    if not 1 <= len(name) <= 100:  # noqa: PLR2004 - as wide as the form's field
        reasons.append("Hãy đặt tên cho khóa (tối đa 100 ký tự), ví dụ tên hệ thống sẽ dùng khóa.")
    if not asked or set(asked) - known:
        reasons.append("Hãy chọn phạm vi của khóa: read (đọc), write (ghi) hoặc calendar (lịch).")
    if ends_on is not None and ends_on < today:
        reasons.append(f"Ngày hết hạn {ends_on:%d/%m/%Y} đã qua.")
    if set(asked) - {TokenScope.CALENDAR} and (
        ends_on is None or ends_on > today + timedelta(days=LONGEST_DAYS)
    ):
        reasons.append("Khóa đọc hoặc ghi phải có ngày hết hạn, không quá một năm.")
    if len(listed(session, actor)) >= MOST:
        reasons.append(f"Mỗi tài khoản có nhiều nhất {MOST} khóa; hãy thu hồi khóa không còn dùng.")
    if reasons:
        raise Refused.because(reasons)
    key, now = PREFIX + secrets.token_urlsafe(32), wiring.now()
    row = Token(
        sha256=doors.sha256_of(key),
        person_id=actor.id,
        name=name,
        scopes=list(asked),
        made_at=now,
        ends_at=datetime.combine(ends_on + timedelta(days=1), time(), wiring.ZONE) if ends_on else None,
    )
    session.add(row)
    session.flush()
    _note(session, actor, "made", f"{actor.title} tạo khóa truy cập «{name}» ({', '.join(asked)}).", row)
    return Made(row.id, key)


def revoke(session: Session, actor: Actor, number: int) -> None:
    """Let a token of the actor's serve no more.

    Raises:
        NotFound: the actor has no such token.
    """
    row = session.scalar(doorkeeping.token_of(actor.id, number))
    if row is None:
        raise NotFound("Không có khóa truy cập này, hoặc khóa đã được thu hồi.")
    row.revoked_at = wiring.now()
    _note(session, actor, "revoked", f"{actor.title} thu hồi khóa truy cập «{row.name}».", row)


def listed(session: Session, actor: Actor) -> tuple[Listed, ...]:
    """The actor's tokens that were not revoked, the newest first."""
    return tuple(
        Listed(
            row.id,
            row.name,
            tuple(TokenScope(each) for each in row.scopes),
            row.made_at,
            row.ends_at,
            row.used_at,
        )
        for row in session.scalars(doorkeeping.tokens_of(actor.id))
    )


def bearer(session: Session, key: str, scope: TokenScope | str) -> Visitor | None:
    """For whom a token acts, when it is good and opens that scope; None otherwise."""
    now = wiring.now()
    found = session.execute(doorkeeping.token(doors.sha256_of(key), now)).first() if key else None
    if found is None:
        return None
    row, person, organisation = found
    if scope not in row.scopes:
        return None
    if row.used_at is None or now - row.used_at >= _NOTED_EVERY:
        row.used_at = now
    return Visitor(people.actor_of(session, person), organisation, person.language, row.sha256)


def _note(session: Session, actor: Actor, act: str, said: str, row: Token) -> None:
    audit.record(
        session,
        f"person:token:{act}",
        said,
        on=wiring.today(),
        person_id=actor.id,
        facts={"token": row.id, "scopes": list(row.scopes)},
    )
