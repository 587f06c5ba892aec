"""What a paper says, block by block, read from its own page of HTML: the page that its PDF is set from.

So a twin cannot say anything else than its PDF. A word that stands outside of every block, or a block that is
not known, is an error and never a loss.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

_VOID = frozenset({"br", "col", "meta"})
_INLINE = frozenset({"b", "strong", "i", "em", "span"})
_RULE_OF_A_THIRD = 0.4
"""How long the line below a body's name or a subject is, of its text: a third to a half (Decree 30)."""
_SPACES = re.compile(r"[ \t\r\n]+")
_PERCENT = re.compile(r"width:\s*(\d+(?:\.\d+)?)%")


@dataclass(frozen=True)
class Run:
    """Words in one hand; where the paper itself breaks a line they hold a line feed."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Line:
    """A paragraph: its kind (of `looks.LOOKS`), its words, the line below it as a share of its text."""

    look: str
    runs: tuple[Run, ...] = ()
    rule: float = 0

    @property
    def text(self) -> str:
        """Its words alone."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Cell:
    """A cell of a table, over one column or more."""

    line: Line
    span: int = 1


@dataclass(frozen=True)
class Grid:
    """A ruled table: the shares of its columns in percent, the head that is repeated, the rows."""

    widths: tuple[float, ...]
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Columns:
    """Texts side by side, without rules: the letterhead, the signatures. Shares in percent."""

    widths: tuple[float, ...]
    rows: tuple[tuple[tuple[Line, ...], ...], ...]


Block = Line | Grid | Columns


@dataclass(frozen=True)
class Section:
    """The paper itself, or an annex, which begins a page of its own."""

    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass
class _Element:
    tag: str
    attributes: dict[str, str]
    children: list[_Element | str] = field(default_factory=list)

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(self.attributes.get("class", "").split())

    @property
    def style(self) -> str:
        return self.attributes.get("style", "")

    def elements(self) -> Iterator[_Element]:
        return (each for each in self.children if isinstance(each, _Element))

    def all(self, tag: str) -> Iterator[_Element]:
        for each in self.elements():
            if each.tag == tag:
                yield each
            yield from each.all(tag)


class _Reader(HTMLParser):
    """Our own pages close what they open; what does not is an error."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = _Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if self._open[-1].tag != tag:
            raise ValueError(f"<{self._open[-1].tag}> is closed by </{tag}>")
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def sections_of(page: str) -> tuple[Section, ...]:
    """The paper and its annexes, as the page has them.

    Raises:
        ValueError: the page has words outside of every block, or an element that is not known.
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    body = next(reader.root.all("body"))
    annexes = [each for each in body.elements() if each.tag == "section"]
    rest = replace(body, children=[each for each in body.children if each not in annexes])
    return (
        Section(_kept_together(_blocks(rest, "Body"))),
        *(
            Section(_kept_together(_blocks(annex, "Body")), landscape="landscape" in annex.classes)
            for annex in annexes
        ),
    )


def title_of(page: str) -> str:
    """What the page calls itself, as the PDF does: type, number and subject."""
    return html.unescape(page.partition("<title>")[2].partition("</title>")[0])


_BY_CLASS = {
    "state": "State", "motto": "Motto", "superior": "Superior", "body-name": "Issuer", "number": "Number",
    "about": "About", "place-date": "PlaceDate", "subject": "Subject", "authority": "Authority",
    "addressed": "Addressed", "ground": "Ground", "enacting": "Enacting", "centred": "Centred",
    "plain": "Plain", "party-name": "PartyName", "signer": "Signer", "signer-name": "SignerName",
    "annex-of": "AnnexOf", "watermark": "Draft", "sigbox": "SigningRoom",
}  # fmt: skip
"""The kind of a paragraph by its class; one without any has that of the place where it stands."""
_BY_TAG = {"h1": "TypeName", "h2": "Part"}
_IN = {
    "party": "PartyLine", "recipients": "Recipient", "addressed": "AddressedTo", "annex": "Annex",
    "contract": "Contract",
}  # fmt: skip
_THERE = {
    ("Recipient", "label"): "RecipientsLabel",
    ("Annex", "h1"): "AnnexName", ("Annex", "subject"): "AnnexTitle", ("Annex", ""): "Body",
    ("Contract", "number"): "ContractNumber", ("Contract", "subject"): "ContractSubject",
    ("Contract", ""): "Body",
}  # fmt: skip
"""Kinds that depend on the place, too: (place, class or tag; nothing for a paragraph without any)."""


def _blocks(element: _Element, place: str) -> Iterator[Block]:
    place = next((_IN[each] for each in element.classes if each in _IN), place)
    for child in element.children:
        if isinstance(child, str):
            if child.strip():
                raise ValueError(f"words outside of every block: {child.strip()!r}")
        elif child.tag in {"p", "h1", "h2"} or {"watermark", "sigbox"} & set(child.classes):
            yield _line(child, _look(child, place))
        elif child.tag == "table":
            yield _grid(child)
        elif {"letterhead", "signatures"} & set(child.classes):
            yield _columns(child)
        elif child.tag == "div" and "addressed" in child.classes:
            yield _addressed(child)
        elif child.tag in {"div", "main"}:
            yield from _blocks(child, place)
        else:
            raise ValueError(f"<{child.tag}> is no block that a twin knows")


