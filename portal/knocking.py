"""How often one address may knock at a door that stands open to everybody: the entrance, the verify room."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from fastapi import Request

from actions import doors, wiring

STRETCH: Final = timedelta(minutes=5)
"""The stretch of time in which tries are counted."""
TRIES: Final = 20
"""Tries that one address has in that stretch, unless a door says otherwise."""
TOO_MANY: Final = "Quá nhiều lần thử từ địa chỉ này. Hãy đợi năm phút rồi thử lại."


def too_often(request: Request, what: str, tries: int = TRIES) -> bool:
    """Whether the address of this request tries that more often than it may; this time counts, too.

    Raises:
        Unavailable: PostgreSQL does not answer.
    """
    address = request.client.host if request.client else "unknown"
    with wiring.unit_of_work() as session:
        return doors.knocks(session, f"{what}:{address}", STRETCH) > tries
