"""The process that opens files from outside, so that what they do to a parser they do to nobody else.

It is started once and stays warm: libraries loaded, nothing read. For each file it forks. The fork takes a
limit of memory, of processor time and of real time, may write no file and start no program, looks at its file
where it lies, answers with JSON and ends. A file that makes a parser crash, hang or swell ends its fork, and
whoever waits reads no answer.

The conversation, over a socket that comes with the open file through the standard input: the fork says
`READY`; it reads a line of JSON (`name`, `wanted`, `memory`, `seconds`); it writes a JSON object with
`reasons`, or with `kind`, `pages`, `text`, `thumbnail` (base64), and closes.
"""

from __future__ import annotations

import base64
import gc
import json
import os
import resource
import signal
import socket
import sys
import zipfile
from types import ModuleType
from typing import Any

from PIL import Image

from documents.intake import image, office, pdf
from documents.intake.kinds import (
    DOCX,
    JPEG,
    KINDS,
    PDF,
    PNG,
    XLSX,
    ZIP_HEAD,
    Kind,
    any_of,
    begins_as_pdf,
    foreign,
    suffix_of,
)
from documents.intake.reading import Source, as_jpeg

READY = b"!"
READERS: dict[Kind, ModuleType] = {PDF: pdf, DOCX: office, XLSX: office, PNG: image, JPEG: image}


def serve(control: socket.socket) -> None:
    """Fork for each socket that comes, until whoever started us is gone."""
    as_jpeg(Image.new("RGB", (1, 1)))  # what Pillow loads for a first picture it loads here, once
    gc.collect()
    gc.disable()  # a fork ends before there is anything to collect
    gc.freeze()  # and shares our memory as it is
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # a fork that has ended leaves nothing behind
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who started us, and ends us with him
    while True:
        _, received, _, _ = socket.recv_fds(control, 1, 2)
        if not received:
            return
        if os.fork() == 0:
            _answer(*received)
        for descriptor in received:
            os.close(descriptor)


def _answer(line_number: int, file_number: int) -> None:
    """Examine one file and end this process, whatever happens."""
    try:
        with socket.socket(fileno=line_number) as line, line.makefile("rwb") as stream:
            stream.write(READY)
            stream.flush()
            asked = json.loads(stream.readline())
            _confine(asked["memory"], asked["seconds"])
            wanted = tuple(KINDS[name] for name in asked["wanted"])
            with open(file_number, "rb") as file:
                said = judge(Source.mapped(file), asked["name"], wanted)
            stream.write(json.dumps(said).encode())
            stream.flush()
    finally:
        os._exit(0)


def _confine(memory: int, seconds: int) -> None:
    """Take the limits: what goes beyond them is ended by the kernel."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(2 * seconds)


def judge(source: Source, name: str, wanted: tuple[Kind, ...]) -> dict[str, Any]:
    """Every reason to refuse the file, or else what was read out of it."""
    kind = kind_of(source)
    if kind is None:
        in_zip = source.head.startswith(ZIP_HEAD)
        what, way_out = _other_archive(source) if in_zip else foreign(source.head)
        return {"reasons": [f"Tệp «{name}» là {what}; ở đây nhận {any_of(wanted)}: {way_out}."]}
    reasons = list(_of_name(name, kind, wanted))
    if source.size > kind.largest_bytes:
        return {"reasons": [*reasons, kind.too_large]}
    try:
        reasons.extend(READERS[kind].doubts(source))
        if reasons:
            return {"reasons": list(dict.fromkeys(reasons))}
        found = READERS[kind].read(source)
    except Exception:  # noqa: BLE001 - whatever a parser raises over a hostile file, the file is at fault
        return {"reasons": [*reasons, READERS[kind].DAMAGED]}
    picture = base64.b64encode(found.thumbnail).decode() if found.thumbnail else None
    return {"kind": kind.name, "pages": found.pages, "text": found.text, "thumbnail": picture}


def kind_of(source: Source) -> Kind | None:
    """What the file is by its bytes, when it is of a kind that is taken in."""
    if source.head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if source.head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if source.head.startswith(ZIP_HEAD):
        try:
            return office.kind_of(source)
        except Exception:  # noqa: BLE001 - idem: an archive that cannot be listed is none
            return None
    return PDF if begins_as_pdf(source.head) else None


def _other_archive(source: Source) -> tuple[str, str]:
    """What an archive is that is neither DOCX nor XLSX."""
    if not zipfile.is_zipfile(source.rewound()):
        return "tệp nén hoặc tệp Office bị hỏng, bị cắt cụt", "hãy mở tệp gốc, lưu lại rồi nộp lại"
    if b"mimetypeapplication/vnd.oasis" in source.head[:200]:
        return "tệp OpenDocument (.odt, .ods)", "hãy xuất ra PDF, hoặc lưu thành .docx hay .xlsx, rồi nộp lại"
    if source.buffer.find(b"ppt/") >= 0:
        return "tệp trình chiếu (.pptx)", "hãy xuất ra PDF rồi nộp lại"
    return "tệp nén ZIP", "hãy giải nén và nộp từng tệp bên trong"


def _of_name(name: str, kind: Kind, wanted: tuple[Kind, ...]) -> list[str]:
    reasons = []
    suffix = suffix_of(name)
    if suffix and suffix not in kind.suffixes:
        reasons.append(
            f"Tệp «{name}» mang đuôi {suffix} nhưng nội dung là {kind.name}. "
            f"Hãy kiểm tra lại tệp, hoặc đổi đuôi thành {kind.suffixes[0]}."
        )
    if kind not in wanted:
        reasons.append(
            f"Giấy tờ này nhận {any_of(wanted)}, còn tệp là {kind.name}. "
            f"Hãy xuất ra {wanted[0].name} rồi nộp lại."
        )
    return reasons


if __name__ == "__main__":
    serve(socket.socket(fileno=sys.stdin.fileno()))
