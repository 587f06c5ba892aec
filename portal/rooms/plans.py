"""Plans: a province's board, one plan, writing and importing plans, their targets, figures as published."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session
from starlette.responses import Response

from actions import steering, wiring
from actions.steering import columns, keeping, reading, taking_in
from actions.steering.lines import TargetLine, WorkLine
from actions.steering.sheet import FiguresForm, PlanForm, filled
from models import deeds, provinces
from models.deeds import Deed
from models.errors import BadInput, NotFound, Refused, TripleHelixError
from models.listing.plans import PlanHead
from models.steering.figures import Part
from models.steering.plans import PlanKey
from models.steering.statuses import Status
from models.steering.tallies import figure_vi
from portal import exports
from portal.notes import go
from portal.pages import show
from portal.rooms.plan_forms import (
    PLAN,
    Entry,
    Number,
    reasons_of,
    show_form,
    status_of,
    with_choices,
)
from portal.tongue import day, marked, name_of, say
from portal.visits import Fields, Sent, Visit, entering

room = APIRouter()
"""`/plans`, `/plans/new`, `/plans/import`, `/plans/figures`, `/plans/{number}`."""

ToSee = Annotated[Visit, entering(Deed.PLAN_SEE)]
ToKeep = Annotated[Visit, entering(Deed.PLAN_KEEP)]

PAGE: Final = 50
"""Targets and work on a page of a plan."""
FIRST: Final = 15
"""Lines of the board's lists; the plans hold all."""
SHOWN: Final = 50
"""Records, rejected rows and actions that a page tells."""
LARGEST: Final = 5_000_000
"""Bytes of an uploaded list of plans."""


@room.get("/plans", response_class=HTMLResponse)
def board(request: Request, visit: ToSee, province: str = "", year: str = "", on: str = "") -> Response:
    """The board of a province and year as of a day; or its targets or work as a file."""
    refusal: TripleHelixError | None = None
    today = wiring.today()
    try:
        name, wanted, as_of = _asked(province, year, on, today)
    except BadInput as wrong:
        refusal, (name, wanted, as_of) = wrong, _asked("", "", "", today)
    with wiring.unit_of_work() as session:
        found = steering.board(session, name, wanted, as_of)
        if exports.wanted(request):
            return _exported(request, visit, found.target_lines, found.work_lines)
        computed = steering.indicators(session, name, as_of)
        years = reading.years(session, name, as_of)
        known = reading.planning_provinces(session, as_of, wiring.settings().province)

    def address(list_: str, kind: str) -> str:
        asked = {"province": found.province, "year": found.year, "on": day(as_of), "list": list_, "as": kind}
        return f"/plans?{urlencode(asked)}"

    return show(
        request,
        "plans.html",
        visit,
        status=status_of(refusal),
        trouble=reasons_of(refusal),
        board=found,
        indicators=computed,
        years=[(str(each), str(each)) for each in sorted({*years, found.year}, reverse=True)],
        provinces=[(each, each) for each in sorted({*known, found.province})],
        address=address,
        path_of=_path_of,
        what_of=_what_of,
        figure=figure_vi,
        first=FIRST,
        shown=SHOWN,
        keeps=deeds.may(visit.actor, Deed.PLAN_KEEP),
        does=deeds.may(visit.actor, Deed.WORK_ITEM_DO),
        measured=deeds.may(visit.actor, Deed.KPI_SEE),
    )


def _asked(province: str, year: str, on: str, today: date) -> tuple[str, int, date]:
    """Which board is wanted: of the own province, this year, today, where the address does not say.

    Raises:
        BadInput: there is no such province, year or day.
    """
    as_of = wiring.parse_day(on) if on.strip() else today
    name = provinces.successor(province or wiring.settings().province, as_of)
    if year.strip() and not (year.isascii() and year.isdigit() and len(year) == len("2026")):
        raise BadInput(f"«{year}» không phải là năm.")
    return name, int(year) if year.strip() else as_of.year, as_of


def _path_of(line: TargetLine | WorkLine) -> str:
    return f"/targets/{line.number}" if isinstance(line, TargetLine) else f"/work-items/{line.number}"


def _what_of(line: TargetLine | WorkLine) -> str:
    return line.title if isinstance(line, TargetLine) else line.what


def _exported(
    request: Request, visit: Visit, targets: tuple[TargetLine, ...], work: tuple[WorkLine, ...]
) -> Response:
    if request.query_params.get("list") == "work":
        return exports.answer(request, visit, columns.WORK, work)
    return exports.answer(request, visit, columns.TARGETS, targets)


@room.get("/plans/new", response_class=HTMLResponse)
def new(request: Request, visit: ToKeep) -> Response:
    """Show an empty form of a plan."""
    today = wiring.today()
    own = provinces.successor(wiring.settings().province, today)
    return _plan_form(request, visit, {"province": own, "year": str(today.year)})


