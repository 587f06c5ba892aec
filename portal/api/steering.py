"""Plans with their targets and work, boards, indicators, and what the records say of work."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path as File
from typing import Annotated, Any

from fastapi import APIRouter, Query, UploadFile
from pydantic import Field

from actions import steering, wiring
from actions.steering import doing, keeping
from actions.steering.sheet import FiguresForm, PlanForm, ReadingForm, TargetForm, WorkForm
from models.deeds import Deed
from models.steering.figures import Account
from models.steering.statuses import Direction, Status
from models.steering.tallies import Tally
from portal.api.bounds import Number
from portal.api.keys import bearing
from portal.api.once import Once
from portal.api.shapes import Ask, Done, Line, Made, Shape
from portal.visits import Visit

room = APIRouter(route_class=Once)
"""`/plans`, `/targets`, `/work-items`, `/indicators`."""

ToSee = Annotated[Visit, bearing(Deed.PLAN_SEE)]
ToKeep = Annotated[Visit, bearing(Deed.PLAN_KEEP)]
ToDo = Annotated[Visit, bearing(Deed.WORK_ITEM_DO)]

_PLANS = "Kế hoạch, chỉ tiêu, nhiệm vụ"

Province = Annotated[str, Query(description="Tỉnh, thành phố; trống là tỉnh của hệ thống.", max_length=100)]
Year = Annotated[int | None, Query(description="Năm; trống là năm nay.", ge=2000, le=2100)]
On = Annotated[date | None, Query(description="Tính đến ngày; trống là hôm nay.")]


class Count(Shape):
    """How many stand at a status."""

    status: Status = Field(description="Tình trạng.")
    count: int = Field(description="Số lượng.")
    percent: Decimal | None = Field(description="Phần trăm của tổng số, một chữ số thập phân.")


class Counted(Shape):
    """How many stand where; each is counted once."""

    total: int = Field(description="Tổng số.")
    reached: int = Field(description="Hoàn thành hoặc vượt.")
    counts: list[Count] = Field(description="Theo tình trạng; cộng lại bằng tổng số.")


def _counted(tally: Tally) -> dict[str, Any]:
    counts = [
        {"status": status, "count": share.count, "percent": share.percent} for status, share in tally.shares
    ]
    return {"total": tally.total, "reached": tally.reached.count, "counts": counts}


class PlanAnswer(Shape):
    """A plan with how its targets and work stand."""

    number: int = Field(description="Số của kế hoạch trong hệ thống.")
    label: str = Field(description="Mã, kèm tên tỉnh của thời đó khi hai kế hoạch trùng mã sau sáp nhập.")
    province: str = Field(description="Tỉnh, theo tên của thời đó.")
    year: int = Field(description="Năm.")
    code: str = Field(description="Mã kế hoạch.")
    title: str = Field(description="Tên kế hoạch.")
    issued_by: str = Field(description="Cơ quan ban hành.")
    issued_on: date | None = Field(description="Ngày ban hành.")
    targets: Counted = Field(description="Chỉ tiêu.")
    work: Counted = Field(description="Nhiệm vụ đã giao.")
    drafts: int = Field(description="Nhiệm vụ chưa giao, không tính.")


class TargetAnswer(Shape):
    """A target as it stands."""

    number: int = Field(description="Số của chỉ tiêu trong hệ thống.")
    plan: str = Field(description="Kế hoạch.")
    code: str = Field(description="Mã trong kế hoạch.")
    title: str = Field(description="Tên chỉ tiêu.")
    unit: str = Field(description="Đơn vị tính.")
    direction: Direction = Field(description="at_least hoặc at_most.")
    goal: Decimal = Field(description="Mức phải đạt.")
    value: Decimal | None = Field(description="Đạt được; null khi chưa rõ.")
    numerator: Decimal | None = Field(description="Tử số.")
    denominator: Decimal | None = Field(description="Mẫu số.")
    read_on: date | None = Field(description="Ngày số liệu.")
    source: str = Field(description="Nguồn số liệu.")
    status: Status = Field(description="Tình trạng.")
    due_on: date = Field(description="Thời hạn.")
    lead_unit: str = Field(description="Đơn vị chủ trì.")
    indicator: str = Field(description="Chỉ số tính từ dữ liệu nhiệm vụ; trống nếu số do người nhập.")
    note: str = Field(description="Vì sao chưa rõ.")


class WorkAnswer(Shape):
    """A piece of work as it stands."""

    number: int = Field(description="Số của nhiệm vụ trong hệ thống.")
    plan: str = Field(description="Kế hoạch.")
    code: str = Field(description="Mã trong kế hoạch.")
    what: str = Field(description="Rõ việc.")
    parent: str = Field(description="Văn bản gốc.")
    who: str = Field(description="Rõ người.")
    lead_unit: str = Field(description="Đơn vị chủ trì.")
    co_units: list[str] = Field(description="Đơn vị phối hợp.")
    due_on: date | None = Field(description="Rõ thời gian.")
    result: str = Field(description="Rõ kết quả.")
    criterion: str = Field(description="Tiêu chí nghiệm thu.")
    responsible: str = Field(description="Rõ trách nhiệm.")
    authority: str = Field(description="Rõ thẩm quyền.")
    officer: str = Field(description="Chức danh của tài khoản thực hiện.")
    task: str = Field(description="Mã nhiệm vụ khoa học và công nghệ.")
    status: Status | None = Field(description="Tình trạng; null khi còn là bản thảo.")
    missing: list[str] = Field(description="Những gì chưa rõ trong sáu rõ.")
    started_on: date | None = Field(description="Ngày bắt đầu.")
    done_on: date | None = Field(description="Ngày hoàn thành.")
    evidence: str = Field(description="Minh chứng.")
    awaits_central_since: date | None = Field(description="Chờ Trung ương từ ngày.")
    awaits_central_document: str = Field(description="Văn bản đang chờ Trung ương.")


class Published(Shape):
    """Figures as published, with what does not add up."""

    province: str = Field(description="Tỉnh, theo tên của thời đó.")
    title: str = Field(description="Nội dung.")
    as_of: date = Field(description="Tính đến ngày.")
    total: int = Field(description="Tổng số.")
    parts: dict[str, int] = Field(description="Các phần.")
    within: dict[str, str] = Field(description="Phần nằm trong phần khác.")
    missing: int = Field(description="Số không phần nào nêu.")
    excess: int = Field(description="Số các phần vượt tổng số.")
    flagged: bool = Field(description="Các phần không khớp tổng số.")
    notes: list[str] = Field(description="Chú giải, mỗi câu một điều.")
    source: str = Field(description="Nguồn.")


def _published(told: Account) -> Published:
    said = told.figures
    return Published(
        province=said.province,
        title=said.title,
        as_of=said.as_of,
        total=said.total,
        parts={part.value: count for part, count in said.parts.items()},
        within={part.value: outer.value for part, outer in said.within.items()},
        missing=told.missing,
        excess=told.excess,
        flagged=told.flagged,
        notes=list(told.notes),
        source=said.source,
    )


class CouncilAction(Shape):
    """What the advisory council asked for and nobody has done yet."""

    number: int = Field(description="Số của việc.")
    task: str = Field(description="Mã nhiệm vụ.")
    who: str = Field(description="Rõ người.")
    what: str = Field(description="Rõ việc.")
    due_on: date = Field(description="Rõ thời gian.")
    result: str = Field(description="Rõ kết quả.")
    responsible: str = Field(description="Rõ trách nhiệm.")
    authority: str = Field(description="Rõ thẩm quyền.")
    late: bool = Field(description="Quá hạn.")


class BoardAnswer(Shape):
    """How a province stands to its plans of a year."""

    province: str = Field(description="Tỉnh chịu trách nhiệm vào ngày đó.")
    year: int = Field(description="Năm.")
    on: date = Field(description="Tính đến ngày.")
    targets: Counted = Field(description="Chỉ tiêu.")
    work: Counted = Field(description="Nhiệm vụ đã giao.")
    plans: list[PlanAnswer] = Field(description="Các kế hoạch.")
    council: list[CouncilAction] = Field(description="Việc của hội đồng tư vấn.")
    published: list[Published] = Field(description="Số liệu đã công bố, và tổng của các tỉnh đã sáp nhập.")


def _plan(line: steering.PlanLine) -> PlanAnswer:
    facts = {name: getattr(line, name) for name in PlanAnswer.model_fields}
    return PlanAnswer.model_validate(facts | {"targets": _counted(line.targets), "work": _counted(line.work)})


@room.get("/plans/board", tags=[_PLANS], summary="Tình hình kế hoạch của một tỉnh trong một năm")
def board(_visit: ToSee, province: Province = "", year: Year = None, on: On = None) -> BoardAnswer:
    """How a province stands to its plans of a year."""
    day = on or wiring.today()
    with wiring.unit_of_work() as session:
        found = steering.board(session, province or wiring.settings().province, year or day.year, day)
    return BoardAnswer(
        province=found.province,
        year=found.year,
        on=found.on,
        targets=Counted.model_validate(_counted(found.targets)),
        work=Counted.model_validate(_counted(found.work)),
        plans=[_plan(each) for each in found.plans],
        council=[CouncilAction.model_validate(each) for each in found.council],
        published=[_published(each) for each in (*found.reported, *found.merged)],
    )


class IndicatorAnswer(Shape):
    """A figure that is computed from the tasks."""

    code: str = Field(description="Mã chỉ số.")
    vi: str = Field(description="Tên tiếng Việt.")
    en: str = Field(description="Tên tiếng Anh.")
    unit: str = Field(description="Đơn vị tính.")
    value: Decimal | None = Field(description="Giá trị; null khi chưa rõ.")
    numerator: Decimal | None = Field(description="Tử số.")
    denominator: Decimal | None = Field(description="Mẫu số.")
    source: str = Field(description="Cách tính và nguồn.")
    records: list[str] = Field(description="Mã của các bản ghi đằng sau.")
    note: str = Field(description="Vì sao chưa rõ.")
    goal: Decimal | None = Field(description="Mức tham khảo.")


@room.get("/indicators", tags=[_PLANS], summary="Chỉ số tính từ dữ liệu nhiệm vụ")
def indicators(_visit: ToSee, province: Province = "", on: On = None) -> list[IndicatorAnswer]:
    """The indicators of a province."""
    with wiring.unit_of_work() as session:
        found = steering.indicators(session, province or wiring.settings().province, on or wiring.today())
    return [IndicatorAnswer.model_validate(each) for each in found]


class PlanWhole(Shape):
    """A plan with all that is in it."""

    plan: PlanAnswer = Field(description="Kế hoạch.")
    targets: list[TargetAnswer] = Field(description="Chỉ tiêu.")
    work: list[WorkAnswer] = Field(description="Nhiệm vụ.")


@room.get("/plans/{number}", tags=[_PLANS], summary="Một kế hoạch với chỉ tiêu và nhiệm vụ")
def one(_visit: ToSee, number: Number) -> PlanWhole:
    """One plan."""
    with wiring.unit_of_work() as session:
        found = steering.plan_sheet(session, number, wiring.today())
    return PlanWhole(
        plan=_plan(found.plan),
        targets=[TargetAnswer.model_validate(each) for each in found.targets],
        work=_work(found.work),
    )


def _work(lines: Sequence[steering.WorkLine]) -> list[WorkAnswer]:
    return [WorkAnswer.model_validate(each) for each in lines]


@room.post("/plans", status_code=HTTPStatus.CREATED, tags=[_PLANS], summary="Lập kế hoạch")
def keep(visit: ToKeep, form: PlanForm) -> Made:
    """Put a plan on record."""
    with wiring.unit_of_work() as session:
        return Made(number=keeping.keep_plan(session, form, visit.actor, on=wiring.today()))


@room.put("/plans/{number}", tags=[_PLANS], summary="Sửa kế hoạch")
def rewrite(visit: ToKeep, number: Number, form: PlanForm) -> Made:
    """Write a plan anew."""
    with wiring.unit_of_work() as session:
        return Made(number=keeping.keep_plan(session, form, visit.actor, on=wiring.today(), number=number))


class RowRefused(Shape):
    """A row of a list that stayed out."""

    row: int = Field(description="Số dòng.")
    reasons: list[str] = Field(description="Mọi lý do.")


class PlansTaken(Shape):
    """What came of a list of plans."""

    rows: int = Field(description="Số dòng.")
    added: int = Field(description="Số mục mới.")
    updated: int = Field(description="Số mục được cập nhật.")
    unchanged: int = Field(description="Số mục không đổi.")
    rejected: int = Field(description="Số dòng bị từ chối.")
    plans: list[str] = Field(description="Mỗi kế hoạch một câu.")
    rejects: list[RowRefused] = Field(description="Các dòng bị từ chối.")


@room.post("/plans/imports", tags=[_PLANS], summary="Nhập kế hoạch từ tệp (CSV, XLSX)")
def take_in(visit: ToKeep, file: UploadFile) -> PlansTaken:
    """Take a list of plans in."""
    suffix = ".xlsx" if (file.filename or "").lower().endswith(".xlsx") else ".csv"
    with tempfile.TemporaryDirectory() as folder, wiring.unit_of_work() as session:
        path = File(folder) / f"ke-hoach{suffix}"
        path.write_bytes(file.file.read())
        found = steering.take_in(session, path, visit.actor, on=wiring.today())
    counts = {name: getattr(found, name) for name in ("rows", "added", "updated", "unchanged", "rejected")}
    rejects = [RowRefused(row=number, reasons=list(reasons)) for number, reasons in found.rejects]
    return PlansTaken(**counts, plans=found.plans, rejects=rejects)


@room.post("/plans/figures", tags=[_PLANS], summary="Ghi số liệu đã công bố, cùng điều không khớp")
def keep_figures(visit: ToKeep, form: FiguresForm) -> Published:
    """Keep figures as they were published."""
    with wiring.unit_of_work() as session:
        told = keeping.keep_figures(session, keeping.figures_of(form), visit.actor, on=wiring.today())
    return _published(told)


@room.post("/plans/{number}/targets", status_code=HTTPStatus.CREATED, tags=[_PLANS], summary="Thêm chỉ tiêu")
def add_target(visit: ToKeep, number: Number, form: TargetForm) -> Made:
    """Put a target on record."""
    with wiring.unit_of_work() as session:
        return Made(number=keeping.keep_target(session, number, form, visit.actor, on=wiring.today()))


@room.get("/targets/{number}", tags=[_PLANS], summary="Một chỉ tiêu")
def target(_visit: ToSee, number: Number) -> TargetAnswer:
    """One target."""
    with wiring.unit_of_work() as session:
        return TargetAnswer.model_validate(steering.target_sheet(session, number, wiring.today()).line)


@room.put("/targets/{number}", tags=[_PLANS], summary="Sửa chỉ tiêu")
def rewrite_target(visit: ToKeep, number: Number, form: TargetForm) -> Made:
    """Write a target anew."""
    day = wiring.today()
    with wiring.unit_of_work() as session:
        plan = steering.target_sheet(session, number, day).plan.number
        return Made(number=keeping.keep_target(session, plan, form, visit.actor, on=day, number=number))


@room.post("/targets/{number}/readings", tags=[_PLANS], summary="Ghi số đạt được của chỉ tiêu")
def read_target(visit: ToKeep, number: Number, form: ReadingForm) -> Done:
    """Write down what a target stands at."""
    with wiring.unit_of_work() as session:
        return Done(sentence=keeping.read_target(session, number, form, visit.actor, on=wiring.today()))


class Awaiting(Ask):
    """Since when something waits for the central authorities, by which document."""

    document: Line = Field(description="Văn bản đang chờ.")
    since: date | None = Field(None, description="Từ ngày; trống là hôm nay.")


class Answered(Ask):
    """By which document the central authorities have answered."""

    document: Line = Field(description="Văn bản trả lời.")


class Cancelling(Ask):
    """Why something is cancelled."""

    because: Line = Field(description="Văn bản hủy và lý do.")


@room.post("/targets/{number}/awaiting", tags=[_PLANS], summary="Ghi chỉ tiêu chờ Trung ương")
def target_awaits(visit: ToKeep, number: Number, said: Awaiting) -> Done:
    """Note that a target waits for the central authorities."""
    day = wiring.today()
    with wiring.unit_of_work() as session:
        sentence = keeping.await_central(
            session, number, said.since or day, said.document, visit.actor, on=day
        )
    return Done(sentence=sentence)


@room.post("/targets/{number}/answer", tags=[_PLANS], summary="Ghi Trung ương đã trả lời về chỉ tiêu")
def target_answered(visit: ToKeep, number: Number, said: Answered) -> Done:
    """Note that the central authorities have answered."""
    with wiring.unit_of_work() as session:
        sentence = keeping.central_answered(session, number, said.document, visit.actor, on=wiring.today())
    return Done(sentence=sentence)


@room.post("/targets/{number}/cancellation", tags=[_PLANS], summary="Hủy chỉ tiêu")
def cancel_target(visit: ToKeep, number: Number, said: Cancelling) -> Done:
    """Cancel a target."""
    with wiring.unit_of_work() as session:
        sentence = keeping.cancel_target(session, number, said.because, visit.actor, on=wiring.today())
    return Done(sentence=sentence)


@room.post(
    "/plans/{number}/work-items", status_code=HTTPStatus.CREATED, tags=[_PLANS], summary="Thêm nhiệm vụ"
)
def add_work(visit: ToKeep, number: Number, form: WorkForm) -> Made:
    """Put work on record as a draft."""
    with wiring.unit_of_work() as session:
        return Made(number=doing.keep_work(session, number, form, visit.actor, on=wiring.today()))


class Given(Shape):
    """A piece of work that was given to the person of the key."""

    number: int = Field(description="Số của nhiệm vụ trong hệ thống.")
    plan: str = Field(description="Mã kế hoạch.")
    code: str = Field(description="Mã trong kế hoạch.")
    what: str = Field(description="Rõ việc.")
    due_on: date | None = Field(description="Thời hạn.")
    status: Status = Field(description="Tình trạng.")


@room.get("/work-items", tags=[_PLANS], summary="Nhiệm vụ kế hoạch được giao cho tôi, chưa xong")
def mine(visit: ToDo) -> list[Given]:
    """The work that was given to the person of the key and is not over."""
    with wiring.unit_of_work() as session:
        found = steering.work_given_to(session, visit.actor.id, wiring.today())
    return [Given.model_validate(each) for each in found]


@room.get("/work-items/{number}", tags=[_PLANS], summary="Một nhiệm vụ của kế hoạch")
def work_item(_visit: ToSee, number: Number) -> WorkAnswer:
    """One piece of work."""
    with wiring.unit_of_work() as session:
        return WorkAnswer.model_validate(steering.work_sheet(session, number, wiring.today()).line)


@room.put("/work-items/{number}", tags=[_PLANS], summary="Sửa nhiệm vụ của kế hoạch")
def rewrite_work(visit: ToKeep, number: Number, form: WorkForm) -> Made:
    """Write work anew."""
    day = wiring.today()
    with wiring.unit_of_work() as session:
        plan = steering.work_sheet(session, number, day).plan.number
        return Made(number=doing.keep_work(session, plan, form, visit.actor, on=day, number=number))


@room.post("/work-items/{number}/publication", tags=[_PLANS], summary="Giao nhiệm vụ, khi đủ sáu rõ")
def publish(visit: ToKeep, number: Number) -> Done:
    """Give work out."""
    with wiring.unit_of_work() as session:
        return Done(sentence=doing.publish(session, number, visit.actor, on=wiring.today()))


@room.post("/work-items/{number}/start", tags=[_PLANS], summary="Ghi nhận bắt đầu nhiệm vụ")
def start(visit: ToDo, number: Number) -> Done:
    """Note that work was begun."""
    with wiring.unit_of_work() as session:
        return Done(sentence=doing.start(session, number, visit.actor, on=wiring.today()))


class Finishing(Ask):
    """By what work is done."""

    evidence: Line = Field(description="Minh chứng.")
    done_on: date | None = Field(None, description="Ngày hoàn thành; trống là hôm nay.")
    exceeded: bool = Field(False, description="Vượt mức yêu cầu.")  # noqa: FBT003 - the default of a field


@room.post("/work-items/{number}/done", tags=[_PLANS], summary="Ghi nhận hoàn thành nhiệm vụ")
def finish(visit: ToDo, number: Number, said: Finishing) -> Done:
    """Note that work is done."""
    with wiring.unit_of_work() as session:
        sentence = doing.finish(
            session,
            number,
            said.evidence,
            visit.actor,
            on=wiring.today(),
            done_on=said.done_on,
            exceeded=said.exceeded,
        )
    return Done(sentence=sentence)


@room.post("/work-items/{number}/awaiting", tags=[_PLANS], summary="Ghi nhiệm vụ chờ Trung ương")
def work_awaits(visit: ToDo, number: Number, said: Awaiting) -> Done:
    """Note that work waits for the central authorities."""
    day = wiring.today()
    with wiring.unit_of_work() as session:
        sentence = doing.await_central(session, number, said.since or day, said.document, visit.actor, on=day)
    return Done(sentence=sentence)


@room.post("/work-items/{number}/answer", tags=[_PLANS], summary="Ghi Trung ương đã trả lời về nhiệm vụ")
def work_answered(visit: ToDo, number: Number, said: Answered) -> Done:
    """Note that the central authorities have answered."""
    with wiring.unit_of_work() as session:
        sentence = doing.central_answered(session, number, said.document, visit.actor, on=wiring.today())
    return Done(sentence=sentence)


@room.post("/work-items/{number}/cancellation", tags=[_PLANS], summary="Hủy nhiệm vụ của kế hoạch")
def cancel_work(visit: ToKeep, number: Number, said: Cancelling) -> Done:
    """Cancel work."""
    with wiring.unit_of_work() as session:
        return Done(sentence=doing.cancel(session, number, said.because, visit.actor, on=wiring.today()))


class Judging(Ask):
    """The quality of work that is done."""

    percent: Decimal = Field(description="Chất lượng, phần trăm.", ge=0, le=100)


@room.post("/work-items/{number}/quality", tags=[_PLANS], summary="Ghi chất lượng nhiệm vụ đã hoàn thành")
def judge(visit: ToKeep, number: Number, said: Judging) -> Done:
    """Write down the quality of work that is done."""
    with wiring.unit_of_work() as session:
        sentence = doing.judge_quality(session, number, said.percent, visit.actor, on=wiring.today())
    return Done(sentence=sentence)
