"""Where do secrets go: `./triplehelix trial canary [--json FILE]`.

A whole house comes up with secrets that are known (logins of the database, storage, mail, the installation's
keys, Prefect's word, authenticators, a session, a token, a webhook, a link, a PIN); it is lived in (sign-in,
decisions, papers, mail and storage that fail, a parked promise, a run of Prefect that ends badly, signing, an
export, a backup), with PostgreSQL writing down every statement with its values. Then each place is searched
for each secret: logs, pages, what commands printed, every row of Prefect's (parameters, artifacts, states,
logs, events), both databases as dumps, the server's raw files, the archive, the backup as it lies there and
as its key opens it, the state folder, temporary files, command lines, and what each service was told. A
service that would leave a core behind counts as a hit, too. Ends with 1 at a hit.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Final

from trials.canary.house import House
from trials.canary.living import LivedIn
from trials.canary.searching import Search

_OWN: Final = {
    "portal": {
        *(
            "login of portal",
            "secret key",
            "S3 access key",
            "S3 secret key",
            "SMTP password",
            "metrics token",
        ),
        *("journal key", "sign-in client secret"),
    },
    "engine": {
        *(
            "login of engine",
            "secret key",
            "S3 access key",
            "S3 secret key",
            "SMTP password",
            "metrics token",
        ),
        *("journal key", "sign-in client secret", "Prefect word"),
    },
    "prefect": {"login of prefect", "Prefect word"},
}
"""What each service is told because it needs it."""


def searched(house: House) -> Search:
    """Search every place."""
    from actions import wiring

    search = Search(house.canaries)
    state = house.home / "state"
    search.look_through("logs", state / "logs")
    search.look_through("logs", house.home / "logs")
    search.look("logs", "postgres.log", house.stack.postgres.log.read_bytes())
    for name, data in house.pages:
        search.look("pages and answers", name, data)
    for name, data in house.said:
        search.look("what commands said", name, data)
    for name, data in house.prefect_rows():
        search.look("Prefect, row by row", name, data)
    for name, data in house.dumps():
        search.look("databases, as dumps", name, data)
    with house.stack.postgres.connect() as session:
        session.execute("checkpoint")
    search.look_through("databases, raw files and log", house.stack.postgres.data)
    archive = wiring.archive()
    for stored in archive.list():
        search.look("archive", stored.sha256, archive.get(stored.sha256))
    search.look_through("backup", house.home / "backup")
    for name, data in house.opened_backup():
        search.look("backup, opened", name, data)
    search.look_through("temporary files", house.home / "tmp")
    search.look_through("export", house.home / "export")
    search.look_through("state folder", state, but={"secrets.json", "postgres", "logs"})
    for name, line in list(house.lines.items()):
        search.look("command lines", name, line)
    for name, told in house.environments():
        search.look("what services are told", name, told, but=_OWN[name])
    return search


def main() -> int:
    """Live, search, and say what was found."""
    reader = argparse.ArgumentParser(
        prog="./triplehelix trial canary", description=(__doc__ or "").partition("\n")[0]
    )
    reader.add_argument("--json", type=Path, help="where the report is written")
    reader.add_argument("--brief", action="store_true", help="without signing, commands, export and backup")
    asked = reader.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    home = Path(tempfile.mkdtemp(prefix="triplehelix-canary-"))
    home.chmod(0o755)
    began, load = time.monotonic(), os.getloadavg()[0]
    house = LivedIn(home)
    try:
        with house.standing():
            started = time.monotonic()
            house.live(brief=asked.brief)
            lived = time.monotonic()
            sys.stderr.write("searching\n")
            search = searched(house)
            cores = house.leaves_cores()
    finally:
        shutil.rmtree(home, ignore_errors=True)
    wanted = [place for place in _PLACES if not (asked.brief and place in _LATER)]
    empty = [place for place in wanted if not search.places.get(place) or not search.places[place].bytes]
    report = {
        "canaries": sorted(house.canaries),
        "places": [asdict(place) for place in search.places.values()],
        "did": house.did,
        "hits": [asdict(hit) for hit in search.hits],
        "cores": cores,
        "not_searched": empty,
        "seconds": {
            "start": round(started - began, 1),
            "life": round(lived - started, 1),
            "search": round(time.monotonic() - lived, 1),
        },
        "load": round(load, 1),
    }
    if asked.json:
        asked.json.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    _show(report, search)
    sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")
    return int(bool(search.hits or cores or empty or not all(house.did.values())))


_PLACES: Final = (
    *(
        "logs",
        "pages and answers",
        "what commands said",
        "Prefect, row by row",
        "databases, as dumps",
        "databases, raw files and log",
    ),
    *("archive", "backup", "backup, opened", "export", "state folder", "command lines"),
    "what services are told",
)
_LATER: Final = {"what commands said", "export", "backup", "backup, opened"}
"""Those that a brief trial does not come to."""


def _show(report: Mapping[str, object], search: Search) -> None:
    out = sys.stdout.write
    out(f"{len(search.canaries)} canaries: {', '.join(sorted(search.canaries))}\n")
    for place in search.places.values():
        hits = sum(hit.place.startswith(f"{place.name}:") for hit in search.hits)
        out(f"{place.name:30} {place.things:6} things {place.bytes:13,} bytes {hits:4} hits\n")
    for hit in search.hits[:60]:
        out(f"  HIT {hit.canary} ({hit.form}) in {hit.place}: {hit.around}\n")
    for name in ("did", "cores", "not_searched", "seconds"):
        out(f"{name}: {report[name]}\n")


if __name__ == "__main__":
    sys.exit(main())
