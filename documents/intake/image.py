"""PNG and JPEG: proof that it is a picture and nothing besides. Runs in the child process alone."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from PIL import Image, ImageOps

from documents.intake.kinds import begins_as_pdf
from documents.intake.reading import THUMBNAIL_WIDTH, Reading, Source, as_jpeg

MOST_PIXELS = 120_000_000
"""A sheet of A1 scanned at 300 dpi has 70 million."""

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
_FORMATS = ("PNG", "JPEG", "MPO")  # a phone's JPEG that holds a second picture is an MPO to Pillow
_PNG_END = b"IEND\xaeB`\x82"

_AGAIN = "Hãy mở ảnh và lưu lại thành PNG hoặc JPEG mới rồi nộp lại."
DAMAGED = f"Ảnh bị hỏng hoặc bị cắt cụt, không mở được. {_AGAIN}"
TWO_IN_ONE = f"Tệp vừa là ảnh vừa là tệp khác: hai tệp ghép làm một. {_AGAIN}"
AFTER = f"Ảnh PNG có dữ liệu lạ đứng sau dấu kết thúc. {_AGAIN}"
TOO_MANY_PIXELS = (
    f"Ảnh có hơn {MOST_PIXELS // 1_000_000} triệu điểm ảnh. Hãy quét lại ở độ phân giải 300 dpi trở xuống."
)


def doubts(source: Source) -> Iterator[str]:
    """Every reason to refuse it, as sentences."""
    if begins_as_pdf(source.head) or zipfile.is_zipfile(source.rewound()):
        yield TWO_IN_ONE
    end = source.buffer.rfind(_PNG_END)
    if source.head.startswith(b"\x89PNG") and 0 <= end < source.size - len(_PNG_END):
        yield AFTER
    try:
        with Image.open(source.rewound(), formats=_FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                yield TOO_MANY_PIXELS
            else:
                picture.verify()
    except Image.DecompressionBombError:
        yield TOO_MANY_PIXELS
    except (OSError, SyntaxError, ValueError):  # what Pillow raises for a picture that is none
        yield DAMAGED


def read(source: Source) -> Reading:
    """A small picture, upright; a picture has one page and no text."""
    with Image.open(source.rewound(), formats=_FORMATS) as picture:
        picture.draft("RGB", (THUMBNAIL_WIDTH * 2, THUMBNAIL_WIDTH * 2))
        return Reading(1, "", as_jpeg(ImageOps.exif_transpose(picture)))
