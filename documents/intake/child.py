"""The process that opens files from outside, so that what they do to a parser they do to nobody else.

It is started once and stays warm: libraries loaded, nothing read. For each file it forks. The fork takes a
limit of memory, of processor time and of real time, may write no file and start no program, reads its file
from a socket, answers with JSON and ends. A file that makes a parser crash, hang or swell ends its fork, and
whoever waits reads no answer.

The conversation, over a socket that comes with one byte through the standard input: the fork says `READY`;
it reads a line of JSON (`name`, `wanted`, `size`, `memory`, `seconds`) and the file; it writes a JSON object
with `reasons`, or with `kind`, `pages`, `text`, `thumbnail` (base64), and closes.
"""

from __future__ import annotations

import base64
import gc
import io
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
from documents.intake.reading import as_jpeg

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
        _, received, _, _ = socket.recv_fds(control, 1, 1)
        if not received:
            return
        if os.fork() == 0:
            _answer(received[0])
        os.close(received[0])


def _answer(descriptor: int) -> None:
    """Examine one file and end this process, whatever happens."""
    try:
        with socket.socket(fileno=descriptor) as line, line.makefile("rwb") as stream:
            stream.write(READY)
            stream.flush()
            asked = json.loads(stream.readline())
            _confine(asked["memory"], asked["seconds"])
            wanted = tuple(KINDS[name] for name in asked["wanted"])
            data = stream.read(asked["size"])
            stream.write(json.dumps(judge(data, asked["name"], wanted)).encode())
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


def judge(data: bytes, name: str, wanted: tuple[Kind, ...]) -> dict[str, Any]:
    """Every reason to refuse the file, or else what was read out of it."""
    kind = kind_of(data)
    if kind is None:
        what, way_out = foreign(data) if not data.startswith(ZIP_HEAD) else _other_archive(data)
        return {"reasons": [f"Tệp «{name}» là {what}; ở đây nhận {any_of(wanted)}: {way_out}."]}
    reasons = list(_of_name(name, kind, wanted))
    if len(data) > kind.largest_mb * 1024 * 1024:
        reasons.append(
            f"Tệp {kind.name} lớn hơn {kind.largest_mb} MB. "
            "Hãy giảm độ phân giải ảnh quét hoặc tách thành nhiều tệp."
        )
        return {"reasons": reasons}
    try:
        reasons.extend(READERS[kind].doubts(data))
        if reasons:
            return {"reasons": list(dict.fromkeys(reasons))}
        found = READERS[kind].read(data)
    except Exception:  # noqa: BLE001 - whatever a parser raises over a hostile file, the file is at fault
        return {"reasons": [*reasons, READERS[kind].DAMAGED]}
    picture = base64.b64encode(found.thumbnail).decode() if found.thumbnail else None
    return {"kind": kind.name, "pages": found.pages, "text": found.text, "thumbnail": picture}


def kind_of(data: bytes) -> Kind | None:
    """What the file is by its bytes, when it is of a kind that is taken in."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(ZIP_HEAD):
        try:
            return office.kind_of(data)
        except Exception:  # noqa: BLE001 - idem: an archive that cannot be listed is none
            return None
    return PDF if begins_as_pdf(data) else None


def _other_archive(data: bytes) -> tuple[str, str]:
    """What an archive is that is neither DOCX nor XLSX."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return "tệp nén hoặc tệp Office bị hỏng, bị cắt cụt", "hãy mở tệp gốc, lưu lại rồi nộp lại"
    if b"mimetypeapplication/vnd.oasis" in data[:200]:
        return "tệp OpenDocument (.odt, .ods)", "hãy xuất ra PDF, hoặc lưu thành .docx hay .xlsx, rồi nộp lại"
    if b"ppt/" in data:
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