@room.post("/plans/new", response_class=HTMLResponse)
def keep(request: Request, visit: ToKeep, sent: Sent) -> Response:
    """Put a plan on record."""
    return _kept(request, visit, sent)


@room.get("/plans/import", response_class=HTMLResponse)
def importing(request: Request, visit: ToKeep) -> Response:
    """Show the form to take a list of plans in."""
    return _import_page(request, visit)


@room.post("/plans/import", response_class=HTMLResponse)
def take_in(request: Request, visit: ToKeep, sent: Sent) -> Response:
    """Take a list of plans in, and tell what became of each row."""
    typed = sent.values()
    try:
        data, suffix = _uploaded(sent)
        given = _head(sent.text("province", 100), sent.whole("year"), sent.text("plan", 100))
        with tempfile.TemporaryDirectory() as folder, wiring.unit_of_work() as session:
            path = Path(folder) / f"ke-hoach{suffix}"
            path.write_bytes(data)
            taken = steering.take_in(session, path, visit.actor, on=wiring.today(), given=given)
    except (BadInput, Refused) as refusal:
        return _import_page(request, visit, refusal=refusal, typed=typed)
    return _import_page(request, visit, taken, typed=typed)


def _uploaded(sent: Fields) -> tuple[bytes, str]:
    """The file that was sent, and what its name ends in.

    Raises:
        BadInput: there is none, or it is too large.
    """
    file = sent.file("list")
    if file is None:
        raise BadInput("Hãy chọn tệp .xlsx hoặc .csv.")
    data = file.file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise BadInput(f"Tệp lớn hơn {LARGEST // 1_000_000} MB: hãy tách theo từng kế hoạch.")
    return data, ".xlsx" if (file.filename or "").lower().endswith(".xlsx") else ".csv"


def _head(province: str, year: int | None, code: str) -> PlanHead:
    """The plan of rows that name none; what was left blank stays for the rows to say."""
    name = provinces.province_named(province).name if province else ""
    return PlanHead(PlanKey(name, wiring.today().year if year is None else year, code))


