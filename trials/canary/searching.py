"""Searching bytes for secrets: as they are, as base64 and hex hide them, within what PDF and ZIP pack up."""

from __future__ import annotations

import base64
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import quote

_STREAM: Final = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_LEAST: Final = 12
"""Bytes that a form must have: a shorter one occurs by chance."""
_BEGINNING: Final = 7
_MOST: Final = 64 * 2**20
"""Bytes that are looked into at once; pieces overlap by the longest form."""


@dataclass(frozen=True)
class Hit:
    """A secret where it must not be."""

    canary: str
    place: str
    form: str
    around: str


@dataclass
class Place:
    """One kind of place: how many things were searched there, and how many bytes."""

    name: str
    things: int = 0
    bytes: int = 0


@dataclass
class Search:
    """What was looked for, where, and what was found.

    Args:
        canaries: the secrets by name.
    """

    canaries: Mapping[str, str]
    places: dict[str, Place] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)

    def look(self, place: str, name: str, data: bytes, *, but: Iterable[str] = ()) -> None:
        """Look into one thing of a place.

        Args:
            place: the kind of place.
            name: which thing of it.
            data: what it holds.
            but: the secrets that belong there.
        """
        seen = self.places.setdefault(place, Place(place))
        seen.things += 1
        seen.bytes += len(data)
        allowed = set(but)
        for piece in unpacked(data):
            # Many secrets of ours begin alike: each beginning is looked for once.
            is_there: dict[bytes, bool] = {}
            for canary, value in self.canaries.items():
                if canary in allowed:
                    continue
                for form, needle in forms(value).items():
                    begins = needle[:_BEGINNING]
                    if begins not in is_there:
                        is_there[begins] = begins in piece
                    if is_there[begins] and (at := piece.find(needle)) >= 0:
                        around = piece[max(0, at - 40) : at] + b"<" + canary.encode() + b">"
                        self.hits.append(Hit(canary, f"{place}: {name}", form, _printable(around)))

    def look_through(self, place: str, folder: Path, *, but: Iterable[str] = ()) -> None:
        """Look into every file of a folder, but for those named; one that vanishes meanwhile is none."""
        left_out = set(but)
        for path in sorted(folder.rglob("*")):
            name = str(path.relative_to(folder))
            if Path(name).parts[0] in left_out or path.is_symlink() or not path.is_file():
                continue
            try:
                for piece in pieces(path):
                    self.look(place, name, piece)
            except FileNotFoundError:
                continue


@lru_cache(maxsize=256)
def forms(value: str) -> dict[str, bytes]:
    """How a value may be written down: plain, in an address, as hex, as base64 at each of its beginnings."""
    plain = value.encode()
    found = {"plain": plain, "hex": plain.hex().encode()}
    if (quoted := quote(value, safe="").encode()) != plain:
        found["address"] = quoted
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + plain)
        # What its neighbours colour is cut off: the first and the last characters.
        found[f"base64/{shift}"] = coded[4 if shift else 0 : len(coded) - 4]
    return {form: needle for form, needle in found.items() if len(needle) >= min(_LEAST, len(plain))}


def pieces(path: Path) -> Iterator[bytes]:
    """A file, whole or in pieces that overlap."""
    with path.open("rb") as file:
        before = b""
        while piece := file.read(_MOST):
            yield before + piece
            before = piece[-1024:]


def unpacked(data: bytes) -> Iterator[bytes]:
    """The data, and what is packed up in them."""
    yield data
    if data.startswith(b"%PDF"):
        for stream in _STREAM.finditer(data):
            try:
                yield zlib.decompressobj().decompress(stream[1])
            except zlib.error:
                continue
    elif data.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for name in archive.namelist():
                    yield from unpacked(archive.read(name))
        except (zipfile.BadZipFile, zlib.error):
            return


def _printable(data: bytes) -> str:
    return re.sub(r"[^ -~]", ".", data.decode("latin-1"))
