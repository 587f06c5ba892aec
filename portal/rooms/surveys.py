"""Surveys of enterprises: the department's rooms, and the form that stands behind a link for anybody."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from actions import columns, kept_columns, surveys, wiring
from actions.filled_form import checked
from actions.surveys import Made, Stand, SurveyForm
from models import provinces
from models.deeds import Deed, may
from models.errors import BadInput, NotFound, Refused, TripleHelixError
from models.listing.words import FIELDS
from models.surveys import FORM_2026, FORMS, LEVELS, MOST_NEEDS, SCALE, Willing, comma
from portal import exports
from portal.knocking import TOO_MANY, too_often
from portal.notes import go
from portal.pages import show
from portal.tongue import marked, name_of, say
from portal.visits import Sent, Visit, entering, language_of

room = APIRouter()
"""`/surveys`, `/surveys/{code}` and what is sent from there; `/survey/{key}`, which is open by its key."""

ToSee = Annotated[Visit, entering(Deed.SURVEY_SEE)]
ToKeep = Annotated[Visit, entering(Deed.SURVEY_KEEP)]

TRIES: Final = 60
"""Times that one address may open or send a form in five minutes: offices share an address."""
STANDS: Final = {
    Stand.DRAFT: marked("Chưa mở"),
    Stand.OPEN: marked("Đang nhận trả lời"),
    Stand.CLOSED: marked("Đã hết hạn"),
}
"""How far surveys have come, as the page calls it."""


@room.get("/surveys", response_class=HTMLResponse)
def listed(request: Request, visit: ToSee, page: int = 1) -> Response:
    """List the surveys."""
    page = min(max(page, 1), 1000)
    with wiring.unit_of_work() as session:
        search = partial(surveys.surveys, session, visit.actor, wiring.today())
        if exports.wanted(request):
            found = exports.every(lambda number: search(page=number))
            return exports.answer(request, visit, kept_columns.SURVEYS, found)
        rows, more = search(page=page)
    return show(
        request,
        "surveys.html",
        visit,
        rows=rows,
        at=page,
        more=more,
        stands=STANDS,
        keeps=may(visit.actor, Deed.SURVEY_KEEP),
    )


@room.get("/surveys/new", response_class=HTMLResponse)
def new(request: Request, visit: ToKeep) -> Response:
    """The form of a new survey."""
    return _form(request, visit, {"province": wiring.settings().province, "form": FORM_2026.code})


@room.post("/surveys/new", response_class=HTMLResponse)
def draft(request: Request, visit: ToKeep, sent: Sent) -> Response:
    """Put a survey on record."""
    return _drafted(request, visit, sent)


@room.get("/surveys/{code}", response_class=HTMLResponse)
def one(request: Request, visit: ToSee, code: str, page: int = 1) -> Response:
    """One survey with its summary; or the summary as a file."""
    if exports.wanted(request):
        with wiring.unit_of_work() as session:
            found = surveys.page(session, code, visit.actor, wiring.today())
        return exports.answer(request, visit, surveys.SUMMARY, surveys.summary_lines(found.summary))
    return _page(request, visit, code, number=min(max(page, 1), 1000))


@room.get("/surveys/{code}/edit", response_class=HTMLResponse)
def edit(request: Request, visit: ToKeep, code: str) -> Response:
    """The form of a survey that stands."""
    with wiring.unit_of_work() as session:
        file, row = surveys.survey_of(session, code)
        typed = {
            "title": file.title,
            "province": file.province,
            "form": row.form,
            "opens_on": f"{row.opens_on:%d/%m/%Y}",
            "closes_on": f"{row.closes_on:%d/%m/%Y}",
        }
    return _form(request, visit, typed, code)


@room.post("/surveys/{code}/edit", response_class=HTMLResponse)
def redraft(request: Request, visit: ToKeep, sent: Sent, code: str) -> Response:
    """Change a survey: its days, and more while nobody was asked."""
    return _drafted(request, visit, sent, code)


@room.post("/surveys/{code}/links", response_class=HTMLResponse)
def invite(request: Request, visit: ToKeep, sent: Sent, code: str) -> Response:
    """Ask enterprises: by mail where there is an address, else with a link that is shown once."""
    typed = {"invitees": sent.text("invitees")}
    try:
        with wiring.unit_of_work() as session:
            made = surveys.invite(
                session,
                code,
                surveys.invitees_in(typed["invitees"]),
                visit.actor,
                on=wiring.today(),
                by_mail=not sent.ticked("by_hand"),
            )
    except (BadInput, Refused) as refusal:
        return _page(request, visit, code, refusal, typed)
    if any(each.link for each in made):
        return _page(request, visit, code, made=made)
    said = say(visit.language, "Đã gửi phiếu cho %(count)s đơn vị qua thư điện tử.", count=len(made))
    return go(request, _path(code), said)


@room.post("/surveys/{code}/summary", response_class=HTMLResponse)
def sum_up(request: Request, visit: ToKeep, code: str) -> Response:
    """Issue the summary report."""
    try:
        with wiring.unit_of_work() as session:
            number = surveys.issue_summary(session, code, visit.actor, on=wiring.today()).number_text
    except (BadInput, Refused) as refusal:
        return _page(request, visit, code, refusal)
    return go(request, _path(code), say(visit.language, "Đã lập báo cáo số %(number)s.", number=number))


@room.get("/survey/{key}", response_class=HTMLResponse)
def opened(request: Request, key: str) -> Response:
    """The form behind a link, for whoever holds it."""
    return _often(request) or _answering(request, key, {})


@room.post("/survey/{key}", response_class=HTMLResponse)
def answer(request: Request, key: str, sent: Sent) -> Response:
    """Take an answer; refused, the form comes back with every reason and all that was typed."""
    if (refused := _often(request)) is not None:
        return refused
    typed: dict[str, str] = {}
    try:
        typed = {name: sent.text(name) for name in sent.values()}
        with wiring.unit_of_work() as session:
            surveys.answer(session, key, typed, on=wiring.today())
    except (BadInput, Refused) as refusal:
        return _answering(request, key, typed or dict(sent.values()), refusal)
    return _answering(request, key, {}, thanks=True)


def _often(request: Request) -> HTMLResponse | None:
    if not too_often(request, "survey", TRIES):
        return None
    heading = say(language_of(request), marked("Quá nhiều lần thử"))
    status = HTTPStatus.TOO_MANY_REQUESTS
    return show(request, "error.html", status=status, heading=heading, sentences=(TOO_MANY,))


def _answering(
    request: Request,
    key: str,
    typed: Mapping[str, str],
    refusal: TripleHelixError | None = None,
    *,
    thanks: bool = False,
) -> HTMLResponse:
    language = language_of(request)
    with wiring.unit_of_work() as session:
        found = surveys.looked_at(session, key, wiring.today())
    return show(
        request,
        "survey_answer.html",
        status=_status(refusal),
        key=key,
        found=found,
        thanks=thanks,
        typed=typed,
        trouble=refusal.reasons if refusal else (),
        fields=[(code, name_of(language, columns.field_name(code))) for code in FIELDS],
        scale=[(str(mark), en if language == "en" else vi) for mark, (vi, en) in SCALE.items()],
        willing=[(each.value, name_of(language, each)) for each in Willing],
        numbers=range(1, MOST_NEEDS + 1),
    )


def _path(code: str) -> str:
    return f"/surveys/{quote(code, safe='')}"


def _status(refusal: TripleHelixError | None) -> HTTPStatus:
    if refusal is None:
        return HTTPStatus.OK
    return HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(refusal, BadInput) else HTTPStatus.CONFLICT


def _drafted(request: Request, visit: Visit, sent: Sent, code: str = "") -> Response:
    names = ("title", "province", "form", "opens_on", "closes_on")
    typed = {name: sent.text(name, 2000) for name in names}
    try:
        with wiring.unit_of_work() as session:
            form = checked(typed, SurveyForm)
            known = surveys.draft(session, form, visit.actor, on=wiring.today(), code=code)
    except (BadInput, Refused, NotFound) as refusal:
        return _form(request, visit, typed, code, refusal)
    return go(request, _path(known), say(visit.language, "Đã lưu khảo sát %(code)s.", code=known))


def _form(
    request: Request,
    visit: Visit,
    typed: Mapping[str, str],
    code: str = "",
    refusal: TripleHelixError | None = None,
) -> HTMLResponse:
    return show(
        request,
        "survey_form.html",
        visit,
        status=_status(refusal),
        code=code,
        path=_path(code) if code else "/surveys",
        typed=typed,
        forms=[(each.code, f"{each.code}: {name_of(visit.language, each)}") for each in FORMS.values()],
        provinces=[(each.name, each.name) for each in provinces.standing(wiring.today())],
        trouble=refusal.reasons if refusal else (),
    )


def _page(
    request: Request,
    visit: Visit,
    code: str,
    refusal: TripleHelixError | None = None,
    typed: Mapping[str, str] | None = None,
    *,
    made: tuple[Made, ...] = (),
    number: int = 1,
) -> HTMLResponse:
    with wiring.unit_of_work() as session:
        found = surveys.page(session, code, visit.actor, wiring.today(), number=number)
    return show(
        request,
        "survey.html",
        visit,
        status=_status(refusal),
        view=found,
        path=_path(code),
        stands=STANDS,
        levels=LEVELS,
        comma=comma,
        made=made,
        trouble=refusal.reasons if refusal else (),
        typed=typed or {},
    )
