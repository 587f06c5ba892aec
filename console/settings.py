"""What the stack's programs are told: the state folder's addresses and secrets as environment variables."""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from console.ports import LOOPBACK
from console.processes import write_whole

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
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        # This service reads every paused run every five seconds, and ours are paused for years.
        "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED": "false",
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


def secret_key(home: Path) -> str:
    """Give this folder's secret (it signs sessions and seals one-time keys), made once."""
    path = home / "secrets.json"
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["secret_key"])
    except (OSError, ValueError, KeyError):
        key = secrets.token_urlsafe(48)
        write_whole(path, json.dumps({"secret_key": key}))
        return key
