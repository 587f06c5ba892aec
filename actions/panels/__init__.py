"""Panels: formed for a file of work, they vote on each of its candidates, and conclude once all votes are in.

Everybody holds the file of work first, then tasks, then registers, then the audit chain.
"""

from actions.panels.bench import Bench, bench
from actions.panels.concluding import close, settled
from actions.panels.forming import attend, form
from actions.panels.reading import Room, Row, listed, room
from actions.panels.voting import Vote, state_conflict, vote

__all__ = [
    "Bench",
    "Room",
    "Row",
    "Vote",
    "attend",
    "bench",
    "close",
    "form",
    "listed",
    "room",
    "settled",
    "state_conflict",
    "vote",
]
