"""What is read out of a file: pages, text, a small picture. Runs in the child process alone."""

from __future__ import annotations

import io
import mmap
from dataclasses import dataclass, field
from typing import BinaryIO

from PIL import Image

from models.listing.text import clean_lines

THUMBNAIL_WIDTH = 320
"""Pixels."""

MOST_TEXT = 240_000
"""Bytes of UTF-8 that are kept for search, some seventy full pages: PostgreSQL refuses a tsvector of
more than 1 MiB, and the worst text that was found (new words joined by hyphens) makes one
3.9 times its length."""


@dataclass(frozen=True)
class Source:
    """A file as it is examined: mapped or held, never copied whole.

    `buffer` is for looking at single places, `file` for what reads a file by itself.
    """

    buffer: bytes | mmap.mmap
    file: BinaryIO

    @classmethod
    def of(cls, data: bytes) -> Source:
        """A file that is held anyway."""
        return cls(data, io.BytesIO(data))

    @classmethod
    def mapped(cls, file: BinaryIO) -> Source:
        """An open file of the file system; the kernel holds of it what it has room for."""
        return cls(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), file)

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.buffer)

    @property
    def head(self) -> bytes:
        """The first 4 KiB."""
        return self.buffer[:4096]

    def rewound(self) -> BinaryIO:
        """The file, to be read from its beginning."""
        self.file.seek(0)
        return self.file


@dataclass(frozen=True)
class Reading:
    """What was read; `pages` is None where only a layout would tell, `thumbnail` where no page shows."""

    pages: int | None
    text: str
    thumbnail: bytes | None


@dataclass
class Text:
    """A text that grows until it is as long as may be kept."""

    _lines: list[str] = field(default_factory=list)
    _size: int = 0

    @property
    def is_full(self) -> bool:
        """Whether nothing more is kept."""
        return self._size >= MOST_TEXT

    @property
    def whole(self) -> str:
        """The text: NFC, old fonts repaired, no control characters, at most `MOST_TEXT` bytes."""
        return "\n".join(self._lines).encode()[:MOST_TEXT].decode(errors="ignore")

    def add(self, words: str) -> None:
        """Add what stands on a page, in a paragraph or in a cell."""
        if self.is_full:
            return
        # Half a surrogate pair is no character, and no database takes it.
        for line in clean_lines(words.encode(errors="ignore").decode()):
            self._lines.append(line)
            self._size += len(line.encode()) + 1


def as_jpeg(picture: Image.Image) -> bytes:
    """The picture as a small JPEG, on white where it is transparent."""
    if picture.mode in ("RGBA", "LA", "PA", "P"):
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    picture = picture.convert("RGB")
    picture.thumbnail((THUMBNAIL_WIDTH, THUMBNAIL_WIDTH * 4))
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=80)
    return stream.getvalue()
