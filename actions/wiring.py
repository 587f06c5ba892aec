"""What the house is wired with: settings, engine, transactions, archive, and the only clock."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

from alembic import command
from alembic.config import Config
from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from actions import connections, outages, provincial_rules, provincial_versions, sealing, walls
from actions.operation import figures, locks
from actions.operation.storage import watched
from actions.outages import explained
from actions.units import Unit
from documents import intake
from documents.archive import Archive, open_archive
from models import law, letterheads, lifecycle, workdays
from models.errors import BadInput, Unavailable
from models.queries.calendar import special_days
from models.queries.letterheads import letterheads as queried_letterheads

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MIGRATIONS = Path(__file__).parent.parent / "models" / "migrations"


class Settings(BaseSettings):
    """What an installation sets, from the environment (`TRIPLEHELIX_...`) alone."""

    model_config = SettingsConfigDict(env_prefix="TRIPLEHELIX_", extra="ignore", env_ignore_empty=True)

    home: Path = Path(".triplehelix")
    database_url: str = ""
    owner_database_url: str = Field(
        default="", description="The database as its owner, who alone changes the schema; empty: as above."
    )
    archive_url: str = ""
    archive_copy_url: str = Field(default="", description="A second copy of the archive; empty: none.")
    s3_access_key: SecretStr = SecretStr("")
    s3_secret_key: SecretStr = SecretStr("")
    s3_copy_access_key: SecretStr = Field(default=SecretStr(""), description="Empty: that of the first.")
    s3_copy_secret_key: SecretStr = SecretStr("")
    province: str = Field(default="Đồng Nai", description="The province whose department runs this system.")
    portal_url: str = "http://127.0.0.1:8080"
    portal_processes: int = Field(
        default=0, ge=0, le=16, description="Processes that serve the portal; 0: one a core, at most two."
    )
    prefect_url: str = "http://127.0.0.1:4200"
    secret_key: SecretStr = SecretStr("")
    smtp_url: SecretStr = Field(
        default=SecretStr(""),
        description="smtp://user:password@host:port?starttls=1, or smtps://; empty: none.",
    )
    mail_from: str = Field(default="", description="The sender of notices.")
    clamav: str = Field(
        default="", description="Where clamd answers: unix:/path of its socket, or host:port; empty: none."
    )
    largest_upload_mb: int = Field(
        default=intake.LARGEST_MB, ge=1, description="The largest file that may be handed in, in MB."
    )
    today: date | None = Field(default=None, description="A fixed day, for rehearsals.")
    advisory_day: int = Field(
        default=0, ge=0, le=31, description="The day on which advisory councils meet; 0: last working day."
    )
    paper_sizes: Annotated[Literal[12, 13], BeforeValidator(int)] = Field(
        default=13, description="Decree 30's set of sizes: 13 (13, 14, 14 pt) or 12 (12, 13, 13 pt)."
    )
    signing_trust: Path | None = Field(
        default=None, description="Trusted root certificates and revocation lists: a file or a folder."
    )
    signing_tsa_url: str = Field(default="", description="The authority that stamps signatures; empty: none.")
    signing_revocation: bool = Field(
        default=False, description="Whether signatures take along proof that nothing was revoked."
    )
    signing_archive: bool = Field(
        default=False, description="Whether a wholly signed paper gets an archive timestamp (B-LTA)."
    )
    signing_test_ca: Path | None = Field(
        default=None, description="The folder of the development CA, to be trusted; None: never."
    )
    sso_issuer: str = Field(
        default="", description="The province's own sign-in (OpenID Connect); empty: none."
    )
    sso_client_id: str = ""
    sso_client_secret: SecretStr = SecretStr("")
    webhook_networks: str = Field(
        default="", description="Networks of one's own that webhooks may go to, as 10.1.0.0/16; empty: none."
    )
    open_licence: str = Field(
        default="", description="The address of the licence of the open data; empty: none is named."
    )
    rules: Path | None = Field(default=None, description="The file of rules that provinces set of their own.")
    metrics_portal: str = Field(
        default="", description="Where the portal shows its figures, as 127.0.0.1:9464; empty: nowhere."
    )
    metrics_engine: str = Field(default="", description="The same of the engine, as 127.0.0.1:9465.")
    metrics_token: SecretStr = Field(
        default=SecretStr(""), description="Who asks for figures must send it; empty: only on loopback."
    )
    audit_key: SecretStr = Field(
        default=SecretStr(""),
        description="The key that seals the journal: an absolute path, or the PEM itself; empty: one's own.",
    )


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once; what provinces set of their own is adopted with them.

    Raises:
        BadInput: when the file of rules is wrong, with every reason: nothing is judged by half of it.
    """
    configured = Settings()
    local = provincial_rules.read(configured.rules) if configured.rules else law.Local()
    versions = provincial_versions.read(configured.rules) if configured.rules else ()
    law.adopt(local)
    lifecycle.adopt(*versions)
    return configured


_fixed_day: ContextVar[date | None] = ContextVar("fixed_day", default=None)


def today() -> date:
    """Today in Viet Nam: the only clock. `as_of` and TRIPLEHELIX_TODAY move it."""
    return _fixed_day.get() or settings().today or now().date()


