"""The demonstration: real tasks from published lists, and a story played on them by a marked cast.

The story has four parts: a task that is ordered, selected, contracted, accepted by a council and transferred
to an enterprise under the law of 2025; an older result that a cooperative asks for without payment and that
stops at the law of public assets; the Bến Tre coconut result and the Long An results, which the lists
themselves show in the closet. The department acts on these: it asks for a legal opinion, offers the coconut
method to the enterprise that once looked for one, and calls the advisory council. What people do in it is
invented and marked "(mẫu)".
"""

import os
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from console.speaking import asides
from console.stack import Stack
from models.errors import Unavailable

if TYPE_CHECKING:
    from actions.rehearsal import Walk

_TRANSFERRED = "Nghiên cứu quy trình công nghệ bảo quản, đóng gói sản phẩm vịt quay Lạng Sơn"
_BARRED = (
    "Nghiên cứu hoàn thiện quy trình công nghệ nhân giống cây rau má tại xã Quảng Thọ, huyện Quảng Điền, "
    "tỉnh Thừa Thiên Huế"
)
_OFFERED = "Bảo quản trái dừa tươi"
_ENTERPRISE = "Công ty W International"
_CALLED = "Ứng dụng chọn tạo giống lúa chịu mặn"
_SHOWN = ("so.truong-phong", "chu-tri", "hoi-dong.1", "so.quan-tri")
"""Accounts of the cast with which to look around the portal first."""
_LONGEST_WAIT = 900.0
"""Seconds that the engine may take to keep what the story promised."""

Tell = Callable[[str], None]


def play(stack: Stack, as_of: str) -> dict[str, Any]:
    """Start everything, load the lists, play the story (once), wait until it is drawn.

    Raises:
        Unavailable: when the engine does not keep its promises in time.
    """
    began = time.monotonic()
    with _progress() as progress:
        row = progress.add_task("Khởi động PostgreSQL …", total=None)

        def tell(sentence: str) -> None:
            progress.update(row, description=sentence[:100])

        stack.ensure_database(tell)
        os.environ.update(stack.environment())
        from actions import outbox, wiring

        wiring.forget()
        tell("Cập nhật cấu trúc dữ liệu …")
        wiring.migrate()
        stack.start(report=tell)
        # A port that was taken has moved: the links that the story draws must name the new one.
        os.environ.update(stack.environment())
        wiring.forget()
        with wiring.as_of(wiring.parse_day(as_of)) if as_of else nullcontext():
            told = _tell_story(wiring.today(), tell)
        deadline = time.monotonic() + _LONGEST_WAIT
        most = max(1, outbox.waiting()[0])
        progress.update(row, total=most)
        while True:
            pending, parked = outbox.waiting()
            if pending - parked <= 0:
                break
            progress.update(
                row,
                total=max(most, pending),
                completed=max(most, pending) - pending,
                description=f"Ban hành văn bản, vẽ cửa sổ Prefect: còn {pending} việc",
            )
            if time.monotonic() > deadline:
                raise Unavailable(
                    f"Bộ máy còn {pending} việc chưa làm xong; xem nhật ký engine.log trong {stack.home}."
                )
            time.sleep(0.3)
    seconds = round(time.monotonic() - began, 1)
    asides.print(f"Sẵn sàng sau {seconds} giây.")
    return {**told, "seconds": seconds, "parked": parked}


def _progress() -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
        console=asides,
        transient=True,
    )


def _tell_story(today: date, tell: Tell) -> dict[str, Any]:
    """Play what was not played yet and load the lists; returns the codes of the story's tasks."""
    from actions import imports, needs, rehearsal, rehearsal_market, rehearsal_panels, steering, wiring
    from models import samples
    from models.language import Method, PartyKind

    with wiring.unit_of_work() as session:
        rehearsal.seat_cast(session)
        password = rehearsal.give_passwords(session)
    # In the order of their days: the past comes before the present, also for whoever watches the closet.
    transferred = _ordered(
        _TRANSFERRED,
        date(2025, 6, 2),
        province="Lạng Sơn",
        discipline="Khoa học kỹ thuật và công nghệ",
        recipient=rehearsal.house("enterprise"),
        recipient_kind=PartyKind.ENTERPRISE,
        method=Method.SELECTION,
        months=9,
    )
    barred = _ordered(
        _BARRED,
        date(2020, 1, 6),
        province="Thừa Thiên Huế",
        discipline="Khoa học nông nghiệp",
        recipient=rehearsal.house("cooperative"),
        recipient_kind=PartyKind.COOPERATIVE,
        host=rehearsal.house("host"),
        host_kind=PartyKind.PUBLIC_UNIT,
        method=Method.DIRECT,
        months=24,
    )
    _play_bar(rehearsal.Walk(barred, date(2020, 1, 9), told=tell, last=today))
    _play_transfer(rehearsal.Walk(transferred, date(2025, 6, 5), told=tell, last=today))
    _pay_and_protect(transferred, today)
    tell("Nạp danh sách nhiệm vụ thật …")
    listed = imports.import_file(samples.path("tasks.csv"), None, on=today)
    needed = needs.import_file(samples.path("needs.csv"), None, today)
    with wiring.unit_of_work() as session:
        steering.take_samples(session, today)
    tell("Xử lý các kết quả trong ngăn tủ …")
    councils = _act_on_the_closet(barred, today)
    tell("Xét chọn kết quả tiêu biểu, đề xuất đổi mới …")
    rehearsal_panels.play(transferred, today)
    rehearsal_market.play(today)
    return {
        "rows": listed.rows,
        "imported": listed.imported,
        "needs": needed.rows,
        "councils": councils,
        "transferred": transferred,
        "barred": barred,
        "sign_in": {"handles": _SHOWN, "password": password},
    }


