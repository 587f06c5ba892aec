"""Changes of process: the versions side by side, a dry run in words, applying it in parts, taking it back."""

from __future__ import annotations

from http import HTTPStatus
from itertools import islice
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from actions import changing, changing_report, wiring
from actions.changing import Told
from models import lifecycle
from models.changing import Plan
from models.deeds import Deed
from portal import exports
from portal.pages import show
from portal.refusals import OF_THE_FORM
from portal.visits import Sent, Visit, entering

room = APIRouter()
"""`/process`."""

ToChange = Annotated[Visit, entering(Deed.PROCESS_CHANGE)]
Number = Annotated[int, Path(ge=1, le=2**53)]
PAGE: Final = 50
"""Tasks told on a page."""
PART: Final = 300
"""Tasks moved before the page answers: nobody waits longer for it than for any other."""


@room.get("/process", response_class=HTMLResponse)
def versions(request: Request, visit: ToChange) -> Response:
    """The versions, who lives by them, and the changes that were made."""
    return _front(request, visit)


def _front(
    request: Request, visit: Visit, trouble: tuple[str, ...] = (), typed: dict[str, str] | None = None
) -> HTMLResponse:
    with wiring.unit_of_work() as session:
        found = changing.versions(session, visit.actor)
        made = changing.changes(session, visit.actor)
    return show(
        request,
        "process.html",
        visit,
        status=HTTPStatus.CONFLICT if trouble else HTTPStatus.OK,
        versions=found,
        changes=made,
        choices=[(each.code, f"{each.code} · {each.vi}") for each in lifecycle.versions()],
        trouble=trouble,
        typed=typed or {},
    )


def _plan(old: str, new: str, stages: str, codes: str) -> Plan:
    return changing.plan_of(old, new, changing.paired(stages), changing.paired(codes))


@room.get("/process/trial", response_class=HTMLResponse)
def trial(
    request: Request,
    visit: ToChange,
    old: str = "",
    new: str = "",
    stages: str = "",
    codes: str = "",
    after: str = "",
) -> Response:
    """What the change would do to each task, a page of them in words, or all of them as a file."""
    asked = {"old": old[:100], "new": new[:100], "stages": stages[:2000], "codes": codes[:2000]}
    try:
        plan = _plan(**asked)
    except OF_THE_FORM as refusal:
        return _front(request, visit, refusal.reasons, asked)
    with wiring.unit_of_work() as session:
        found = changing.dry_run(session, plan, visit.actor, wiring.today(), after=after[:100])
        if exports.wanted(request):
            return exports.answer(request, visit, changing_report.FINDINGS, found)
        mark = changing.mark(session)
        shown = list(islice(found, PAGE + 1))
    more = len(shown) > PAGE
    following = {**asked, "after": shown[PAGE - 1].task.code} if more else {}
    return show(
        request,
        "process_trial.html",
        visit,
        plan=plan,
        asked=asked,
        mark=mark,
        findings=shown[:PAGE],
        following=urlencode(following),
        first=not after,
    )


@room.post("/process/changes", response_class=HTMLResponse)
def begin(request: Request, visit: ToChange, sent: Sent) -> Response:
    """Put a change on record and move the first part of its tasks."""
    asked = {name: sent.text(name, 2000) for name in ("old", "new", "stages", "codes")}
    try:
        plan = _plan(**asked)
        with wiring.unit_of_work() as session:
            tried = sent.whole("mark")
            number = changing.begin(session, plan, visit.actor, wiring.today(), tried=tried)
    except OF_THE_FORM as refusal:
        return _front(request, visit, refusal.reasons, asked)
    return _moved(request, visit, number, "")


@room.post("/process/changes/{number}/apply", response_class=HTMLResponse)
def go_on(request: Request, visit: ToChange, sent: Sent, number: Number) -> Response:
    """Move the next part of a change's tasks."""
    return _moved(request, visit, number, sent.text("after", 100))


def _moved(request: Request, visit: Visit, number: int, after: str) -> Response:
    try:
        told = list(islice(changing.apply(number, visit.actor, wiring.today(), after=after), PART))
    except OF_THE_FORM as refusal:
        return _front(request, visit, refusal.reasons)
    following = told[-1].code if len(told) == PART else ""
    return _told(request, visit, number, told, following, undone=False)


@room.post("/process/changes/{number}/undo", response_class=HTMLResponse)
def undo(request: Request, visit: ToChange, number: Number) -> Response:
    """Take a change back, as far as nothing was decided since."""
    try:
        told = list(changing.undo(number, visit.actor, wiring.today()))
    except OF_THE_FORM as refusal:
        return _front(request, visit, refusal.reasons)
    return _told(request, visit, number, told, "", undone=True)


def _told(
    request: Request, visit: Visit, number: int, told: list[Told], following: str, *, undone: bool
) -> Response:
    return show(
        request,
        "process_told.html",
        visit,
        number=number,
        done=sum(each.done for each in told),
        left=sum(not each.done for each in told),
        worth=[each for each in told if each.again or not each.done],
        following=following,
        undone=undone,
    )
