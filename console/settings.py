"""What the stack's programs are told: the state folder's addresses and secrets as environment variables."""

import json
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from console.ports import LOOPBACK
from console.processes import locked, write_whole

_CLEAR: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody mistakes for others."""
RETENTION: Final = {
    "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P30D",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs,orphans",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "P365D",
}
"""For how long Prefect keeps what it need not keep: events, and runs that ended with their logs.

Living windows are PAUSED or RUNNING, which Prefect never deletes; the window of a task that ended long ago is
drawn anew from the tables by `reconcile`, and stands for another year.
"""

_NO_PROXY: Final = f"localhost,{LOOPBACK}"


def environment(
    home: Path,
    *,
    given: Mapping[str, str],
    database_url: str,
    prefect_database_url: str,
    urls: Mapping[str, str],
) -> dict[str, str]:
    """Give what every program of the stack, and the console itself, must have set.

    Args:
        home: The state folder.
        given: The environment that the person started us with.
        database_url: SQLAlchemy URL of our own tables.
        prefect_database_url: SQLAlchemy URL (asyncpg) of Prefect's tables.
        urls: Where `portal`, `prefect` (its pages) and `prefect_api` answer.
    """
    prefect_home = home / "prefect"
    return {
        "TRIPLEHELIX_HOME": str(home),
        "TRIPLEHELIX_DATABASE_URL": database_url,
        "TRIPLEHELIX_PORTAL_URL": urls["portal"],
        "TRIPLEHELIX_PREFECT_URL": urls["prefect"],
        "TRIPLEHELIX_SECRET_KEY": given.get("TRIPLEHELIX_SECRET_KEY") or secret_key(home),
        **_rules_file(given.get("TRIPLEHELIX_RULES", "")),
        "PREFECT_HOME": str(prefect_home),
        "PREFECT_PROFILES_PATH": str(prefect_home / "profiles.toml"),
        "PREFECT_API_URL": urls["prefect_api"],
        # `--port` does not tell the pages where the API is: without this they call port 4200.
        "PREFECT_UI_API_URL": urls["prefect_api"],
        # The pages are built with that address in them: kept here, two stacks do not overwrite each other's.
        "PREFECT_UI_STATIC_DIRECTORY": str(prefect_home / "pages"),
        "PREFECT_API_DATABASE_CONNECTION_URL": prefect_database_url,
        **_prefect_word(home, given),
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        # This service reads every paused run every five seconds, and ours are paused for years.
        "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED": "false",
        **{name: given.get(name) or usual for name, usual in RETENTION.items()},
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_CLI_PROMPT": "false",
        # The engine's loops would otherwise wait a minute each time for a server that has fallen silent.
        "PREFECT_API_REQUEST_TIMEOUT": given.get("PREFECT_API_REQUEST_TIMEOUT") or "20",
        "DO_NOT_TRACK": "1",
        **{name: _with_loopback(given.get(name, "")) for name in ("NO_PROXY", "no_proxy")},
    }


def _rules_file(given: str) -> dict[str, str]:
    """Name provinces' rules from the root: the programs start in the state folder, not in the person's."""
    return {"TRIPLEHELIX_RULES": str(Path(given).absolute())} if given else {}


def _with_loopback(no_proxy: str) -> str:
    """Keep clients from asking a proxy for our own machine."""
    return _NO_PROXY if not no_proxy else no_proxy if LOOPBACK in no_proxy else f"{no_proxy},{_NO_PROXY}"


def _prefect_word(home: Path, given: Mapping[str, str]) -> dict[str, str]:
    """Lock the Prefect server of this folder; the word of a server of one's own is a person's to set."""
    if given.get("TRIPLEHELIX_PREFECT_API_URL"):
        return {}
    word = prefect_word(home)
    return {
        "PREFECT_SERVER_API_AUTH_STRING": word,
        "PREFECT_API_AUTH_STRING": word,
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "true",
    }


def api_word(home: Path, given: Mapping[str, str]) -> str:
    """Give the word for the Prefect server that is used; empty when a server of one's own has none."""
    if given.get("TRIPLEHELIX_PREFECT_API_URL"):
        return given.get("PREFECT_API_AUTH_STRING", "")
    return prefect_word(home)


def secret_key(home: Path) -> str:
    """Give this folder's secret (it signs sessions and seals one-time keys), made once."""
    return _kept(home, "secret_key", lambda: secrets.token_urlsafe(48))


def prefect_word(home: Path) -> str:
    """Give the word with which people and programs enter this folder's Prefect server, made once: 99 bits."""
    return _kept(home, "prefect_word", _typed_word)


def login_password(home: Path, role: str) -> str:
    """Give the password by which a service of this folder comes to PostgreSQL, made once: 256 bits."""
    return _kept(home, f"login_{role}", lambda: secrets.token_urlsafe(32))


def _typed_word() -> str:
    """Make a word that a person can read off and type; `user:password`, as Basic authentication wants it."""
    return "prefect:" + "-".join("".join(secrets.choice(_CLEAR) for _ in range(5)) for _ in range(4))


def _kept(home: Path, name: str, make: Callable[[], str]) -> str:
    """Give a secret of the folder; two programs that start at once agree on one."""
    path = home / "secrets.json"
    if name not in (known := _known(path)):
        with locked(home / "secrets.lock"):
            known = _known(path)
            if name not in known:
                known[name] = make()
                write_whole(path, json.dumps(known))
    return known[name]


def _known(path: Path) -> dict[str, str]:
    try:
        return {str(name): str(value) for name, value in json.loads(path.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, AttributeError):
        return {}
