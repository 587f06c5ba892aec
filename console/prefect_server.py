"""Prefect's server, never open: it is started behind a password and CSRF protection, or not at all.

`python -m console.prefect_server [--host HOST] [--port PORT] [--workers N] [--no-services]` becomes
`prefect server start`; `python -m console.prefect_server services` becomes its background services alone. Who
reaches the server's API may cancel, delete and start everything in it, so none of that is left to a default.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Final, NoReturn

from console.ports import LOOPBACK
from models.errors import Refused
from models.loopback import is_loopback

WORD: Final = "PREFECT_SERVER_API_AUTH_STRING"
CSRF: Final = "PREFECT_SERVER_CSRF_PROTECTION_ENABLED"
SHORTEST: Final = 20
"""Characters of the word with which the server may be reached from other machines."""
_YES: Final = {"1", "true", "yes", "on", "t", "y"}


def refuse_open(host: str, given: Mapping[str, str]) -> None:
    """Refuse a server that somebody could enter without the word, or that other pages could write to.

    Raises:
        Refused: With every reason; the word itself is never shown.
    """
    word, reasons = given.get(WORD, ""), []
    if not word:
        reasons.append(f"Máy chủ Prefect không được chạy khi chưa có mật khẩu: hãy đặt {WORD}.")
    elif not is_loopback(host) and len(word) < SHORTEST:
        reasons.append(
            f"{WORD} ngắn hơn {SHORTEST} ký tự, nên máy chủ Prefect không được mở ra ngoài máy này ({host})."
        )
    if given.get(CSRF, "").strip().lower() not in _YES:
        reasons.append(f"Máy chủ Prefect không được chạy khi chưa bật chống giả mạo yêu cầu: {CSRF}=true.")
    if reasons:
        raise Refused(*reasons)


def command(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """Give the host that is listened on (empty for the services alone), and Prefect's own command line."""
    reader = argparse.ArgumentParser(prog="python -m console.prefect_server")
    reader.add_argument("part", nargs="?", choices=("api", "services"), default="api")
    reader.add_argument("--host", default=LOOPBACK)
    reader.add_argument("--port", type=int, default=4200)
    reader.add_argument("--workers", type=int, default=1)
    reader.add_argument("--no-services", action="store_true")
    asked = reader.parse_args(arguments)
    prefect = [sys.executable, "-P", "-m", "flows.server"]
    if asked.part == "services":
        return LOOPBACK, [*prefect, "services", "start"]
    words = ["start", "--host", asked.host, "--port", str(asked.port), "--workers", str(asked.workers)]
    return asked.host, [*prefect, *words, *(["--no-services"] if asked.no_services else [])]


def main(arguments: Sequence[str]) -> NoReturn:
    """Become Prefect's server; exit code 1 when it would stand open."""
    host, words = command(arguments)
    try:
        refuse_open(host, os.environ)
    except Refused as refusal:
        sys.exit("\n".join(refusal.reasons))
    os.execv(words[0], words)  # noqa: S606 - the program's own words, no shell


if __name__ == "__main__":
    main(sys.argv[1:])
