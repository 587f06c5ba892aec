"""The closet: which results lie unused, why, how long, who must act; each filter is an address to share."""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from actions import columns, links, wiring
from actions.boards import closet_list
from actions.boards.closet_list import ClosetView, Counts
from actions.boards.closet_page import BOARD_KEY as CLOSET_BOARD
from actions.boards.closet_page import CHART_KEY
from documents import charts
from documents.charts import Chart, Group, Panel
from models.deeds import Deed
from portal import exports
from portal.pages import show
from portal.rooms.charts import shown
from portal.tongue import day, marked, moment, name_of, number, say
from portal.visits import Visit, entering

room = APIRouter()
"""`/closet` and its chart."""

ToSee = Annotated[Visit, entering(Deed.CLOSET_SEE)]

AGES: Final = {
    "0-90": marked("0–90 ngày"),
    "91-180": marked("91–180 ngày"),
    "181-365": marked("181–365 ngày"),
    ">365": marked("366–1.095 ngày"),
    ">1095": marked("trên 1.095 ngày"),
    "unknown": marked("chưa rõ"),
}
"""The ages of results in the closet, as they are called."""
SHORT_AGES: Final = {"0-90": "0–90", "91-180": "91–180", "181-365": "181–365", ">365": "366–1.095"}
BANDS: Final = (
    marked("dưới 500 triệu đồng"),
    marked("từ 500 triệu đến dưới 1 tỷ đồng"),
    marked("từ 1 tỷ đến dưới 2 tỷ đồng"),
    marked("từ 2 tỷ đồng trở lên"),
    marked("chưa rõ giá trị"),
)
"""The bands of value, in the order of `actions.boards.closet_page.BANDS`; the last is for unknown values."""


@room.get("/closet", response_class=HTMLResponse)
def closet(request: Request, visit: ToSee, page: int = 1) -> Response:
    """One page of the closet with its figures, under the filters that the address bears; or it as a file."""
    chosen = _chosen(request)
    asked = closet_list.wanted(chosen)
    with wiring.unit_of_work() as session:
        if exports.wanted(request):
            rows = closet_list.every(session, visit.actor, asked, wiring.today())
            return exports.answer(request, visit, columns.CASES, rows)
        found = closet_list.view(session, visit.actor, asked, wiring.today(), page=page)

    def address(**changes: object) -> str:
        kept = {name: value for name, value in {**chosen, **changes}.items() if value not in {"", None}}
        return f"/closet?{urlencode(kept)}" if kept else "/closet"

    language = visit.language
    return show(
        request,
        "closet.html",
        visit,
        found=found,
        chosen={name: chosen.get(name, "") for name in closet_list.FILTERS},
        filtered=not asked.whole,
        address=address,
        chart=f"/closet/chart.svg?{urlencode(chosen)}",
        chart_says=_says(language, found),
        choices=_choices(language, found.everything),
        ages={code: say(language, words) for code, words in AGES.items()},
        bands=[say(language, words) for words in BANDS],
        cause=columns.cause_name,
        field_of=columns.field_name,
        state=any(role.is_state for role in visit.actor.roles),
        prefect={
            "board": links.board_link(CLOSET_BOARD),
            "chart": links.board_link(CHART_KEY),
            "runs": links.runs_link("closet"),
        },
    )


@room.get("/closet/chart.svg")
def chart(request: Request, visit: ToSee) -> Response:
    """The closet's ages, and what came and left month by month, drawn for the same filters."""
    asked = closet_list.wanted(_chosen(request))
    with wiring.unit_of_work() as session:
        found = closet_list.view(session, visit.actor, asked, wiring.today())
    return shown(charts.svg(_drawn(visit.language, found)))


def _chosen(request: Request) -> dict[str, str]:
    return {
        name: value
        for name in closet_list.FILTERS
        if (value := request.query_params.get(name, "").strip()[:300])
    }


def _choices(language: str, counts: Counts) -> dict[str, list[tuple[str, str]]]:
    """What each filter offers: only what the visitor's own results bear."""

    def known(name: str) -> list[str]:
        return sorted(counts.by[name])

    return {
        "province": [(each, each) for each in known("province")],
        "cause": [(code, name_of(language, columns.cause_name(code))) for code in known("cause")],
        "age": [(code, say(language, words)) for code, words in AGES.items()],
        "who": [(each, each) for each in known("who")],
        "responsible": [(each, each) for each in known("responsible")],
        "discipline": [(code, name_of(language, columns.field_name(code))) for code in known("discipline")],
        "value": [(str(place), say(language, words)) for place, words in enumerate(BANDS)],
    }


def _short_age(language: str, age: str) -> str:
    return SHORT_AGES.get(age) or say(language, AGES[age])


def _says(language: str, found: ClosetView) -> str:
    """What the chart shows, in a sentence."""
    ages = "; ".join(
        f"{_short_age(language, age)}: {number(count)}" for age, count in found.counts.ages if count
    )
    return say(
        language,
        "%(count)s kết quả trong ngăn tủ lúc %(at)s; theo số ngày nằm chờ: %(ages)s.",
        count=number(found.counts.total),
        at=moment(found.at),
        ages=ages or "–",
    )


def _drawn(language: str, found: ClosetView) -> Chart:
    ages = Panel(
        say(language, "Kết quả theo số ngày nằm trong ngăn tủ"),
        (),
        tuple(Group(_short_age(language, age), (count,)) for age, count in found.counts.ages),
        empty=say(language, "Không có kết quả nào nằm trong ngăn tủ."),
    )
    months = Panel(
        say(language, "Kết quả vào và ra theo tháng"),
        (say(language, "vào ngăn tủ"), say(language, "ra khỏi ngăn tủ")),
        tuple(Group(f"{month.until:%m/%y}", (month.came, month.left)) for month in found.months),
        empty=say(language, "Không có kết quả nào vào hay ra trong những tháng này."),
    )
    title = say(language, "Ngăn tủ ngày %(day)s", day=day(found.on))
    return Chart(title, _says(language, found), (ages, months) if found.months else (ages,))