def now() -> datetime:
    """The present moment in Viet Nam, for stamps that are no business date."""
    return datetime.now(ZONE)


@contextmanager
def as_of(day: date) -> Iterator[None]:
    """Live on another day within this block, so that a story of years takes seconds."""
    token = _fixed_day.set(day)
    try:
        yield
    finally:
        _fixed_day.reset(token)


_pools: dict[tuple[str, tuple[bool, str]], Engine] = {}


def _pool(address: str) -> Engine:
    """The pool of that address, made when it is first asked for; a service in a hurry has another one."""
    kind = (address, connections.manner())
    if kind not in _pools:
        _pools.setdefault(kind, connections.pool(address))
    return _pools[kind]


def engine() -> Engine:
    """The connection pool of this process.

    Raises:
        Unavailable: when no database is configured.
    """
    address = settings().database_url
    if not address:
        raise Unavailable(
            "Chưa cấu hình cơ sở dữ liệu: đặt TRIPLEHELIX_DATABASE_URL hoặc chạy lệnh `./triplehelix up`."
        )
    return _pool(address)


class _Calendar:
    """When this process last looked at special days and letterheads (seconds of the monotonic clock)."""

    looked_at = float("-inf")


_LOOKS_EVERY: Final = 30.0
"""Seconds after which a running process looks again: a change of the calendar is seen within a minute."""


def _look_at_calendar() -> None:
    """Adopt special days and letterheads as they stand now, unless this process did so a moment ago.

    It is a look of its own before the transaction begins: what is judged in one transaction is judged by one
    calendar, and a database without tables yet has none.
    """
    now = time.monotonic()
    if now - _Calendar.looked_at < _LOOKS_EVERY:
        return
    # Committed, though it only looks: with a rollback the driver forgets all that was prepared.
    with engine().begin() as connection:
        if connection.scalar(select(func.to_regclass("special_days"))) is not None:
            workdays.adopt({row.on: row.works for row in connection.execute(special_days())})
        if connection.scalar(select(func.to_regclass("letterheads"))) is not None:
            set_names = connection.execute(queried_letterheads()).mappings()
            letterheads.adopt({row["province"]: _names(row) for row in set_names})
    _Calendar.looked_at = now


def _names(row: Mapping[Any, Any]) -> dict[str, str]:
    return {name: row[name] for name in letterheads.NAMES}


def look_again() -> None:
    """Look at the calendar and the letterheads before the next transaction: one of them was changed here."""
    _Calendar.looked_at = float("-inf")


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """One transaction: committed when the block ends, rolled back when it raises.

    Raises:
        DatabaseAway: when PostgreSQL does not answer.
        OutcomeUnknown: when it fell silent in the COMMIT.
        Unavailable: when it answers that it cannot do that now.
        BadInput: when a value is none that a table can hold.
    """
    unit = Unit(engine())
    with explained(lambda: unit.is_in_commit):
        _look_at_calendar()
        began = time.perf_counter()
        with unit as session:
            walls.enter(session)
            yield session
        figures.committed(session.info, began)


@lru_cache(maxsize=4)
def _archive(url: str) -> Archive:
    configured = settings()
    opened = open_archive(url, access_key=configured.s3_access_key, secret_key=configured.s3_secret_key)
    return watched(opened)


def archive() -> Archive:
    """Where the bytes of papers are kept: a folder under the state folder, or S3."""
    configured = settings()
    return _archive(configured.archive_url or f"folder://{(configured.home / 'archive').resolve()}")


@lru_cache(maxsize=4)
def _copy(url: str) -> Archive:
    configured = settings()
    access, secret = configured.s3_copy_access_key, configured.s3_copy_secret_key
    if not access.get_secret_value():
        access, secret = configured.s3_access_key, configured.s3_secret_key
    return watched(open_archive(url, access_key=access, secret_key=secret))


def archive_copy() -> Archive | None:
    """The second copy of the archive, with keys of its own where it has any; None when there is none."""
    url = settings().archive_copy_url
    return _copy(url) if url else None


@locks.patient
def migrate(url: str = "", to: str = "head") -> None:
    """Bring the schema of the database (the configured one by default) to this version, or to a revision.

    Keys that an earlier version wrote as they are stand sealed afterwards.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    address = url or settings().owner_database_url
    with (_pool(address) if address else engine()).begin() as connection:
        connection.execute(text("select pg_advisory_xact_lock(20261122)"))
        connection.execute(locks.waits_little())
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        if to == "head":
            sealing.seal_what_is_plain(connection, Settings().secret_key.get_secret_value())
            walls.build(connection)


def parse_day(value: str) -> date:
    """A day written dd/MM/yyyy or yyyy-MM-dd.

    Raises:
        BadInput: when it is neither.
    """
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(value.strip(), form).replace(tzinfo=ZONE).date()
        except ValueError:
            continue
    raise BadInput(f"«{value}» không phải là ngày; hãy ghi theo dạng 05/02/2026.")


def forget() -> None:
    """Forget settings, adopted rules, pools and archive, so that a changed environment is read anew."""
    while _pools:
        _pools.popitem()[1].dispose()
    outages.forget()
    _archive.cache_clear()
    _copy.cache_clear()
    settings.cache_clear()
    law.adopt(law.Local())
    workdays.adopt({})
    letterheads.adopt({})
    look_again()
