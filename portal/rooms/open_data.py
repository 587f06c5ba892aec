"""Open data: for anybody, without an account; files, the catalogue, and the door of harvesters (OAI-PMH)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from typing import IO, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, StreamingResponse
from starlette.responses import Response

from actions import open_data, walls, wiring
from actions.open_data import Edition
from models.publishing import DATASETS
from portal.knocking import TOO_MANY, too_often
from portal.pages import show
from portal.tongue import say
from portal.visits import Sent, language_of, visitor_now

room = APIRouter()
"""`/open`, `/open/catalogue.jsonld`, `/open/{dataset}.csv`, `/open/{dataset}.json`, `/open/oai`."""

TRIES: Final = 600
"""Requests that one address may send in five minutes: two a second are enough for a harvester."""
_WAIT: Final = "300"
"""Seconds after which whoever asked too often may ask again."""
_CHUNK: Final = 65_536
"""Bytes sent at a time."""
_ANYBODY: Final = {"Access-Control-Allow-Origin": "*"}
"""Pages of others may read open data; nothing here depends on who is asking."""


@room.get("/open", response_class=HTMLResponse)
def front(request: Request) -> Response:
    """What there is, and where."""
    visit = visitor_now(request)
    language = visit.language if visit else language_of(request)
    return show(
        request,
        "open_data.html",
        visit,
        datasets=DATASETS.values(),
        says={each.code: each.says_en if language == "en" else each.says_vi for each in DATASETS.values()},
        licence=wiring.settings().open_licence.strip(),
        unlicensed=say(language, "Cơ quan công bố chưa nêu giấy phép; hãy hỏi trước khi dùng lại."),
    )


@room.get("/open/catalogue.jsonld")
def catalogue(request: Request) -> Response:
    """The catalogue (DCAT-AP)."""
    if (refused := _often(request)) is not None:
        return refused
    with walls.open_to_all(), wiring.unit_of_work() as session:
        made = open_data.edition(session, wiring.today())
        if (known := _known(request, made, "catalogue")) is not None:
            return known
        told = open_data.catalogue(session, wiring.today())
    return Response(
        json.dumps(told, ensure_ascii=False, indent=2),
        media_type="application/ld+json",
        headers=_headers(made, "catalogue"),
    )


@room.get("/open/oai")
def harvest(request: Request) -> Response:
    """A harvester asks (OAI-PMH 2.0)."""
    return _harvested(request, {name: request.query_params.getlist(name) for name in request.query_params})


@room.post("/open/oai")
def harvest_by_post(request: Request, sent: Sent) -> Response:
    """The same by POST, as the protocol allows; nothing is changed by it."""
    return _harvested(request, {name: list(sent.texts(name)) for name in sent.values()})


@room.get("/open/{code}.{kind}")
def dataset(request: Request, code: str, kind: str) -> Response:
    """A data set as a file."""
    if (refused := _often(request)) is not None:
        return refused
    found = open_data.dataset_of(code if kind in open_data.KINDS else f"{code}.{kind}")
    on, name = wiring.today(), f"{code}.{kind}"
    with walls.open_to_all(), wiring.unit_of_work() as session:
        made = open_data.edition(session, on)
    if (known := _known(request, made, name)) is not None:
        return known
    with walls.open_to_all():
        file = open_data.file_of(found, kind, on)
    headers = _headers(made, name) | {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_sent(file), media_type=open_data.KINDS[kind], headers=headers)


def _harvested(request: Request, asked: dict[str, list[str]]) -> Response:
    if (refused := _often(request)) is not None:
        return refused
    with walls.open_to_all(), wiring.unit_of_work() as session:
        told = open_data.harvested(session, asked, wiring.today())
    return Response(told, media_type="text/xml; charset=utf-8", headers=_ANYBODY)


def _often(request: Request) -> Response | None:
    if not too_often(request, "open", TRIES):
        return None
    return Response(
        TOO_MANY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        media_type="text/plain; charset=utf-8",
        headers={"Retry-After": _WAIT},
    )


def _known(request: Request, made: Edition, name: str) -> Response | None:
    """An answer without a body, where the client has this edition already."""
    tags = request.headers.get("if-none-match", "")
    if tags:
        same = tags.strip() == "*" or _tag(made, name) in (each.strip() for each in tags.split(","))
    else:
        since = _moment(request.headers.get("if-modified-since", ""))
        same = since is not None and made.modified.replace(microsecond=0) <= since
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=_headers(made, name)) if same else None


def _moment(said: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(said)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _tag(made: Edition, name: str) -> str:
    return f'"{made.tag}-{name}"'


def _headers(made: Edition, name: str) -> dict[str, str]:
    return {
        **_ANYBODY,
        "ETag": _tag(made, name),
        "Last-Modified": format_datetime(made.modified.astimezone(UTC), usegmt=True),
        "Cache-Control": "public, no-cache",
    }


def _sent(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk
