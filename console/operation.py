"""Commands of operation: bring the schema up to date, say whether a service is well, follow a trail."""

import os
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Final

import typer

from console.speaking import AsJson, answer, asides, database, home, say, screen, verb
from console.stack import Stack
from models.errors import BadInput

_DAYS: Final = 31

ENGINE, PORTAL = "engine", "portal"


@verb
def upgrade(
    check: Annotated[bool, typer.Option("--check", help="Chỉ cho biết, không đổi gì.")] = False,
    as_json: AsJson = False,
) -> None:
    """Đưa lược đồ cơ sở dữ liệu lên phiên bản này; chương trình cũ vẫn chạy được trong lúc thay."""
    from actions import wiring
    from actions.operation import schema

    stack = Stack.at(home())
    with stack.session():
        stack.ensure_database(say)
        os.environ.update(stack.environment())
        wiring.forget()
        before = schema.examine()
        if not check:
            wiring.migrate()
        now = schema.examine()
    told = {"ok": now.serves, "before": before.stands, "now": now.stands, "standing": now.standing}

    def show() -> None:
        screen.print(now.sentence, markup=False)
        if before.stands != now.stands:
            screen.print(
                f"Đã nâng từ {before.stands or '(chưa có bảng)'} lên {now.stands}. Tiếp theo: khởi động lại "
                "từng bộ máy, rồi từng cổng.",
                markup=False,
            )

    answer(told, as_json=as_json, show=show)
    if not now.serves:
        raise typer.Exit(1)


@verb
def health(
    service: Annotated[str, typer.Argument(metavar="SERVICE", help="engine hoặc portal.")],
    as_json: AsJson = False,
) -> None:
    """Cho biết một dịch vụ trên máy này có còn sống; mã thoát 1 nếu không (cho kiểm tra của container)."""
    if service not in {ENGINE, PORTAL}:
        raise BadInput(f"Không có dịch vụ «{service}»; hãy ghi engine hoặc portal.")
    told = _of_engine() if service == ENGINE else _of_portal()
    answer(told, as_json=as_json, show=lambda: screen.print(told["sentence"], markup=False))
    if not told["ok"]:
        raise typer.Exit(1)


def _of_engine() -> dict[str, Any]:
    from actions.operation import beats

    found = beats.standing(home())
    heard = found.beats
    if not heard:
        sentence = "Bộ máy không chạy trên máy này."
    elif found.lives:
        ready = sum(one.ready for one in heard)
        sentence = f"{len(heard)} bộ máy đang sống, {ready} sẵn sàng."
    else:
        silent = [f"{one.pid} ({one.age:.0f} giây)" for one in heard if not one.lives]
        sentence = f"Bộ máy không còn trả lời: {', '.join(silent)}. Hãy khởi động lại."
    return {"ok": found.lives, "ready": found.ready, "sentence": sentence, "engines": heard}


def _of_portal() -> dict[str, Any]:
    from console.services import answers

    address = Stack.at(home()).urls()[PORTAL]
    lives = answers(f"{address}/health")
    said = "trả lời" if lives else "không trả lời"
    return {"ok": lives, "sentence": f"Cổng thông tin {said} ở {address}.", "url": address}


@verb
def trail(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="Mã sự cố, như trang báo lỗi ghi.")],
    since: Annotated[str, typer.Option("--since", help="Tìm từ ngày này; mặc định 31 ngày trước.")] = "",
    as_json: AsJson = False,
) -> None:
    """Cho biết một lần bấm đã dẫn đến những gì: nhật ký, việc đã hứa với bộ máy, văn bản."""
    from actions import wiring
    from models.queries import operation as found

    with database(), wiring.unit_of_work() as session:
        first: date = wiring.parse_day(since) if since else wiring.today() - timedelta(days=_DAYS)
        moment = datetime.combine(first, time.min, wiring.ZONE)
        entries: list[dict[str, Any]] = [
            {"number": row.id, "at": row.at, "tag": row.tag, "text": row.text, "facts": row.facts}
            for row in session.scalars(found.entries_on_trail(number, moment))
        ]
        promises: list[dict[str, Any]] = [
            {
                "id": row.id,
                "kind": row.kind,
                "subject": row.subject,
                "done_at": row.done_at,
                "error": row.error,
            }
            for row in session.scalars(found.promises_on_trail(number, moment))
        ]

    def show() -> None:
        for entry in entries:
            at = entry["at"].astimezone(wiring.ZONE)
            screen.print(f"{at:%d/%m/%Y %H:%M:%S}  {entry['tag']}  {entry['text']}", markup=False)
        for promise in promises:
            at = promise["done_at"]
            done = f"{at.astimezone(wiring.ZONE):%H:%M:%S}" if at else promise["error"] or "đang chờ"
            screen.print(f"  → {promise['kind']} {promise['subject']}: {done}", markup=False)
        if not entries and not promises:
            asides.print(f"Không có gì mang mã {number} từ ngày {first:%d/%m/%Y}.", markup=False)

    answer({"ok": True, "entries": entries, "promises": promises}, as_json=as_json, show=show)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(upgrade)
    app.command()(health)
    app.command()(trail)
