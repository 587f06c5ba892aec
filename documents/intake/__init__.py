"""What may be handed in: told by the bytes, proved by structure, opened in a process of its own.

`examine` says of a file what it is and what stands in it, or refuses it with every reason at once. The
parsers, which hostile files can crash, run in `documents.intake.child` and nowhere else; this process only
passes bytes.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from documents.intake import clamav, helper
from documents.intake.clamav import ping as ping_scanner
from documents.intake.kinds import KINDS, Kind, any_of, bare_name, suffix_of, wanted_for
from models.errors import Refused
from models.listing.text import clean

__all__ = ["LARGEST_MB", "Examined", "Kind", "doubts_of_name", "examine", "ping_scanner", "wanted_for"]

LARGEST_MB = 500
"""The largest file that is looked at, unless the installation says less; each kind has a limit of its own."""

_JPEG_HEAD = b"\xff\xd8\xff"
_HEAVY = (
    "Tệp làm chương trình đọc dừng giữa chừng, hoặc cần quá nhiều thời gian hay bộ nhớ để mở. "
    "Hãy mở tệp và in (hoặc xuất) ra một tệp PDF mới rồi nộp lại."
)


@dataclass(frozen=True)
class Examined:
    """A file that may be kept: what it is, and what was read out of it for search and for a glance.

    `file_name` is the name alone, cleaned; `pages` is None where only a layout would tell; `thumbnail` is a
    small JPEG of the first page, None where there is none to show.
    """

    kind: str
    media_type: str
    file_name: str
    pages: int | None
    text: str
    thumbnail: bytes | None


def doubts_of_name(
    file_name: str, size: int, wanted: tuple[Kind, ...], *, largest_mb: int = LARGEST_MB
) -> tuple[str, ...]:
    """What a file's name and size in bytes alone tell against it, before any of it has come."""
    name = clean(bare_name(file_name)) or "không tên"
    if size <= 0:
        return (_empty(name),)
    suffix = suffix_of(name)
    kind = next((each for each in KINDS.values() if suffix in each.suffixes), None)
    reasons = []
    if size > largest_mb * 1024 * 1024:
        reasons.append(_too_large(name, largest_mb))
    elif kind is not None and size > kind.largest_bytes:
        reasons.append(kind.too_large)
    if suffix and kind not in wanted:
        reasons.append(
            f"Giấy tờ này nhận {any_of(wanted)}, còn tệp «{name}» mang đuôi {suffix}. "
            f"Hãy xuất ra {wanted[0].name} rồi nộp lại."
        )
    return tuple(reasons)


def _empty(name: str) -> str:
    return f"Tệp «{name}» trống. Hãy kiểm tra lại tệp rồi nộp lại."


def _too_large(name: str, largest_mb: int) -> str:
    return f"Tệp «{name}» lớn hơn {largest_mb} MB. Hãy giảm độ phân giải ảnh quét hoặc tách thành nhiều tệp."


def examine(
    file: bytes | Path,
    file_name: str,
    wanted: tuple[Kind, ...],
    *,
    largest_mb: int = LARGEST_MB,
    scanner: str = "",
) -> Examined:
    """Tell what a file from outside is and read it, or refuse it.

    Args:
        file: its bytes, or where they lie: then they are never held whole.
        file_name: what whoever handed it in calls it.
        wanted: the kinds that are taken here.
        largest_mb: the largest file that is looked at, in MB.
        scanner: where clamd answers; empty when there is none.

    Raises:
        Refused: it may not be kept, with every reason.
        Unavailable: what examines it, or the scanner, does not answer.
    """
    name = clean(bare_name(file_name)) or "không tên"
    size = file.stat().st_size if isinstance(file, Path) else len(file)
    if not size:
        raise Refused(_empty(name))
    if size > largest_mb * 1024 * 1024:
        raise Refused(_too_large(name, largest_mb))
    said = helper.ask(file, name, tuple(kind.name for kind in wanted)) or {"reasons": [_HEAVY]}
    reasons = [str(each) for each in said.get("reasons", ())]
    if scanner and (virus := _virus_in(file, scanner)):
        reasons.append(
            f"Bộ quét virus tìm thấy «{virus}» trong tệp «{name}»; tệp không được lưu. "
            "Hãy quét máy đã tạo tệp rồi nộp một tệp sạch."
        )
    if reasons:
        raise Refused.because(reasons)
    return _examined(said, name)


def _virus_in(file: bytes | Path, scanner: str) -> str | None:
    with _opened(file) as stream:
        return clamav.virus_in(stream, scanner)


def _opened(file: bytes | Path) -> BinaryIO:
    return file.open("rb") if isinstance(file, Path) else io.BytesIO(file)


def _examined(said: dict[str, Any], name: str) -> Examined:
    kind = KINDS[said["kind"]]
    picture = base64.b64decode(said["thumbnail"] or "")
    return Examined(
        kind=kind.name,
        media_type=kind.media_type,
        file_name=name,
        pages=said["pages"],
        text=said["text"],
        thumbnail=picture if picture.startswith(_JPEG_HEAD) else None,
    )
