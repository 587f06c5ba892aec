"""What a large file costs that comes in parts: seconds and memory, in a folder and in a bucket.

A PDF of scanned pages is begun, sent in parts of 8 MiB, joined, examined, kept and recorded, by
`actions.uploads` on a PostgreSQL of the benchmark's own. The bucket is one of a SeaweedFS on this machine
where one is installed beside Python (`weed`); else only the folder is measured.

    .venv/bin/python -m benchmarks.uploads [MEGABYTES ...]

prints a table and a line of JSON: seconds by the clock for sending all parts, for finishing, and the most
memory that this process held more than before, in MB. Sizes are 50 and 500 unless said.
"""

from __future__ import annotations

import io
import json
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

import pikepdf

from console.ports import LOOPBACK, free_port
from console.postgres import EmbeddedPostgres
from console.processes import begin

SIZES = (50, 500)
_PAGE_BYTES = 2 * 1024**2


@dataclass(frozen=True)
class Run:
    """What one file took: where it was kept, its MB, seconds to send and to finish, MB of memory grown."""

    place: str
    megabytes: int
    send_seconds: float
    finish_seconds: float
    memory_grown: int


def main() -> None:
    """Measure each size in each place, print what it took."""
    sizes = [int(each) for each in sys.argv[1:]] or list(SIZES)
    with tempfile.TemporaryDirectory(prefix="triplehelix-uploads-") as home:
        server = EmbeddedPostgres(Path(home) / "postgres", settings={"fsync": "off"})
        server.start()
        try:
            runs = [
                _measured(server, Path(home), place, settings, size)
                for place, settings in _places(Path(home))
                for size in sizes
            ]
        finally:
            server.remove()
    lines = [
        "| place | file, MB | sending, s | finishing, s | memory grown by, MB |",
        "|---|---|---|---|---|",
        *(
            f"| {run.place} | {run.megabytes} | {run.send_seconds} | {run.finish_seconds} "
            f"| {run.memory_grown} |"
            for run in runs
        ),
    ]
    sys.stdout.write("\n".join(lines) + "\n" + json.dumps([asdict(run) for run in runs]) + "\n")


def _places(home: Path) -> Iterator[tuple[str, dict[str, str]]]:
    yield "folder", {"TRIPLEHELIX_ARCHIVE_URL": f"folder://{home / 'archive'}"}
    weed = Path(sys.executable).parent / "weed"
    if weed.exists():
        with _seaweed(weed, home / "s3") as settings:
            yield "bucket", settings


@contextmanager
def _seaweed(weed: Path, folder: Path) -> Iterator[dict[str, str]]:
    """A bucket on a server of the benchmark's own, reached through loopback alone."""
    folder.mkdir()
    access, secret = secrets.token_hex(8), secrets.token_hex(16)
    keys = {"accessKey": access, "secretKey": secret}
    who = {"name": "benchmark", "credentials": [keys], "actions": ["Admin"]}
    (folder / "identities.json").write_text(json.dumps({"identities": [who]}), encoding="utf-8")
    ports = {name: free_port() for name in ("s3", "master", "volume", "filer", "admin")}
    options = [f"-{name}.port={port}" for name, port in ports.items()]
    options += [f"-{name}.port.grpc={free_port()}" for name in ("s3", "master", "volume", "filer")]
    options += ["-webdav=false", "-admin.ui=false", "-master.telemetry=false", "-s3.config=identities.json"]
    options += ["-s3.port.iceberg=0", "-s3.port.lance=0", f"-ip={LOOPBACK}", f"-ip.bind={LOOPBACK}"]
    server = begin(
        [weed, "mini", f"-dir={folder}", *options],
        environment=os.environ,
        log=folder / "log",
        folder=folder,
    )
    try:
        yield {
            "TRIPLEHELIX_ARCHIVE_URL": f"s3://papers?endpoint=http://{LOOPBACK}:{ports['s3']}",
            "TRIPLEHELIX_S3_ACCESS_KEY": access,
            "TRIPLEHELIX_S3_SECRET_KEY": secret,
        }
    finally:
        server.stop(grace=5)


def _measured(
    server: EmbeddedPostgres, home: Path, place: str, settings: dict[str, str], megabytes: int
) -> Run:
    database = f"uploads_{place}_{megabytes}"
    server.ensure(database)
    os.environ |= settings | {
        "TRIPLEHELIX_DATABASE_URL": server.url(database),
        "TRIPLEHELIX_HOME": str(home),
        "TRIPLEHELIX_SECRET_KEY": "0" * 32,
    }
    from actions import orders, people, rehearsal, uploads, wiring
    from tests.actions.houses import SHEET

    wiring.forget()
    wiring.migrate()
    with wiring.unit_of_work() as session:
        rehearsal.seat_cast(session)
        actor = people.find(session, "dat-hang")
        sheet = orders.OrderSheet.model_validate(SHEET)
        code = orders.order(session, sheet, actor, on=wiring.today())
    _until_ready()
    file = home / "scan.pdf"
    # In a process of its own: what it takes to make the file is not to hide what it takes to send it.
    maker = get_context("spawn").Process(target=_scan, args=(file, megabytes))
    maker.start()
    maker.join()
    before = _memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forget the most that was held so far
    clock = time.perf_counter()
    with wiring.unit_of_work() as session:
        begun = uploads.begin(session, code, "order_sheet", "quet.pdf", file.stat().st_size, actor)
    with file.open("rb") as source:
        for number in range(1, begun.parts + 1):
            with wiring.unit_of_work() as session:
                uploads.part(session, begun.id, number, source.read(begun.part_size), actor)
    sent = time.perf_counter()
    with wiring.unit_of_work() as session:
        uploads.finish(session, begun.id, actor, on=wiring.today())
    finished = time.perf_counter()
    grown = _memory("VmHWM") - before
    wiring.forget()
    server.drop(database)
    return Run(place, megabytes, round(sent - clock, 1), round(finished - sent, 1), grown)


def _until_ready() -> None:
    """Wait for the store's first answer."""
    from actions import wiring
    from models.errors import Unavailable

    last = time.monotonic() + 60
    while True:
        try:
            wiring.archive().prepare()
        except Unavailable:
            if time.monotonic() > last:
                raise
            time.sleep(0.5)
        else:
            return


def _scan(file: Path, megabytes: int) -> None:
    """A PDF of that many MB: pages of noise, as large as scans in colour."""
    made = pikepdf.new()
    for _ in range(megabytes * 1024**2 // _PAGE_BYTES):
        page = made.add_blank_page(page_size=(595, 842))
        side = 836  # pixels: three bytes each make a page of two MB
        noise = made.make_stream(
            os.urandom(side * side * 3),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=side,
            Height=side,
            ColorSpace=pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
        )
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=noise))
        page.Contents = made.make_stream(b"q 595 0 0 842 0 0 cm /Scan Do Q")
    held = io.BytesIO()
    made.save(held, compress_streams=False)
    file.write_bytes(held.getbuffer())


def _memory(what: str) -> int:
    """A figure of this process's memory, in MB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) // 1024
    raise LookupError(what)


if __name__ == "__main__":
    main()
