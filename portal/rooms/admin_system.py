"""Keeping the system: how services stand, what is parked, and trying the mail."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from actions import system, wiring
from models.deeds import Deed
from portal.notes import go
from portal.pages import show
from portal.refusals import OF_THE_FORM
from portal.tongue import marked, say
from portal.visits import Visit, entering

room = APIRouter()
"""`/admin/services`, `/admin/mail`."""

ToKeep = Annotated[Visit, entering(Deed.SYSTEM_KEEP)]

_WHAT: Final = {
    "storage": marked("Kho lưu trữ"),
    "copy": marked("Bản sao thứ hai"),
    "disk": marked("Dung lượng đĩa"),
    "scanner": marked("Bộ quét virus"),
    "rules": marked("Quy tắc riêng của tỉnh"),
    "calendar": marked("Lịch làm việc"),
    "letters": marked("Thư điện tử"),
    "mail": marked("Thư điện tử"),
    "sign_on": marked("Đăng nhập của tỉnh"),
    "sso": marked("Đăng nhập của tỉnh"),
}


@room.get("/admin/services", response_class=HTMLResponse)
def services(request: Request, visit: ToKeep) -> Response:
    """How services stand, and what is parked."""
    with wiring.unit_of_work() as session:
        work = system.work(session)
    return show(
        request,
        "admin_services.html",
        visit,
        services=request.app.state.probes.ask(),
        standing=[(say(visit.language, _WHAT[each.what]), each) for each in system.standing()],
        work=work,
    )


@room.post("/admin/services/release")
def release(request: Request, visit: ToKeep) -> Response:
    """Give what is parked another try."""
    with wiring.unit_of_work() as session:
        released = system.release(session, visit.actor)
    return go(request, "/admin/services", say(visit.language, "Đã cho làm lại %(n)s việc.", n=released))


@room.get("/admin/mail", response_class=HTMLResponse)
def mail(request: Request, visit: ToKeep) -> Response:
    """How letters go out."""
    return _mail(request, visit)


@room.post("/admin/mail/try", response_class=HTMLResponse)
def try_mail(request: Request, visit: ToKeep) -> Response:
    """Send a letter to oneself."""
    try:
        with wiring.unit_of_work() as session:
            address = system.try_mail(session, visit.actor)
    except OF_THE_FORM as refusal:
        return _mail(request, visit, refusal.reasons, HTTPStatus.CONFLICT)
    said = say(visit.language, "Máy chủ thư đã nhận thư thử gửi đến %(address)s.", address=address)
    return go(request, "/admin/mail", said)


def _mail(
    request: Request, visit: Visit, trouble: tuple[str, ...] = (), status: int = HTTPStatus.OK
) -> HTMLResponse:
    return show(
        request, "admin_mail.html", visit, status=status, mail=system.mail_settings(), trouble=trouble
    )
