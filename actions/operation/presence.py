"""Which engines there are: each start of one holds a lock of PostgreSQL under its own number while it lives.

Host names and process numbers say nothing in containers, which repeat both. A lock goes with the connection:
who is killed loses it at once, who hangs keeps it, and no clock is compared. It is held on the connection by
which an engine hears the outbox's bell, which is made again after an outage; so an engine may be missed for
some seconds though it lives, and only who is missed at two looks is taken for gone (`flows.orphans`).
"""

from __future__ import annotations

import secrets
from typing import Final

from sqlalchemy import Connection

from actions import wiring
from actions.outages import explained
from models.queries import operation as found

_BITS: Final = 63
"""Of a lock's number, so that it is no negative one."""


def drawn() -> str:
    """A name that no engine has had: its lock's number, in 16 hexadecimal digits."""
    return f"{secrets.randbits(_BITS):016x}"


def announce(connection: Connection, name: str) -> None:
    """Be present under that name until the connection ends.

    The lock is a shared one: an earlier connection of the same engine may still be taken for alive.
    Keep-alives find a machine that has gone without a word within a minute.
    """
    for setting, value in (("idle", 30), ("interval", 10), ("count", 3)):
        connection.exec_driver_sql(f"set tcp_keepalives_{setting} = {value}")
    connection.execute(found.hold(int(name, 16)))


def present() -> set[str]:
    """The names of the engines that are connected now.

    Raises:
        Unavailable: the database does not answer.
    """
    with explained(), wiring.engine().connect() as connection:
        return {f"{number:016x}" for number in connection.scalars(found.held()) if number >= 0}
