"""The lines of the logs: one JSON object each where a machine reads them, plain where a person does.

Nobody should write a secret into a log. Where a library does so all the same (a driver quotes the row that
it refused, a server the address that it was asked for), it is struck out before the line leaves the process.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final, TextIO
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from actions.operation import trail

FACTS: Final = "facts"
"""What a line says besides its sentence: `log.info("...", extra={FACTS: {...}})`."""
FORMAT: Final = "TRIPLEHELIX_LOG_FORMAT"
"""`json` or `plain`, where whether somebody looks on does not tell."""

STRUCK: Final = "***"
_SHORTEST: Final = 6
"""Characters of a secret that is struck out wherever it occurs; a shorter one would strike out words."""

_ROOMS: Final = ("actions", "documents", "flows", "models", "portal", "uvicorn.error")
_LOUD: Final = ("alembic", "httpx", "prefect", "sqlalchemy", "uvicorn", "uvicorn.access")

_NAMES: Final = (
    r"pass(?:word|wd|phrase)?|secret(?:_key)?|otp|one_time_code|(?:access_|form_|api_)?key|token|authori[sz]ation|"
    r"(?:set-)?cookie|session"
)
_PATTERNS: Final = (
    # A row that PostgreSQL refused, the values of a statement, as drivers add them to their errors.
    (re.compile(r"(?m)^(DETAIL|CONTEXT):.*$"), rf"\1: {STRUCK}"),
    (re.compile(r"\[parameters: .*?\](?=\s|$)", re.DOTALL), f"[parameters: {STRUCK}]"),
    (re.compile(r"(?<=://)[^/@\s]+@"), f"{STRUCK}@"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+"), rf"\1 {STRUCK}"),
    (re.compile(r"\bth_[\w-]{8,}"), STRUCK),
    # Doors that a key in their address opens.
    (re.compile(r"/(join|survey|calendar|papers|drafts|charts)/[^\s\"'?]+"), rf"/\1/{STRUCK}"),
    (
        re.compile(rf"(?i)([\"']?\b(?:{_NAMES})[\"']?\s*[=:]\s*)(\"[^\"]*\"|'[^']*'|[^\s,;&}})]+)"),
        rf"\g<1>{STRUCK}",
    ),
)


class Cleaner:
    """Strikes out what must not be read.

    Args:
        secrets: values that are struck out wherever they occur.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = sorted({one for one in secrets if len(one) >= _SHORTEST}, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def clean(self, text: str) -> str:
        """The text without what must not be read."""
        if self._known is not None:
            text = self._known.sub(STRUCK, text)
        for pattern, instead in _PATTERNS:
            text = pattern.sub(instead, text)
        return text


def secrets_of(configured: object | None) -> list[str]:
    """The secrets of the settings, where they are known: those declared, and passwords within addresses."""
    found = []
    for value in vars(configured).values() if configured is not None else ():
        if isinstance(value, SecretStr):
            found.append(value.get_secret_value())
        elif isinstance(value, str) and "://" in value:
            found.append(unquote(urlsplit(value).password or ""))
    return found


class Lines(logging.Formatter):
    """A line as one JSON object: `at`, `level`, `who`, `said`, `trail`, what else there is, and an error."""

    def __init__(self, program: str, cleaner: Cleaner) -> None:
        super().__init__()
        self._program, self._cleaner = program, cleaner

    def format(self, record: logging.LogRecord) -> str:
        """Write the record down."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "program": self._program,
            "who": record.name,
            "said": self._cleaner.clean(record.getMessage()),
        }
        if number := trail.current():
            told[trail.FACT] = number
        more = getattr(record, FACTS, None)
        if isinstance(more, Mapping):
            told |= {name: self._fact(value) for name, value in more.items() if name not in told}
        if record.exc_info:
            told["error"] = self._cleaner.clean(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False, default=str)

    def _fact(self, value: object) -> object:
        return self._cleaner.clean(value) if isinstance(value, str) else value


class Plain(logging.Formatter):
    """A line for a person who looks on, with the same things struck out."""

    def __init__(self, cleaner: Cleaner) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._cleaner = cleaner

    def format(self, record: logging.LogRecord) -> str:
        """Write the record down."""
        number = trail.current()
        return self._cleaner.clean(super().format(record)) + (f" [{number}]" if number else "")


def speak_up(program: str, configured: object | None, stream: TextIO | None = None) -> logging.Handler:
    """Let everything that this process says go through one handler, which is returned.

    What libraries (uvicorn, Prefect) set up for the same stream is put aside: two ways to the same place
    would say things twice, one of them with what must not be read.
    """
    out = stream or sys.stderr
    cleaner = Cleaner(secrets_of(configured))
    handler = logging.StreamHandler(out)
    handler.setFormatter(Plain(cleaner) if _is_watched(out) else Lines(program, cleaner))
    root = logging.getLogger()
    known = [logging.getLogger(name) for name in logging.Logger.manager.loggerDict]
    for each in (root, *known):
        for old in [old for old in each.handlers if _goes_to_a_stream(old)]:
            each.removeHandler(old)
            if each is not root:
                each.propagate = True
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _ROOMS:
        logging.getLogger(name).setLevel(logging.INFO)
    # Addresses hold keys of doors: requests are told by the templates of their routes instead.
    logging.getLogger("uvicorn.access").disabled = True
    return handler


def _goes_to_a_stream(handler: logging.Handler) -> bool:
    """Whether it writes to the terminal or its place; a file, or Prefect's own server, is another matter."""
    return isinstance(handler, logging.StreamHandler) and not isinstance(handler, logging.FileHandler)


def _is_watched(stream: TextIO) -> bool:
    chosen = os.environ.get(FORMAT, "")
    return chosen == "plain" if chosen in {"json", "plain"} else stream.isatty()