def _ordered(title: str, day: date, **sheet: Any) -> str:  # noqa: ANN401 - the fields of the ordering sheet
    """The code of the story's task of that title, ordered on that day when it is not on record yet."""
    from actions import orders, people, rehearsal, wiring
    from models import queries
    from models.language import ProductType
    from models.listing.text import fold

    with wiring.as_of(day), wiring.unit_of_work() as session:
        known = session.execute(queries.task_list(search=fold(title))).first()
        if known is not None:
            return known[0].code
        asked = orders.OrderSheet(
            title=title,
            orderer=rehearsal.house("orderer"),
            products=[ProductType.II, ProductType.III],
            budget_vnd=Decimal(1_250_000_000),
            state_share=Decimal(1),
            equipment=True,
            who="Phòng Quản lý khoa học; tổ chức chủ trì",
            what=title,
            when=date(day.year + 3, 12, 31),
            result="Quy trình công nghệ được nghiệm thu và đưa vào sử dụng",
            responsibility="Giám đốc Sở Khoa học và Công nghệ",
            authority="Chủ tịch Ủy ban nhân dân tỉnh",
            **sheet,
        )
        return orders.order(session, asked, people.find(session, "dat-hang"), on=day)


def _play_transfer(walk: "Walk") -> None:
    """Carry the first task through its whole life: under the law of 2025 its host owns the result."""
    walk.to("APPROVE", gate="approve").wait_until(date(2025, 10, 20)).to("EXECUTE")
    walk.wait_until(date(2026, 7, 24)).to("MATCH")
    if not walk.stands_at("MATCH"):
        return
    walk.finish("EQUIPMENT").finish("IP")
    walk.record("chu-tri", "paid_path_on", f"{walk.day:%d/%m/%Y}").to("VALUE")
    walk.record("chu-tri", "value", "850000000").to("FOLLOW_UP")


def _pay_and_protect(code: str, today: date) -> None:
    """Plan and pay the first task's money, file its result, and clear what is to be published of it."""
    from actions import money, people, protection, wiring
    from models.money import Kind, Source

    with wiring.unit_of_work() as session:
        finance, host = people.find(session, "tai-chinh"), people.find(session, "chu-tri")
        found = money.task_money(session, code, finance, today)
        if found.lines or not found.host:
            return
        paid = today.replace(day=1)
        plan = money.PlanForm(Source.STATE, today.year, Decimal(1_250_000_000))
        money.plan(session, code, plan, finance, on=today)
        part = money.MoveForm(Kind.DISBURSED, Source.STATE, paid, Decimal(875_000_000), instalment=1)
        money.record(session, code, part, finance, on=today)
        filed = protection.FilingForm("invention", _TRANSFERRED, "Cục Sở hữu trí tuệ", "(mẫu) 01", paid)
        protection.file(session, code, filed, host, on=today)
        planned = protection.PublicationForm("article", _TRANSFERRED, planned_on=today + timedelta(days=20))
        number = protection.announce(session, code, planned, host, on=today).number
        protection.clear(session, code, number, host, on=today)


def _play_bar(walk: "Walk") -> None:
    """Carry the second task to the decision on its rights: a cooperative asks for it without payment."""
    walk.to("EXECUTE").wait_until(date(2022, 3, 1)).to("RIGHTS_R2", gate="rights")
    if walk.stands_at("RIGHTS_R2") and not walk.knows("free_transfer_asked_on"):
        walk.record("htx", "free_transfer_asked_on", f"{walk.day:%d/%m/%Y}")


def _act_on_the_closet(barred: str, today: date) -> list[str]:
    """Choose a remedy for three results, as the department would; returns whose councils were prepared."""
    from actions import advisory, matches, people, wiring

    _choose(barred, "legal_opinion", "ubnd.chu-tich", today, "Hợp tác xã đề nghị nhận không bồi hoàn.")
    offered = _code_of(_OFFERED)
    if _choose(offered, "publish_offer", "so.truong-phong", today, "Đã có doanh nghiệp hỏi kỹ thuật này."):
        with wiring.unit_of_work() as session:
            matches.propose(session, offered, _ENTERPRISE, people.find(session, "so.chuyen-vien"), today)
    _choose(_code_of(_CALLED), "call_council", "so.truong-phong", today, "Hai huyện chưa đăng ký nhận.")
    with wiring.unit_of_work() as session:
        return [
            advisory.prepare(session, province, None, today).number
            for province in advisory.councils(session, today)
        ]


def _code_of(title: str) -> str:
    """The code of the listed task whose title begins so."""
    from actions import wiring
    from models import queries
    from models.listing.text import fold

    with wiring.unit_of_work() as session:
        return session.execute(queries.task_list(search=fold(title))).one()[0].code


def _choose(code: str, remedy: str, handle: str, today: date, comment: str) -> bool:
    """Open the case and choose the remedy; False where one was chosen before, or nothing is stuck."""
    from actions import closet, dossiers, people, remedies, wiring

    closet.judge(code, today)
    with wiring.unit_of_work() as session:
        if closet.case_of(dossiers.load(session, code), today) is None:
            return False
        if remedies.taken(session, today, code):
            return False
        actor = people.find(session, handle)
        remedies.answer(session, code, remedy, actor, on=today, comment=comment, channel="cli")
        return True
