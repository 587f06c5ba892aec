"""What the process apart does with a file that was handed in (`documents.apart` says how it is kept apart).

It is asked `name` and `wanted`, and says either `reasons`, or `kind`, `pages`, `text`, `thumbnail` (base64).
"""

from __future__ import annotations

import base64
import zipfile
from types import ModuleType
from typing import Any, BinaryIO

from PIL import Image

from documents import apart
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

READERS: dict[Kind, ModuleType] = {PDF: pdf, DOCX: office, XLSX: office, PNG: image, JPEG: image}


def answer(file: BinaryIO, asked: dict[str, Any]) -> dict[str, Any]:
    """Judge one file of those kinds."""
    return judge(Source.mapped(file), asked["name"], tuple(KINDS[name] for name in asked["wanted"]))


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
    as_jpeg(Image.new("RGB", (1, 1)))  # what Pillow loads for a first picture it loads here, once
    apart.serve(answer)
