"""What may be handed in: told by the bytes, proved by structure, opened in a process of its own.

`examine` says of a file what it is and what stands in it, or refuses it with every reason at once. The
parsers, which hostile files can crash, run in `documents.intake.child` and nowhere else; this process only
passes bytes.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from documents.intake import clamav, helper
from documents.intake.kinds import KINDS, Kind, bare_name, wanted_for
from models.errors import Refused
from models.listing.text import clean

__all__ = ["LARGEST_MB", "Examined", "Kind", "examine", "wanted_for"]

LARGEST_MB = 100
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


def examine(
    data: bytes,
    file_name: str,
    wanted: tuple[Kind, ...],
    *,
    largest_mb: int = LARGEST_MB,
    scanner: str = "",
) -> Examined:
    """Tell what a file from outside is and read it, or refuse it.

    Args:
        data: its bytes.
        file_name: what whoever handed it in calls it.
        wanted: the kinds that are taken here.
        largest_mb: the largest file that is looked at, in MB.
        scanner: where clamd answers; empty when there is none.

    Raises:
        Refused: it may not be kept, with every reason.
        Unavailable: what examines it, or the scanner, does not answer.
    """
    name = clean(bare_name(file_name)) or "không tên"
    if not data:
        raise Refused(f"Tệp «{name}» trống. Hãy kiểm tra lại tệp rồi nộp lại.")
    if len(data) > largest_mb * 1024 * 1024:
        raise Refused(
            f"Tệp «{name}» lớn hơn {largest_mb} MB. Hãy giảm độ phân giải ảnh quét hoặc tách thành nhiều tệp."
        )
    said = helper.ask(data, name, tuple(kind.name for kind in wanted)) or {"reasons": [_HEAVY]}
    reasons = [str(each) for each in said.get("reasons", ())]
    if scanner and (virus := clamav.virus_in(data, scanner)):
        reasons.append(
            f"Bộ quét virus tìm thấy «{virus}» trong tệp «{name}»; tệp không được lưu. "
            "Hãy quét máy đã tạo tệp rồi nộp một tệp sạch."
        )
    if reasons:
        raise Refused.because(reasons)
    return _examined(said, name)


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
