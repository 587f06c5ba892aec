"""Ordering a task: the ordering sheet as a form that is kept while it is typed, and sent when it is whole."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session
from starlette.responses import Response

from actions import drafts, kept_columns, needs, order_forms, wiring
from actions.order_sheet import LONGEST_ITEM, OrderSheet, TaskKind
from models import provinces
from models.deeds import Deed
from models.errors import BadInput, NotFound
from models.language import Method, PartyKind, ProductType
from models.listing import words
from portal import exports
from portal.notes import go
from portal.pages import show
from portal.tongue import marked, moment, say
from portal.visits import Fields, Sent, Visit, entering

room = APIRouter()
"""`/orders`, `/orders/new`, `/orders/keep`, `/orders/forget`, `/orders/alike`."""

ToOrder = Annotated[Visit, entering(Deed.TASK_ORDER)]

PAGE: Final = 50
_DRAFT: Final = re.compile(r"[0-9a-f]{16}")
_ONE_LINE: Final = 500
"""Characters of a field of one line."""

KINDS: Final = {
    TaskKind.BASIC: marked("Nghiên cứu cơ bản"),
    TaskKind.APPLIED: marked("Nghiên cứu ứng dụng"),
    TaskKind.TECHNOLOGY: marked("Phát triển công nghệ"),
    TaskKind.SOCIAL: marked("Phát triển giải pháp xã hội"),
}
METHODS: Final = {Method.SELECTION: marked("Tuyển chọn"), Method.DIRECT: marked("Giao trực tiếp")}
PARTIES: Final = {
    PartyKind.UNKNOWN: marked("Chưa rõ"),
    PartyKind.STATE_BODY: marked("Cơ quan nhà nước"),
    PartyKind.PUBLIC_UNIT: marked("Đơn vị sự nghiệp công lập"),
    PartyKind.SOE: marked("Doanh nghiệp nhà nước"),
    PartyKind.ENTERPRISE: marked("Doanh nghiệp"),
    PartyKind.COOPERATIVE: marked("Hợp tác xã"),
    PartyKind.INDIVIDUAL: marked("Cá nhân, hộ gia đình"),
}
PRODUCTS: Final = {
    ProductType.I: marked("Dạng I: bài báo, sách, công bố khoa học"),
    ProductType.II: marked("Dạng II: tài liệu, phần mềm, quy trình, tiêu chuẩn, cơ sở dữ liệu"),
    ProductType.III: marked("Dạng III: mẫu, thiết bị, vật liệu, giống, dây chuyền"),
    ProductType.IV: marked("Dạng IV: đăng ký sở hữu trí tuệ"),
}
DISCIPLINES: Final = (*words.FIELDS.values(), "Công nghệ chiến lược")
"""Item 2: the six sciences, and strategic technologies."""


@room.get("/orders", response_class=HTMLResponse)
def orders(request: Request, visit: ToOrder, page: int = 1) -> Response:
    """List the visitor's sheets that were not sent, and the orders that wait for approval."""
    if exports.wanted(request):
        with wiring.unit_of_work() as session:
            rows = exports.every(lambda at: _in_hand(session, visit, at))
            return exports.answer(request, visit, kept_columns.ORDERS, rows)
    with wiring.unit_of_work() as session:
        unsent = order_forms.unsent(session, visit.actor)
        found, more = _in_hand(session, visit, page)
    return show(request, "orders.html", visit, unsent=unsent, orders=found, number=max(page, 1), more=more)


def _in_hand(session: Session, visit: Visit, page: int) -> tuple[tuple[order_forms.InHand, ...], bool]:
    """A page of the orders that wait for approval, and whether there are more."""
    found = order_forms.in_hand(session, visit.actor, page, PAGE)
    return found[:PAGE], len(found) > PAGE


@room.get("/orders/new", response_class=HTMLResponse)
def blank(request: Request, visit: ToOrder, draft: str = "") -> Response:
    """Show the sheet: a new one, or a draft of the visitor's."""
    if not draft:
        return _form(request, visit, secrets.token_hex(8), {"province": wiring.settings().province})
    with wiring.unit_of_work() as session:
        found = drafts.take(session, visit.actor, order_forms.FORM, draft)
    if sent := order_forms.sent_as(found):
        return go(request, f"/tasks/{quote(sent, safe='')}", say(visit.language, "Phiếu này đã được gửi."))
    if found is None:
        raise NotFound("Không có bản nháp này, hoặc bản nháp đã được xóa.")
    return _form(request, visit, draft, found.values)


