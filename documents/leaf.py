"""One page with a few lines, as PDF: what rehearsals hand in where people would hand in papers.

It is a true PDF: our own typeface embedded, the text extracts as it was written, the same words make the same
bytes. The papers that the system itself issues come from `documents.typeset`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FACE = Path(__file__).parent / "templates" / "fonts" / "TripleHelixSerif-Regular.ttf"
_NAME = "TripleHelixSerif"
_A4 = "[0 0 595 842]"  # points
_SIZE, _LEADING, _LEFT, _TOP = 13, 20, 85, 770  # points: 30 mm from the left, as Decree 30/2020 has it
_WIDTH = 455  # points
_ONE_EM = 1000  # PDF states widths in thousandths of the size


@dataclass(frozen=True)
class _Face:
    """The typeface as a PDF needs it: its bytes, and the glyph and width of each character."""

    packed: bytes
    glyphs: Mapping[int, int]
    widths: Mapping[int, int]


@lru_cache(maxsize=1)
def _face() -> _Face:
    # Only rehearsals need it, and it loads for a while.
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped] # noqa: PLC0415 - it has no types

    with TTFont(_FACE) as font:
        per_em, advances = font["head"].unitsPerEm, font["hmtx"]
        named = font.getBestCmap()
        glyphs = {character: font.getGlyphID(name) for character, name in named.items()}
        widths = {
            glyphs[character]: round(advances[name][0] * _ONE_EM / per_em)
            for character, name in named.items()
        }
    return _Face(zlib.compress(_FACE.read_bytes(), 9), glyphs, widths)


def leaf(lines: Sequence[str]) -> bytes:
    """The page that says these lines, from the top; characters that the typeface lacks are left out."""
    face = _face()
    broken = [part for line in lines for part in _fitting(line, face)]
    coded = [[face.glyphs[ord(each)] for each in line if ord(each) in face.glyphs] for line in broken]
    written = set("".join(broken))
    used = {glyph: chr(code) for code, glyph in face.glyphs.items() if chr(code) in written}
    shown = "\n".join(f"<{''.join(f'{glyph:04X}' for glyph in line)}> Tj T*" for line in coded)
    page = f"BT /F {_SIZE} Tf {_LEADING} TL {_LEFT} {_TOP} Td\n{shown}\nET"
    widths = " ".join(f"{glyph} [{face.widths[glyph]}]" for glyph in sorted(used))
    return _file(
        (
            b"<< /Type /Catalog /Pages 2 0 R /Lang (vi) >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox {_A4} /Contents 4 0 R "
            "/Resources << /Font << /F 5 0 R >> >> >>".encode(),
            _stream(zlib.compress(page.encode())),
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{_NAME} /Encoding /Identity-H "
            "/DescendantFonts [6 0 R] /ToUnicode 9 0 R >>".encode(),
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{_NAME} /CIDToGIDMap /Identity "
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            f"/FontDescriptor 7 0 R /W [{widths}] >>".encode(),
            f"<< /Type /FontDescriptor /FontName /{_NAME} /Flags 4 "
            "/FontBBox [-200 -300 1200 1000] /ItalicAngle 0 "
            "/Ascent 891 /Descent -216 /CapHeight 662 /StemV 80 /FontFile2 8 0 R >>".encode(),
            _stream(face.packed),
            _stream(zlib.compress(_characters(used).encode())),
        )
    )


def _fitting(line: str, face: _Face) -> Iterator[str]:
    """The line, broken between words where it would run off the page."""
    room = _WIDTH * _ONE_EM / _SIZE
    begun = ""
    for word in line.split():
        longer = f"{begun} {word}" if begun else word
        if begun and sum(face.widths.get(face.glyphs.get(ord(each), 0), 0) for each in longer) > room:
            yield begun
            longer = word
        begun = longer
    yield begun


def _characters(used: Mapping[int, str]) -> str:
    """The map from glyphs back to characters, by which the text can be searched and copied."""
    pairs = sorted(used.items())
    hundreds = [pairs[at : at + 100] for at in range(0, len(pairs), 100)]  # no section may hold more
    sections = "\n".join(
        "\n".join(
            (
                f"{len(some)} beginbfchar",
                *(f"<{glyph:04X}> <{ord(each):04X}>" for glyph, each in some),
                "endbfchar",
            )
        )
        for some in hundreds
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{sections}\nendcmap CMapName currentdict /CMap defineresource pop end end"
    )


def _stream(packed: bytes) -> bytes:
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)


def _file(objects: Iterable[bytes]) -> bytes:
    """The objects in their order, and the table that says where each begins."""
    file, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, each in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(places) + 1
    file += (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(file)}\n%%EOF\n"
    ).encode()
    return bytes(file)
