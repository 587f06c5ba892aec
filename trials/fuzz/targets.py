"""The doors that are thrown at: what an input is at each, and good ones to begin with.

A door may refuse an input in a sentence (`TripleHelixError`); whatever else it raises is a fault of ours.
"""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from models.errors import TripleHelixError

Try = Callable[[bytes], None]
"""Tries one input; raises where the door has a fault."""


@dataclass(frozen=True)
class Target:
    """A door: `begin` loads what it needs and gives what tries an input; `seeds` gives good inputs."""

    name: str
    begin: Callable[[], Try]
    seeds: Callable[[], list[bytes]]
    words: tuple[bytes, ...] = ()
    """Pieces that mean something to what reads them."""


def _samples(*suffixes: str) -> list[bytes]:
    folder = Path(__file__).parent.parent.parent / "models" / "samples"
    found = [path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in suffixes]
    return [each[:60_000] if suffixes == (".csv",) else each for each in found]


def _refused(act: Callable[[], object]) -> None:
    """Do it; a refusal in a sentence is what a door is for."""
    try:
        act()
    except TripleHelixError as refusal:
        if not all(reason.strip() for reason in refusal.reasons):
            raise AssertionError("a refusal without words") from refusal


def _of_file(suffix: str, read: Callable[[Path], object]) -> Try:
    path = Path(tempfile.mkdtemp(prefix="triplehelix-fuzz-")) / f"tệp{suffix}"

    def try_one(data: bytes) -> None:
        path.write_bytes(data)
        _refused(lambda: read(path))

    return try_one


def _list_of(suffix: str) -> Try:
    from documents.spreadsheets import read_lines, read_tasks
    from models.listing.reading import read

    def whole(path: Path) -> None:
        for _ in read_lines(path):
            pass
        for raw in read_tasks(path):
            read(raw)

    return _of_file(suffix, whole)


def packed(data: bytes) -> bytes:
    """An input for archives: JSON of part names and texts, as an archive; bytes that are none stay."""
    try:
        parts = json.loads(data)
        names = [(str(name), str(text)) for name, text in parts.items()]
    except (ValueError, AttributeError, RecursionError):
        return data
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in names[:40]:
            archive.writestr(name.replace("\0", "")[:200] or "x", text.encode("utf-8", "surrogatepass"))
    return stream.getvalue()


