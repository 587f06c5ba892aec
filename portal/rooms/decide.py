"""Deciding at a gate, with the paper beside the decision and what stands in the way before one clicks."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from actions import deciding, wiring
from models.deeds import Deed
from models.errors import BadInput, NotFound
from models.language import Verdict
from models.lifecycle import STAGES
from portal.notes import go
from portal.pages import show
from portal.refusals import OF_THE_FORM
from portal.rooms.task import VERDICTS
from portal.tongue import name_of, say
from portal.visits import Fields, Sent, Visit, entering

room = APIRouter()
"""`/tasks/{code}/decide/{gate}`."""

ToDecide = Annotated[Visit, entering(Deed.GATE_DECIDE)]

_CHANNEL: Final = "portal"


@room.get("/tasks/{code}/decide/{gate}", response_class=HTMLResponse)
def sheet(request: Request, visit: ToDecide, code: str, gate: str) -> Response:
    """The form of a decision."""
    return _sheet(request, visit, code, gate)


@room.post("/tasks/{code}/decide/{gate}", response_class=HTMLResponse)
def decide(request: Request, visit: ToDecide, code: str, gate: str, sent: Sent) -> Response:
    """Decide, and go on with what waits next."""
    try:
        verdict = _verdict(sent)
        with wiring.unit_of_work() as session:
            made = deciding.decide(
                session,
                code,
                gate,
                verdict,
                visit.actor,
                on=wiring.today(),
                comment=sent.text("comment", 5000),
                missing=_missing(sent) if verdict is Verdict.SUPPLEMENT else (),
                round_seen=sent.whole("round"),
                channel=_CHANNEL,
            )
    except NotFound:
        raise
    except OF_THE_FORM as refusal:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(refusal, BadInput) else HTTPStatus.CONFLICT
        typed = {**sent.values(), "lacking": "\n".join(sent.texts("lacking"))}
        return _sheet(request, visit, code, gate, trouble=refusal.reasons, typed=typed, status=status)
    said = f"{code}: {made.sentence}"
    if made.moved_to is not None:
        moved = name_of(visit.language, STAGES[made.moved_to])
        said += " " + say(visit.language, "Nhiệm vụ chuyển sang «%(stage)s».", stage=moved)
    return go(request, "/work", said)


def _verdict(sent: Fields) -> Verdict:
    try:
        return Verdict(sent.text("verdict", 20))
    except ValueError:
        raise BadInput("Hãy chọn một: phê duyệt, yêu cầu bổ sung, từ chối hoặc rút hồ sơ.") from None


def _missing(sent: Fields) -> list[str]:
    """What is missing: the papers that were ticked, and what was written, one line each."""
    return [*sent.texts("lacking"), *sent.text("missing", 5000).split("\n")]


def _sheet(
    request: Request,
    visit: Visit,
    code: str,
    gate: str,
    *,
    trouble: tuple[str, ...] = (),
    typed: Mapping[str, str] | None = None,
    status: int = HTTPStatus.OK,
) -> Response:
    """The form; where somebody decided meanwhile, the reasons alone."""
    try:
        with wiring.unit_of_work() as session:
            found = deciding.sheet(session, code, gate, visit.actor, wiring.today())
    except NotFound:
        raise
    except OF_THE_FORM as refusal:
        if not trouble:
            raise
        heading = say(visit.language, "Chưa làm được")
        sentences = tuple(dict.fromkeys((*trouble, *refusal.reasons)))
        return show(request, "error.html", visit, status=status, heading=heading, sentences=sentences)
    return show(
        request,
        "decide.html",
        visit,
        status=status,
        sheet=found,
        task=found.task,
        verdicts=VERDICTS,
        trouble=trouble,
        typed=typed or {},
        lacking=(typed or {}).get("lacking", "").split("\n"),
        beside=_beside(found),
    )


def _beside(found: deciding.Sheet) -> tuple[tuple[str, str], ...]:
    """The papers that can be read beside the decision: hash and name."""
    handed = [
        (paper.versions[0].sha256, paper.name.vi)
        for paper in found.handed_in
        if paper.versions[0].media_type == "application/pdf" and not paper.versions[0].withdrawn
    ]
    issued = [(paper.sha256, f"{paper.number} · {paper.name.vi}") for paper in found.issued if paper.sha256]
    return (*handed, *issued)