@room.post("/orders/new", response_class=HTMLResponse)
def send(request: Request, visit: ToOrder, sent: Sent) -> Response:
    """Send the sheet as an order, or keep it as a draft, as the button says."""
    subject, values = _subject(sent), _values(sent)
    if sent.text("act", 10) == "keep":
        with wiring.unit_of_work() as session:
            order_forms.keep(session, visit.actor, subject, values)
        return go(request, f"/orders/new?draft={subject}", say(visit.language, "Đã lưu bản nháp."))
    try:
        with wiring.unit_of_work() as session:
            code = order_forms.send(session, visit.actor, subject, values, on=wiring.today())
    except order_forms.Faulty as refusal:
        with wiring.unit_of_work() as session:
            order_forms.keep(session, visit.actor, subject, values)
        return _form(request, visit, subject, values, refusal.faults)
    return go(
        request,
        f"/tasks/{quote(code, safe='')}",
        say(visit.language, "Đã gửi phiếu đặt hàng; nhiệm vụ mang mã %(code)s.", code=code),
    )


@room.post("/orders/keep", response_class=HTMLResponse)
def keep(request: Request, visit: ToOrder, sent: Sent) -> Response:
    """Keep what was typed so far, by itself."""
    with wiring.unit_of_work() as session:
        kept = order_forms.keep(session, visit.actor, _subject(sent), _values(sent))
    return show(request, "_order_kept.html", visit, kept=moment(kept.saved_at) if kept else "")


@room.post("/orders/forget")
def forget(request: Request, visit: ToOrder, sent: Sent) -> Response:
    """Throw a draft away."""
    with wiring.unit_of_work() as session:
        drafts.forget(session, visit.actor, order_forms.FORM, _subject(sent))
    return go(request, "/orders", say(visit.language, "Đã xóa bản nháp."))


@room.get("/orders/alike", response_class=HTMLResponse)
def alike(request: Request, visit: ToOrder, title: str = "") -> Response:
    """Find earlier tasks with a title like the one that is being typed."""
    with wiring.unit_of_work() as session:
        found = order_forms.alike(session, visit.actor, title[:_ONE_LINE])
    return show(request, "_order_alike.html", visit, alike=found)


def _subject(sent: Fields) -> str:
    """The draft that a form is of."""
    subject = sent.text("draft", 20)
    if not _DRAFT.fullmatch(subject):
        raise BadInput("Biểu mẫu không nêu bản nháp; hãy mở lại trang đặt hàng.")
    return subject


def _values(sent: Fields) -> dict[str, Any]:
    """What was typed, as a draft keeps it."""
    values: dict[str, Any] = {
        name: sent.text(name)
        for name in OrderSheet.model_fields
        if name not in {"products", "state_reserves", "equipment"} and sent.text(name)
    }
    if products := sent.texts("products"):
        values["products"] = list(products)
    return values | {name: True for name in ("state_reserves", "equipment") if sent.ticked(name)}


def _form(
    request: Request,
    visit: Visit,
    subject: str,
    values: Mapping[str, Any],
    faults: Mapping[str, str] | None = None,
) -> HTMLResponse:
    title = str(values.get("title", ""))
    with wiring.unit_of_work() as session:
        found = order_forms.alike(session, visit.actor, title) if title else ()
        own = needs.own_organisation(session, visit.actor)
    return show(
        request,
        "order.html",
        visit,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK,
        draft=subject,
        typed=values,
        faults=faults or {},
        alike=found,
        own=own,
        for_anybody=order_forms.orders_for_anybody(visit.actor),
        longest=LONGEST_ITEM,
        provinces=[each.name for each in provinces.standing(wiring.today())],
        disciplines=DISCIPLINES,
        kinds=KINDS,
        methods=METHODS,
        parties=PARTIES,
        products=PRODUCTS,
    )
