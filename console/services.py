"""The services beside PostgreSQL, each one declaration: what runs, with what, and when it counts as ready.

Words in braces are filled in from the stack: `python`, `portal_port`, `prefect_port`.
"""

import http.client
import urllib.parse
from dataclasses import dataclass
from typing import Final

from console.ports import LOOPBACK

_ANSWER_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Port:
    """A port that a service listens on, and how a person sets another one."""

    usual: int
    setting: str


@dataclass(frozen=True, slots=True)
class Service:
    """One program that the stack starts, watches and stops.

    Attributes:
        name: Its name in commands, files and logs.
        title: What it is, as the first words of a sentence.
        command: The command line.
        patience: Seconds that it may take to become ready on a slow machine.
        port: Where it listens; None when it does not.
        url: Where a person finds it; None when there is nothing to see.
        ready: The URL that answers 200 once it is ready; None when it answers nobody.
        said: What it writes into its log once it is ready; None when `ready` tells.
        grace: Seconds that it is given to finish the work in hand when it is to stop.
    """

    name: str
    title: str
    command: tuple[str, ...]
    patience: float
    port: Port | None = None
    url: str | None = None
    ready: str | None = None
    said: str | None = None
    grace: float = 10.0


PREFECT: Final = Service(
    name="prefect",
    title="Máy chủ Prefect",
    command=(
        *("{python}", "-P", "-m", "console.prefect_server"),
        *("--host", LOOPBACK, "--port", "{prefect_port}"),
    ),
    patience=180,
    port=Port(4200, "TRIPLEHELIX_PREFECT_PORT"),
    url=f"http://{LOOPBACK}:{{prefect_port}}",
    ready=f"http://{LOOPBACK}:{{prefect_port}}/api/ready",
)
ENGINE: Final = Service(
    name="engine",
    title="Bộ máy thực thi",
    command=("{python}", "-P", "-m", "flows.engine"),
    patience=180,
    said="The engine is ready.",
    grace=25.0,
)
PORTAL: Final = Service(
    name="portal",
    title="Cổng thông tin",
    command=(
        *("{python}", "-P", "-m", "portal.serving"),
        *("--host", LOOPBACK, "--port", "{portal_port}"),
    ),
    patience=60,
    port=Port(8080, "TRIPLEHELIX_PORTAL_PORT"),
    url=f"http://{LOOPBACK}:{{portal_port}}",
    ready=f"http://{LOOPBACK}:{{portal_port}}/healthz",
)

SERVICES: Final = (PREFECT, ENGINE, PORTAL)
"""They start and stop together: each waits by itself for those that it needs."""


def answers(url: str) -> bool:
    """Tell whether an HTTP server answers 200 at a URL; no proxy of the environment is asked."""
    parts = urllib.parse.urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", parts.path or "/")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