def _look(element: _Element, place: str) -> str:
    named = [*element.classes, element.tag]
    for each in named:
        if (place, each) in _THERE:
            return _THERE[place, each]
    if "text-align: right" in element.style:
        return "Form"
    if "article" in element.classes:
        return "ArticleTitle" if "break-after: avoid" in element.style else "Body"
    kind = next((_BY_CLASS[each] for each in named if each in _BY_CLASS), None) or _BY_TAG.get(element.tag)
    return kind or _THERE.get((place, ""), place)


def _line(element: _Element, look: str) -> Line:
    inner = [each for each in element.elements() if each.tag == "span"]
    rule = (
        1.0 if look == "Motto" else _RULE_OF_A_THIRD if any("rule-third" in s.classes for s in inner) else 0
    )
    return Line(look, _tidied(_runs(element, Run(""))), rule)


def _runs(element: _Element, hand: Run) -> Iterator[Run]:
    for child in element.children:
        if isinstance(child, str):
            yield replace(hand, text=_SPACES.sub(" ", child))
        elif child.tag == "br":
            yield replace(hand, text="\n")
        elif child.tag in _INLINE:
            yield from _runs(
                child,
                replace(
                    hand,
                    bold=hand.bold or child.tag in {"b", "strong"},
                    italic=hand.italic or child.tag in {"i", "em"},
                ),
            )
        else:
            raise ValueError(f"<{child.tag}> within a paragraph")


def _tidied(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Runs of one hand in one, no space at the ends, none around a break, no two in a row."""
    joined: list[Run] = []
    for run in runs:
        before = joined[-1].text[-1:] if joined else "\n"
        text = re.sub(r" ?\n ?", "\n", run.text)
        if before in {" ", "\n"}:
            text = text.removeprefix(" ")
        if not text:
            continue
        if text.startswith("\n") and before == " ":
            joined[-1] = replace(joined[-1], text=joined[-1].text[:-1])
        if joined and (joined[-1].bold, joined[-1].italic) == (run.bold, run.italic):
            joined[-1] = replace(joined[-1], text=joined[-1].text + text)
        else:
            joined.append(replace(run, text=text))
    while joined and not joined[-1].text.rstrip(" \n"):
        joined.pop()
    if joined:
        joined[-1] = replace(joined[-1], text=joined[-1].text.rstrip(" \n"))
    return tuple(joined)


_SIDES = {"left": "CellLeft", "center": "CellCenter", "right": "CellRight"}


def _grid(table: _Element) -> Grid:
    widths = tuple(float(found[1]) for col in table.all("col") if (found := _PERCENT.search(col.style)))
    head, *rows = (
        tuple(_cell(each, bold="total" in row.classes) for each in row.elements()) for row in table.all("tr")
    )
    return Grid(widths, head, tuple(rows))


def _cell(element: _Element, *, bold: bool) -> Cell:
    side = next((_SIDES[each] for each in element.classes if each in _SIDES), "CellLeft")
    line = _line(element, "Head" if element.tag == "th" else side)
    if bold:
        line = replace(line, runs=tuple(replace(run, bold=True) for run in line.runs))
    return Cell(line, int(element.attributes.get("colspan", "1")))


_LETTERHEAD = (37.5, 62.5)


def _columns(element: _Element) -> Columns:
    rows = tuple(
        tuple(tuple(_lines(cell)) for cell in row.elements())
        for row in element.elements()
        if "row" in row.classes
    )
    across = len(rows[0])
    widths = _LETTERHEAD if "letterhead" in element.classes else (100 / across,) * across
    return Columns(widths, rows)


_ADDRESSED = (30.0, 70.0)


def _addressed(element: _Element) -> Columns:
    label, bodies = element.elements()
    named = tuple(_line(each, "AddressedTo") for each in bodies.elements())
    return Columns(_ADDRESSED, (((_line(label, "AddressedLabel"),), named),))


def _lines(cell: _Element) -> Iterator[Line]:
    for block in _blocks(cell, "Body"):
        if not isinstance(block, Line):
            raise TypeError(f"a {type(block).__name__.lower()} within a column")
        yield block


def _kept_together(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """What stands on one page: a party, the recipients, a table or the signatures with the text before."""
    kept = list(blocks)
    for here, after in enumerate(kept[1:]):
        before = kept[here]
        if not isinstance(before, Line):
            continue
        follows = after.look if isinstance(after, Line) else ""
        if before.look == "Body" and not follows:
            kept[here] = replace(before, look="BodyKept")
        elif before.look == "PartyLine" and follows != "PartyLine":
            kept[here] = replace(before, look="Plain")
        elif before.look == "Recipient" == follows:
            kept[here] = replace(before, look="RecipientKept")
    return tuple(kept)