def unpacked(archive: bytes) -> bytes:
    """The texts of an archive as JSON, so that what is changed is the text and not its packing."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return json.dumps(
            {name: opened.read(name).decode("utf-8", "replace")[:20_000] for name in opened.namelist()},
            ensure_ascii=False,
        ).encode()


def _through_packing(begin: Callable[[], Try]) -> Callable[[], Try]:
    def begun() -> Try:
        try_one = begin()
        return lambda data: try_one(packed(data))

    return begun


def _intake() -> Try:
    from documents.intake import child
    from documents.intake.kinds import KINDS
    from documents.intake.reading import Source

    kinds = tuple(KINDS.values())

    def try_one(data: bytes) -> None:
        if data:
            said = child.judge(Source.of(data), "tệp", kinds)
            if not ("kind" in said or said["reasons"]):
                raise AssertionError("neither taken nor refused")

    return try_one


def _verify() -> Try:
    from documents.signing.inspection import inspect
    from documents.signing.words import Trust

    trust = Trust()

    def try_one(data: bytes) -> None:
        _refused(lambda: inspect(data, trust))

    return try_one


def _package() -> Try:
    from documents.packages.checking import check

    return _of_file(".zip", check)


def _exchange() -> Try:
    from documents.exchange import faults

    def try_one(data: bytes) -> None:
        faults("json", data)
        faults("xml", data)

    return try_one


def _sheet() -> Try:
    from actions.filled_form import read
    from actions.order_sheet import OrderSheet

    return _of_file(".yaml", lambda path: read(path, OrderSheet))


def _words() -> Try:
    """What people type: search words, codes, days, sums, stages, headings."""
    from actions import wiring
    from models.listing import dates, headers, money
    from models.listing.subject import subject_of
    from models.listing.text import clean, fold

    def try_one(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        folded = fold(clean(text))
        if fold(folded) != folded:
            raise AssertionError(f"folding twice is not folding once: {text!r}")
        headers.field_of(text)
        _refused(lambda: wiring.parse_day(text))
        for reader in (dates.parse_date, dates.parse_period, money.parse_money, subject_of):
            _refused(lambda reader=reader: reader(text))

    return try_one


def _sealed() -> Try:
    """Keys that strangers bring: of links, of calendars, of the next page; texts that stand sealed."""
    from actions import sealing

    def try_one(data: bytes) -> None:
        text = data.decode("latin-1")
        for kept in (text, sealing.PREFIX + text):
            _refused(lambda kept=kept: sealing.unseal(kept, "here", "k" * 32))

    return try_one


def _pictures() -> list[bytes]:
    from PIL import Image

    found = []
    for form, mode in (("PNG", "RGB"), ("PNG", "P"), ("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK")):
        stream = io.BytesIO()
        Image.new(mode, (40, 30)).save(stream, form)
        found.append(stream.getvalue())
    return found


def _pdfs() -> list[bytes]:
    from documents.leaf import leaf

    return [leaf(["Báo cáo"]), leaf(["Biên bản", "Tiếng Việt có dấu"])]


def _signed() -> list[bytes]:
    from datetime import datetime

    from actions.wiring import ZONE
    from documents import signing
    from documents.signing import development
    from documents.signing.words import Place, Proofs

    folder = Path(tempfile.mkdtemp(prefix="triplehelix-fuzz-")) / "ca"
    now = datetime.now(ZONE)
    development.make(folder, [development.Holder("ai", "Người ký", "Cơ quan")], now)
    place = Place(1, 1, 50, 50, 200, 120)
    prepared = signing.prepare(_pdfs()[0], [place])
    trust = signing.development_trust(folder)
    key = str(folder / "ai.p12")
    made = signing.sign(prepared, place, key, "TEST", moment=now, proofs=Proofs(trust=trust))
    return [prepared, made]


def _office() -> list[bytes]:
    import openpyxl
    from docx import Document

    word, sheet = io.BytesIO(), io.BytesIO()
    document = Document()
    document.add_paragraph("Báo cáo kết quả")
    document.save(word)
    book = openpyxl.Workbook()
    book.active.append(["Tên nhiệm vụ", "Kinh phí"])
    book.active.append(["Nghiên cứu giống lúa", 1_250_000_000])
    book.save(sheet)
    return [word.getvalue(), sheet.getvalue()]


_XML = (
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
    b"<!ENTITY",
    b"&a;",
    b"<![CDATA[",
    b"<?xml version='1.0'?>",
    b"TargetMode",
)
_PDF = (
    b"/JavaScript",
    b"/EmbeddedFile",
    b"/OpenAction",
    b"/ByteRange",
    b"/Contents",
    b"xref",
    b"%%EOF",
    b"/Prev",
)

TARGETS = {
    target.name: target
    for target in (
        Target(
            "csv", lambda: _list_of(".csv"), lambda: _samples(".csv"), (b'"', b";", b"\t", b"\xef\xbb\xbf")
        ),
        Target(
            "xlsx", lambda: _list_of(".xlsx"), lambda: [*_samples(".xlsx"), _office()[1]], (b"PK\x03\x04",)
        ),
        Target(
            "xlsx-parts",
            _through_packing(lambda: _list_of(".xlsx")),
            lambda: [unpacked(each) for each in (*_samples(".xlsx"), _office()[1])],
            _XML,
        ),
        Target(
            "sheet",
            _sheet,
            lambda: [b"title: a\n", b"- a\n", *_samples(".yaml")],
            (b"&a ", b"*a", b"<<:", b"!!"),
        ),
        Target("pdf", _intake, _pdfs, _PDF),
        Target("picture", _intake, _pictures),
        Target("office", _intake, _office, (b"PK\x03\x04",)),
        Target(
            "office-parts", _through_packing(_intake), lambda: [unpacked(each) for each in _office()], _XML
        ),
        Target("verify", _verify, lambda: [*_signed(), *_pdfs()], _PDF),
        Target("package", _through_packing(_package), lambda: [b'{"a/manifest-sha256.txt": ""}'], _XML),
        Target("exchange", _exchange, lambda: [b'{"tasks": []}', b"<tasks/>"], _XML),
        Target("words", _words, lambda: [b"05/02/2026", "1,5 tỷ đồng".encode(), "Quý III/2026".encode()]),
        Target("sealed", _sealed, lambda: [b"AAAA" * 10]),
    )
}