def _import_page(
    request: Request,
    visit: Visit,
    taken: taking_in.TakenIn | None = None,
    *,
    refusal: TripleHelixError | None = None,
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    return show(
        request,
        "plans_import.html",
        visit,
        status=status_of(refusal),
        trouble=reasons_of(refusal),
        taken=taken,
        typed=typed or {},
        shown=SHOWN,
        provinces=[(each.name, each.name) for each in provinces.PROVINCES],
    )


FIGURES: Final = (
    Entry("province", marked("Tỉnh, thành phố"), "pick", required=True),
    Entry("subject", marked("Đối tượng"), "pick", first="work"),
    Entry("title", marked("Nội dung"), "area", required=True),
    Entry("as_of", marked("Tính đến ngày"), required=True, hint=marked("Ghi theo dạng 05/02/2026.")),
    Entry("total", marked("Tổng số"), required=True),
)
SUBJECTS: Final = {"work": marked("Nhiệm vụ"), "targets": marked("Chỉ tiêu")}
_WITHIN: Final = "within."


@room.get("/plans/figures", response_class=HTMLResponse)
def figures(request: Request, visit: ToKeep) -> Response:
    """Show the form for figures that were published."""
    own = provinces.successor(wiring.settings().province, wiring.today())
    return _figures_form(request, visit, {"province": own})


@room.post("/plans/figures", response_class=HTMLResponse)
def keep_figures(request: Request, visit: ToKeep, sent: Sent) -> Response:
    """Keep figures as they were published, and say what does not add up in them."""
    typed = sent.values()
    try:
        plain = ("province", "subject", "title", "as_of", "total", "source")
        given: dict[str, object] = {name: sent.text(name, 2000) for name in plain}
        given["parts"] = {part.value: count for part in Part if (count := sent.whole(part.value)) is not None}
        given["within"] = {
            part.value: outer for part in Part if (outer := sent.text(_WITHIN + part.value, 40))
        }
        form = filled(given, FiguresForm)
        with wiring.unit_of_work() as session:
            told = keeping.keep_figures(session, keeping.figures_of(form), visit.actor, on=wiring.today())
    except (BadInput, Refused) as refusal:
        return _figures_form(request, visit, typed, refusal)
    asked = urlencode({"province": form.province, "year": form.as_of.year})
    kept, agrees = say(visit.language, "Đã ghi số liệu."), say(visit.language, "Các phần khớp tổng số.")
    return go(request, f"/plans?{asked}", " ".join((kept, *(told.notes or (agrees,)))))


def _figures_form(
    request: Request,
    visit: Visit,
    typed: Mapping[str, str],
    refusal: TripleHelixError | None = None,
) -> HTMLResponse:
    parts = [(part.value, name_of(visit.language, part)) for part in Part]
    counted = [Entry(part.value, name_of(visit.language, part)) for part in Part]
    inside = [
        Entry(
            _WITHIN + part.value,
            say(visit.language, "«%(part)s» nằm trong", part=name_of(visit.language, part)),
            "pick",
            blank=marked("đứng riêng"),
            choices=tuple(each for each in parts if each[0] != part.value),
        )
        for part in (Part.AWAITING_CENTRAL, Part.EXCEEDED, Part.IN_PROGRESS_LATE)
    ]
    fields = with_choices(
        (*FIGURES, *counted, *inside, Entry("source", marked("Nguồn"), "area", required=True)),
        province=[(each.name, each.name) for each in provinces.PROVINCES],
        subject=[(code, say(visit.language, words)) for code, words in SUBJECTS.items()],
    )
    heading = say(visit.language, "Số liệu đã công bố")
    return show_form(request, visit, heading, fields, typed, "/plans", refusal)


@room.get("/plans/{number}", response_class=HTMLResponse)
def plan(request: Request, visit: ToSee, number: Number, status: str = "", page: int = 1) -> Response:
    """One plan with its targets and work, page by page; or all of them as a file."""
    with wiring.unit_of_work() as session:
        sheet = steering.plan_sheet(session, number, wiring.today())
    if exports.wanted(request):
        return _exported(request, visit, sheet.targets, sheet.work)
    chosen = status if status in set(Status) else ""
    every: tuple[TargetLine | WorkLine, ...] = (*sheet.targets, *sheet.work)
    lines = [each for each in every if not chosen or each.status == chosen]
    pages = max(1, -(-len(lines) // PAGE))
    here = min(max(page, 1), pages)
    shown = lines[(here - 1) * PAGE : here * PAGE]
    return show(
        request,
        "plan.html",
        visit,
        plan=sheet.plan,
        targets=[each for each in shown if isinstance(each, TargetLine)],
        work=[each for each in shown if isinstance(each, WorkLine)],
        statuses=[(each.value, name_of(visit.language, each)) for each in Status],
        chosen=chosen,
        here=here,
        pages=pages,
        path=f"/plans/{number}",
        keeps=deeds.may(visit.actor, Deed.PLAN_KEEP),
    )


@room.get("/plans/{number}/edit", response_class=HTMLResponse)
def edit(request: Request, visit: ToKeep, number: Number) -> Response:
    """Show the form of a plan on record."""
    with wiring.unit_of_work() as session:
        known = steering.plan_sheet(session, number, wiring.today()).plan
    typed = {each.name: getattr(known, each.name) for each in PLAN}
    typed |= {"year": str(known.year), "issued_on": day(known.issued_on) if known.issued_on else ""}
    return _plan_form(request, visit, typed, number)


@room.post("/plans/{number}/edit", response_class=HTMLResponse)
def rewrite(request: Request, visit: ToKeep, sent: Sent, number: Number) -> Response:
    """Write a plan anew."""
    return _kept(request, visit, sent, number)


def _kept(request: Request, visit: Visit, sent: Sent, number: int | None = None) -> Response:
    typed = {each.name: sent.text(each.name, 2000) for each in PLAN}

    def act(session: Session) -> int:
        return keeping.keep_plan(
            session, filled(typed, PlanForm), visit.actor, on=wiring.today(), number=number
        )

    return done(
        act,
        lambda made: go(request, f"/plans/{made}", say(visit.language, "Đã lưu kế hoạch.")),
        lambda refusal: _plan_form(request, visit, typed, number, refusal),
    )


def _plan_form(
    request: Request,
    visit: Visit,
    typed: Mapping[str, str],
    number: int | None = None,
    refusal: TripleHelixError | None = None,
) -> HTMLResponse:
    heading = say(visit.language, "Lập kế hoạch")
    if number is not None:
        heading = say(visit.language, "Sửa kế hoạch")
    fields = with_choices(PLAN, province=[(each.name, each.name) for each in provinces.PROVINCES])
    back = "/plans" if number is None else f"/plans/{number}"
    return show_form(request, visit, heading, fields, typed, back, refusal)


def done(
    act: Callable[[Session], int],
    go_on: Callable[[int], Response],
    again: Callable[[TripleHelixError], HTMLResponse],
) -> Response:
    """Do what a form asks for; where that is refused, show the form again with every reason."""
    try:
        with wiring.unit_of_work() as session:
            made = act(session)
    except (BadInput, Refused, NotFound) as refusal:
        answer = again(refusal)
        if isinstance(refusal, NotFound):
            answer.status_code = HTTPStatus.CONFLICT
        return answer
    return go_on(made)


def said_figure(value: Decimal | None) -> str:
    """A figure as a field of a form has it; nothing where there is none."""
    return "" if value is None else figure_vi(value, "")
