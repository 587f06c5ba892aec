"""Whether the tables are of the version that this program knows.

A schema only ever grows while programs of two versions run side by side (`docs/decisions/0026-operation.md`):
so a program works on a newer schema, and waits for an older one to be brought up to date.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import ProgrammingError

from actions import wiring
from actions.outages import explained
from models.queries import operation as found


class Standing(StrEnum):
    """How the schema of the tables stands to the one that this program knows."""

    SAME = "same"
    OLDER = "older"
    NEWER = "newer"
    EMPTY = "empty"


@dataclass(frozen=True)
class Schema:
    """The revision that stands, the one that this program knows as the last, and what that means."""

    stands: str
    known: str
    standing: Standing

    @property
    def serves(self) -> bool:
        """Whether this program can work on it."""
        return self.standing in {Standing.SAME, Standing.NEWER}

    @property
    def sentence(self) -> str:
        """What there is to say of it, with the way out."""
        match self.standing:
            case Standing.SAME:
                return f"Lược đồ cơ sở dữ liệu đúng phiên bản của chương trình ({self.known})."
            case Standing.NEWER:
                return (
                    f"Lược đồ cơ sở dữ liệu ({self.stands}) mới hơn chương trình này ({self.known}): "
                    "vẫn chạy được trong lúc nâng cấp; hãy thay chương trình bằng phiên bản mới."
                )
            case Standing.OLDER:
                return (
                    f"Lược đồ cơ sở dữ liệu ({self.stands}) cũ hơn chương trình này ({self.known}). "
                    "Hãy chạy ./triplehelix upgrade."
                )
            case Standing.EMPTY:
                return "Cơ sở dữ liệu chưa có bảng nào. Hãy chạy ./triplehelix upgrade."


@cache
def _revisions() -> tuple[str, frozenset[str]]:
    """The last revision that this program knows, and all of them."""
    scripts = ScriptDirectory(str(wiring.MIGRATIONS))
    head = scripts.get_current_head() or ""
    return head, frozenset(script.revision for script in scripts.walk_revisions())


def judged(stands: str) -> Schema:
    """What a revision means to this program."""
    head, known = _revisions()
    if not stands:
        return Schema(stands, head, Standing.EMPTY)
    if stands == head:
        return Schema(stands, head, Standing.SAME)
    return Schema(stands, head, Standing.OLDER if stands in known else Standing.NEWER)


def examine() -> Schema:
    """Ask the database which version its tables have.

    Raises:
        Unavailable: it does not answer.
    """
    with explained(), wiring.engine().connect() as connection:
        return judged(_standing(connection))


def _standing(connection: Connection) -> str:
    if not connection.scalar(found.has_schema()):
        return ""
    try:
        return str(connection.scalar(found.schema_version()) or "")
    except ProgrammingError:  # a role that may not read it is no reason to serve nobody
        return _revisions()[0]
