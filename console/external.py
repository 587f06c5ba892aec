"""A PostgreSQL of the organisation's own (`TRIPLEHELIX_DATABASE_URL`), in place of the embedded one."""

from typing import Final

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from models.errors import BadInput, Unavailable

_CONNECT_SECONDS: Final = 10
_DIALECTS: Final = frozenset({"postgresql", "postgres", "postgresql+psycopg"})


def normal(url: str) -> str:
    """Write a database URL the way SQLAlchemy wants it, with our driver.

    Raises:
        BadInput: When it is no PostgreSQL URL.
    """
    parts = _parts(url)
    return parts.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def prefect_url(url: str, database: str) -> str:
    """Give the URL of Prefect's database on the same server, with the driver that Prefect uses."""
    parts = _parts(url)
    query = {("ssl" if name == "sslmode" else name): value for name, value in parts.query.items()}
    beside = parts.set(drivername="postgresql+asyncpg", database=database, query=query)
    return beside.render_as_string(hide_password=False)


def check(url: str) -> None:
    """Make sure that the database answers.

    Raises:
        Unavailable: When it does not; the password is never shown.
    """
    with _connect(_parts(url)):
        return


def ensure_beside(url: str, database: str) -> None:
    """Make sure that a second database exists on the same server.

    Raises:
        Unavailable: When it is missing and may not be made by us.
    """
    with _connect(_parts(url)) as session:
        if session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            return
        try:
            session.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        except psycopg.errors.InsufficientPrivilege as error:
            raise Unavailable(
                f"Máy chủ PostgreSQL đã cấu hình chưa có cơ sở dữ liệu “{database}” cho Prefect.",
                f"Hãy nhờ người quản trị chạy: CREATE DATABASE {database}; "
                "hoặc đặt TRIPLEHELIX_PREFECT_DATABASE_URL.",
            ) from error


def _connect(parts: URL) -> psycopg.Connection:
    plain = parts.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        return psycopg.connect(plain, autocommit=True, connect_timeout=_CONNECT_SECONDS)
    except psycopg.OperationalError as error:
        raise Unavailable(
            f"Không kết nối được cơ sở dữ liệu {parts.render_as_string(hide_password=True)}.",
            "Hãy kiểm tra TRIPLEHELIX_DATABASE_URL, hoặc bỏ biến này để dùng PostgreSQL đi kèm.",
        ) from error


def _parts(url: str) -> URL:
    try:
        parts = make_url(url)
    except ArgumentError as error:
        raise BadInput("TRIPLEHELIX_DATABASE_URL không phải là một URL cơ sở dữ liệu.") from error
    if parts.drivername not in _DIALECTS:
        raise BadInput(
            f"TRIPLEHELIX_DATABASE_URL trỏ tới “{parts.drivername}”; hệ thống chỉ dùng PostgreSQL "
            "(postgresql://người-dùng@máy-chủ/cơ-sở-dữ-liệu)."
        )
    return parts
