"""Handing in a large file in parts: begun, sent, gone on with after a broken line, finished once.

The parts wait beside the archive until the file is whole; then it is examined, kept and recorded exactly as
one that came at once (`actions.papers.submit`). Until then nothing of it counts as handed in.
"""

from actions.uploads.coming import (
    LASTS,
    MOST_AT_ONCE,
    Begun,
    Standing,
    address,
    begin,
    note,
    part,
    standing,
    unfinished,
)
from actions.uploads.ending import Swept, abandon, finish, sweep

__all__ = [
    "LASTS",
    "MOST_AT_ONCE",
    "Begun",
    "Standing",
    "Swept",
    "abandon",
    "address",
    "begin",
    "finish",
    "note",
    "part",
    "standing",
    "sweep",
    "unfinished",
]
