"""Lists as files: the rows of a list by its columns, as CSV or XLSX, in memory that does not grow with them.

A list is declared once, as data (`actions.columns`): the heading of each column in both languages, and what
of a row stands in it. Who may have which rows is the affair of whoever reads them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Final, Generic, Protocol, TypeVar, cast

from actions import wiring
from documents.spreadsheets.writing import Cell, write_csv, write_xlsx

_IN_MEMORY: Final = 1_000_000
"""Bytes of a file that are kept in memory; what is longer goes to a temporary file."""

_PLAIN: Final = {str, int, Decimal, date, type(None)}
"""What stands in a cell as it is; a role, which is a text as well, stands there by its title."""

Row = TypeVar("Row")


class Named(Protocol):
    """What has a title in both languages."""

    @property
    def vi(self) -> str:
        """The Vietnamese title."""

    @property
    def en(self) -> str:
        """The English title."""


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column: its heading in both languages, what stands in it, and its width in characters."""

    vi: str
    en: str
    value: Callable[[Row], Cell | Named]
    width: int = 18


@dataclass(frozen=True)
class Listed(Generic[Row]):
    """A list that can be had as a file: the file's name, its title, its columns."""

    file: str
    vi: str
    en: str
    columns: tuple[Column[Row], ...]


def csv_of(rows: Iterable[Row], columns: Sequence[Column[Row]], language: str = "vi") -> IO[bytes]:
    """The rows as CSV in UTF-8 with its mark, at its beginning; to be closed by whoever reads it."""
    headings = [_title(column, language) for column in columns]
    return _written(lambda file: write_csv(file, headings, _cells(rows, columns, language)))


def xlsx_of(
    rows: Iterable[Row], columns: Sequence[Column[Row]], title: str, language: str = "vi"
) -> IO[bytes]:
    """The rows as a workbook, at its beginning; to be closed by whoever reads it.

    Raises:
        BadInput: there are more rows than a worksheet holds.
    """
    headings = [(_title(column, language), column.width) for column in columns]
    return _written(lambda file: write_xlsx(file, title, headings, _cells(rows, columns, language)))


def _written(write: Callable[[IO[bytes]], int]) -> IO[bytes]:
    """A temporary file with what is written, at its beginning; none is left open when that fails."""
    with ExitStack() as kept:
        file = kept.enter_context(tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))
        write(file)
        file.seek(0)
        kept.pop_all()
        return file


def _title(thing: Named | Column[Any], language: str) -> str:
    return thing.en if language == "en" and thing.en else thing.vi


def _cells(rows: Iterable[Row], columns: Sequence[Column[Row]], language: str) -> Iterator[tuple[Cell, ...]]:
    for row in rows:
        yield tuple(_cell(column.value(row), language) for column in columns)


def _cell(value: Cell | Named, language: str) -> Cell:
    if isinstance(value, datetime):
        return value.astimezone(wiring.ZONE).replace(tzinfo=None)
    if type(value) in _PLAIN:
        return cast(Cell, value)
    return _title(cast(Named, value), language)
