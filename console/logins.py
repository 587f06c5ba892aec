"""The services' own logins to the embedded PostgreSQL: each program is let in as itself, and no further.

The portal and the engine come in as the roles of the second wall (`models.wall`), Prefect's server as the
owner of its own database; whoever changes the schema, backs up or gives a command is the owner, known to
PostgreSQL by the system itself. A login's password lies with the folder's other secrets, and PostgreSQL is
only ever told its SCRAM verifier: it stands in no log and no statement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from console import secret_files, settings
from console.backup import archiving
from console.postgres import EmbeddedPostgres

DATABASE: Final = "triplehelix"
PREFECT_DATABASE: Final = "prefect"

_PORTAL: Final = "triplehelix_portal"
_ENGINE: Final = "triplehelix_engine"
_PREFECT: Final = "prefect"
_OURS: Final = "TRIPLEHELIX_DATABASE_URL"
_PREFECTS: Final = "PREFECT_API_DATABASE_CONNECTION_URL"


@dataclass(frozen=True, slots=True)
class Login:
    """How one service is let in.

    Attributes:
        role: As whom.
        database: Where to.
        variable: How the service is told the address.
        given: The variable by which an organisation with a PostgreSQL of its own sets that address.
        untold: What else of the stack's environment is none of its business: other programs' keys.
    """

    role: str
    database: str
    variable: str
    given: str
    untold: frozenset[str]


LOGINS: Final = {
    "portal": Login(
        _PORTAL,
        DATABASE,
        _OURS,
        "TRIPLEHELIX_PORTAL_DATABASE_URL",
        frozenset({_PREFECTS, "PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_AUTH_STRING"}),
    ),
    "engine": Login(
        _ENGINE,
        DATABASE,
        _OURS,
        "TRIPLEHELIX_ENGINE_DATABASE_URL",
        frozenset({_PREFECTS, "PREFECT_SERVER_API_AUTH_STRING"}),
    ),
    "prefect": Login(
        _PREFECT,
        PREFECT_DATABASE,
        _PREFECTS,
        "TRIPLEHELIX_PREFECT_DATABASE_URL",
        frozenset(secret_files.OURS),
    ),
}
"""Of each service that comes to the database; the names are those of `deployments/`, too."""

OF_OTHERS: Final = frozenset({"TRIPLEHELIX_OWNER_DATABASE_URL", *(login.given for login in LOGINS.values())})
"""Addresses that no service is told: that of the owner, and those from which its own is taken."""


def url(server: EmbeddedPostgres, home: Path, login: Login) -> str:
    """The SQLAlchemy URL by which a service comes to the embedded database."""
    password = settings.login_password(home, login.role)
    owner = server.url(login.database, _driver(login))
    return owner.replace("://postgres:@", f"://{login.role}:{password}@", 1)


def told(
    name: str, given: Mapping[str, str], stack: Mapping[str, str], server: EmbeddedPostgres, home: Path
) -> dict[str, str]:
    """What a service is told of all that is known: its own login, and no key of another program.

    Args:
        name: The service's name.
        given: The environment that the person started us with.
        stack: What the stack adds to it.
        server: The embedded PostgreSQL.
        home: The state folder.
    """
    environment = {**archiving.without_key(given), **stack}
    login = LOGINS.get(name)
    if login is None:
        return environment
    is_ours = at(environment[login.variable]) == at(server.url(login.database))
    own = url(server, home, login) if is_ours else given.get(login.given) or environment[login.variable]
    untold = login.untold | OF_OTHERS
    kept = {variable: value for variable, value in environment.items() if variable not in untold}
    return kept | {login.variable: own}


def _driver(login: Login) -> str:
    return "asyncpg" if login.variable == _PREFECTS else "psycopg"


def at(address: str) -> str:
    """Where an address leads to, whoever comes there."""
    return address.rpartition("@")[2]


def ensure(server: EmbeddedPostgres, home: Path) -> None:
    """See to it that each service is let in, and to no database but its own.

    An installation of before gets its logins here; so does one that was brought back from a backup, whose
    passwords were others.

    Raises:
        psycopg.Error: The server does not answer.
    """
    from models.queries import logins, walling  # noqa: PLC0415 - only a start needs them

    missing = [login for login in LOGINS.values() if not _lets_in(server, home, login, logins.apart())]
    if not missing:
        return
    server.admit()
    with server.connect(DATABASE) as session:
        session.execute(walling.making_roles())
        session.execute(logins.making(_PREFECT))
        for login in missing:
            _set_password(session, login.role, settings.login_password(home, login.role))
        for statement in logins.keeping_apart({DATABASE: (_PORTAL, _ENGINE), PREFECT_DATABASE: (_PREFECT,)}):
            session.execute(statement)
    with server.connect(PREFECT_DATABASE) as session:
        session.execute(logins.handing_over(PREFECT_DATABASE, _PREFECT))


def _lets_in(server: EmbeddedPostgres, home: Path, login: Login, apart: sql.SQL) -> bool:
    """Whether the service is let in with its password, to a database that is kept apart and that it may use.

    Prefect's is no longer its own when it was made anew, as a restore does.
    """
    address = server.url(login.database, driver="").replace("postgresql+", "postgresql")
    try:
        password = settings.login_password(home, login.role)
        with psycopg.connect(address, user=login.role, password=password, connect_timeout=5) as session:
            told = session.execute(apart).fetchone()
    except psycopg.OperationalError:
        return False
    owner, is_open = told or ("", True)
    return not is_open and (login.database != PREFECT_DATABASE or owner == login.role)


def _set_password(session: psycopg.Connection, role: str, password: str) -> None:
    verifier = session.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    told_to = sql.SQL("alter role {} password {}")
    session.execute(told_to.format(sql.Identifier(role), sql.Literal(verifier.decode())))
