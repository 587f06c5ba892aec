"""What is no part of the stack: a storage and a mail server of our own, and a disk that is full."""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from console.ports import LOOPBACK, free_port, is_free
from console.processes import Process, begin, last_words

PROGRAMS: Final = Path(sys.executable).parent


@dataclass
class Letters:
    """A mail server that keeps what it receives."""

    received: list[str] = field(default_factory=list)

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: ANN401, N802 - aiosmtpd's
        """Take a letter."""
        head = envelope.content.decode(errors="replace")
        found = re.search(r"(?im)^Message-ID:\s*(\S+)", head)
        self.received.append(found.group(1) if found else head[:80])
        return "250 OK"


class Storage:
    """An S3 of our own (SeaweedFS), whose process can be killed and begun again on the same data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.access, self.secret = secrets.token_hex(8), secrets.token_hex(16)
        self._ports = dict(zip(("s3", "master", "volume", "filer", "admin"), _pairs(5), strict=True))
        self.process: Process | None = None

    @property
    def port(self) -> int:
        """Where it answers."""
        return self._ports["s3"]

    def environment(self, port: int = 0) -> dict[str, str]:
        """What the system is told of it; the port of a line to it, if it is not asked straight."""
        return {
            "TRIPLEHELIX_ARCHIVE_URL": f"s3://papers?endpoint=http://{LOOPBACK}:{port or self.port}",
            "TRIPLEHELIX_S3_ACCESS_KEY": self.access,
            "TRIPLEHELIX_S3_SECRET_KEY": self.secret,
        }

    def start(self) -> None:
        """Begin, and wait until it answers."""
        self.folder.mkdir(exist_ok=True)
        identity = {
            "name": "trial",
            "credentials": [{"accessKey": self.access, "secretKey": self.secret}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }
        (self.folder / "identities.json").write_text(json.dumps({"identities": [identity]}), encoding="utf-8")
        self.process = begin(
            [
                *(
                    PROGRAMS / "weed",
                    "mini",
                    f"-dir={self.folder}",
                    f"-ip={LOOPBACK}",
                    f"-ip.bind={LOOPBACK}",
                ),
                *("-webdav=false", "-admin.ui=false", "-master.telemetry=false", "-s3.port.iceberg=0"),
                *("-s3.port.lance=0", "-s3.config=identities.json", "-volume.max=64"),
                *(f"-{name}.port={port}" for name, port in self._ports.items()),
            ],
            environment=os.environ,
            log=self.folder / "weed.log",
            folder=self.folder,
        )
        until(
            lambda: _answers(f"http://{LOOPBACK}:{self.port}"),
            90,
            f"weed: {last_words(self.folder / 'weed.log')}",
        )

    def kill(self) -> None:
        """End it at once."""
        if self.process is not None:
            self.process.signal(signal.SIGKILL, group=True)
            self.process.wait_for_end(10)


def until(question: Callable[[], bool], seconds: float, otherwise: object) -> float:
    """Wait until the answer is yes; the seconds that it took.

    Raises:
        TimeoutError: it never was.
    """
    began = time.monotonic()
    while not question():
        if time.monotonic() - began > seconds:
            raise TimeoutError(otherwise() if callable(otherwise) else otherwise)
        time.sleep(0.2)
    return time.monotonic() - began


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """Fill the file system on which a folder lies to its last byte, while the block runs."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        piece = b"\0" * 65_536
        while piece:
            try:
                file.write(piece)
            except OSError:  # no room for that much
                piece = piece[: len(piece) // 2]
    try:
        yield
    finally:
        ballast.unlink()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own loopback
            return True
    except urllib.error.HTTPError as refusal:
        refusal.close()
        return True
    except OSError:
        return False


def _pairs(count: int) -> list[int]:
    """Ports that are free together with the port 10,000 above, which weed takes for gRPC."""
    found: list[int] = []
    while len(found) < count:
        port = free_port()
        if port < 55_000 and port not in found and is_free(port + 10_000):  # noqa: PLR2004 - 65,535 less 10,000
            found.append(port)
    return found
