"""Plans with their targets and work, boards, indicators, and what the records say of work."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from pathlib import Path as File
from typing import Annotated

from fastapi import APIRouter, Query, UploadFile

from actions import steering, wiring
from actions.steering import doing, keeping
from actions.steering.sheet import FiguresForm, PlanForm, ReadingForm, TargetForm, WorkForm
from models.deeds import Deed
from portal.api.bounds import Number
from portal.api.keys import bearing
from portal.api.once import Once
from portal.api.plan_shapes import (
    Answered,
    Awaiting,
    BoardAnswer,
    Cancelling,
    CouncilAction,
    Counted,
    Finishing,
    Given,
    IndicatorAnswer,
    Judging,
    PlansTaken,
    PlanWhole,
    Published,
    RowRefused,
    TargetAnswer,
    WorkAnswer,
    counted,
    plan_answer,
    published,
)
from portal.api.shapes import Done, Made
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
        targets=Counted.model_validate(counted(found.targets)),
        work=Counted.model_validate(counted(found.work)),
        plans=[plan_answer(each) for each in found.plans],
        council=[CouncilAction.model_validate(each) for each in found.council],
        published=[published(each) for each in (*found.reported, *found.merged)],
    )


@room.get("/indicators", tags=[_PLANS], summary="Chỉ số tính từ dữ liệu nhiệm vụ")
def indicators(_visit: ToSee, province: Province = "", on: On = None) -> list[IndicatorAnswer]:
    """The indicators of a province."""
    with wiring.unit_of_work() as session:
        found = steering.indicators(session, province or wiring.settings().province, on or wiring.today())
    return [IndicatorAnswer.model_validate(each) for each in found]


@room.get("/plans/{number}", tags=[_PLANS], summary="Một kế hoạch với chỉ tiêu và nhiệm vụ")
def one(_visit: ToSee, number: Number) -> PlanWhole:
    """One plan."""
    with wiring.unit_of_work() as session:
        found = steering.plan_sheet(session, number, wiring.today())
    return PlanWhole(
        plan=plan_answer(found.plan),
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
    return published(told)


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


@room.post("/work-items/{number}/quality", tags=[_PLANS], summary="Ghi chất lượng nhiệm vụ đã hoàn thành")
def judge(visit: ToKeep, number: Number, said: Judging) -> Done:
    """Write down the quality of work that is done."""
    with wiring.unit_of_work() as session:
        sentence = doing.judge_quality(session, number, said.percent, visit.actor, on=wiring.today())
    return Done(sentence=sentence)
