"""Any list of the portal as a file: `?as=xlsx` or `?as=csv` on the address that filters it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from typing import IO, Final, Protocol, TypeVar

from fastapi import Request
from fastapi.responses import StreamingResponse

from actions import exports, wiring
from actions.exports import Listed
from portal.visits import Visit

_KINDS: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_CHUNK: Final = 65_536
"""Bytes sent at a time."""

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)


def wanted(request: Request) -> bool:
    """Whether the address asks for the list as a file."""
    return request.query_params.get("as") in _KINDS


def answer(request: Request, visit: Visit, listed: Listed[Row], rows: Iterable[Row]) -> StreamingResponse:
    """Answer with the list as the file that the address asks for; all rows are read before the first byte.

    So a list that cannot be read is an error page, and never half a file.

    Raises:
        BadInput: there are more rows than a worksheet holds.
    """
    kind = request.query_params["as"]
    if kind == "csv":
        file = exports.csv_of(rows, listed.columns, visit.language)
    else:
        title = listed.en if visit.language == "en" else listed.vi
        file = exports.xlsx_of(rows, listed.columns, title, visit.language)
    name = f"{listed.file}-{wiring.today():%Y%m%d}.{kind}"
    return StreamingResponse(
        _sent(file),
        media_type=_KINDS[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class Page(Protocol[Row_co]):
    """Some rows of a list, and whether there are more."""

    @property
    def rows(self) -> Sequence[Row_co]:
        """The rows of this page."""

    @property
    def more(self) -> bool:
        """Whether there is another page."""


def every(page: Callable[[int], Page[Row] | tuple[Sequence[Row], bool]]) -> Iterator[Row]:
    """All rows of a list that is read page by page, by the page's number."""
    for number in count(1):
        found = page(number)
        rows, more = found if isinstance(found, tuple) else (found.rows, found.more)
        yield from rows
        if not more:
            return


def _sent(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk
