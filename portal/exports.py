"""Any list of the portal as a file: `?as=xlsx` or `?as=csv` on the address that filters it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Final, TypeVar

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


def _sent(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk
