"""Changes of process: versions, a dry run in words, applying it in parts, taking it back."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from itertools import islice
from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import Field

from actions import changing, wiring
from actions.changing import Told
from models.deeds import Deed
from portal.api.bounds import Cursor, Limit, Number, Page, cursor_of, place_of
from portal.api.keys import bearing
from portal.api.once import Once
from portal.api.shapes import Ask, Shape
from portal.visits import Visit

room = APIRouter(route_class=Once)
"""`/process`."""

ToChange = Annotated[Visit, bearing(Deed.PROCESS_CHANGE)]
Pairs = Annotated[str, Query(description="Các cặp MÃ_CŨ=MÃ_MỚI, cách nhau bằng dấu cách.", max_length=2000)]
Name = Annotated[str, Field(description="Mã phiên bản.", max_length=100)]

_PROCESS, _PART = "Chuyển quy trình", 300
MOST_PAIRS: Final = 200


class VersionLine(Shape):
    """A version of the lifecycle."""

    code: str = Field(description="Mã phiên bản.")
    vi: str = Field(description="Tên.")
    source: str = Field(description="Căn cứ.")
    province: str = Field(description="Tỉnh; trống là chung.")
    valid_from: date | None = Field(description="Từ ngày.")
    in_flight: int = Field(description="Nhiệm vụ đang thực hiện.")
    ended: int = Field(description="Nhiệm vụ đã kết thúc.")
    differs: tuple[str, ...] = Field(description="Khác với phiên bản gốc ở đâu.")


class ChangeLine(Shape):
    """A change that was made."""

    number: int = Field(description="Số của đợt.")
    old: str = Field(description="Từ phiên bản.")
    new: str = Field(description="Sang phiên bản.")
    applied_at: datetime = Field(description="Thời điểm mở đợt.")
    moved: int = Field(description="Số nhiệm vụ đã chuyển.")
    undone: int = Field(description="Số nhiệm vụ đã hoàn tác.")
    undone_at: datetime | None = Field(description="Thời điểm hoàn tác hết.")


class TaskLine(Shape):
    """What becomes of a task, or became."""

    code: str = Field(description="Mã nhiệm vụ.")
    done: bool = Field(description="true: chuyển được, đã chuyển, đã hoàn tác.")
    sentences: tuple[str, ...] = Field(description="Diễn giải.")
    again: bool = Field(default=False, description="Đã thay đổi sau lần chạy thử nên được xét lại.")


class Wanted(Ask):
    """A change to be made."""

    old: Name
    new: Name
    stages: dict[str, str] = Field({}, description="Giai đoạn cũ: giai đoạn mới.", max_length=MOST_PAIRS)
    codes: dict[str, str] = Field({}, description="Mã cũ: mã mới.", max_length=MOST_PAIRS)
    mark: int | None = Field(None, description="`mark` của lần chạy thử.", ge=0, le=2**53)


class Begun(Shape):
    """A change that was put on record."""

    number: int = Field(description="Số của đợt.")


class Trial(Page[TaskLine]):
    """A page of a dry run; `mark` says what was known when it was made."""

    mark: int = Field(description="Gửi lại khi mở đợt, để nhiệm vụ thay đổi từ đó được nêu rõ.")


class Outcome(Shape):
    """What came of the tasks."""

    items: tuple[TaskLine, ...] = Field(description="Từng nhiệm vụ.")
    next: str | None = Field(description="Gửi lại ở `cursor` để làm tiếp; null khi đã xong.")


@room.get("/process/versions", tags=[_PROCESS], summary="Các phiên bản vòng đời")
def versions(visit: ToChange) -> list[VersionLine]:
    """The versions, and how many tasks live by each."""
    with wiring.unit_of_work() as session:
        return [VersionLine.model_validate(each) for each in changing.versions(session, visit.actor)]


@room.get("/process/trial", tags=[_PROCESS], summary="Chạy thử: từng nhiệm vụ sẽ ra sao")
def trial(
    visit: ToChange,
    old: Annotated[str, Query(description="Từ phiên bản.", max_length=100)],
    new: Annotated[str, Query(description="Sang phiên bản.", max_length=100)],
    stages: Pairs = "",
    codes: Pairs = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Trial:
    """What the change would do to each task; nothing is changed."""
    plan = changing.plan_of(old, new, changing.paired(stages), changing.paired(codes))
    with wiring.unit_of_work() as session:
        found = changing.dry_run(session, plan, visit.actor, wiring.today(), after=place_of(cursor))
        mark, shown = changing.mark(session), list(islice(found, limit + 1))
    items = [TaskLine(code=each.task.code, done=each.can_move, sentences=each.told) for each in shown[:limit]]
    return Trial(items=items, next=cursor_of(items[-1].code) if len(shown) > limit else None, mark=mark)


@room.get("/process/changes", tags=[_PROCESS], summary="Các đợt chuyển")
def changes(visit: ToChange) -> list[ChangeLine]:
    """The changes that were made, the latest first."""
    with wiring.unit_of_work() as session:
        return [ChangeLine.model_validate(each) for each in changing.changes(session, visit.actor)]


@room.post("/process/changes", tags=[_PROCESS], summary="Mở một đợt chuyển", status_code=HTTPStatus.CREATED)
def begin(visit: ToChange, asked: Wanted) -> Begun:
    """Put a change on record; no task is moved yet."""
    plan = changing.plan_of(asked.old, asked.new, asked.stages, asked.codes)
    with wiring.unit_of_work() as session:
        number = changing.begin(session, plan, visit.actor, wiring.today(), tried=asked.mark)
    return Begun(number=number)


@room.post("/process/changes/{number}/apply", tags=[_PROCESS], summary="Chuyển phần tiếp theo của một đợt")
def apply(visit: ToChange, number: Number, cursor: Cursor = "") -> Outcome:
    """Move the next part of the tasks; each is told."""
    going = changing.apply(number, visit.actor, wiring.today(), after=place_of(cursor))
    told = list(islice(going, _PART))
    return _outcome(told, cursor_of(told[-1].code) if len(told) == _PART else None)


@room.post("/process/changes/{number}/undo", tags=[_PROCESS], summary="Hoàn tác một đợt")
def undo(visit: ToChange, number: Number) -> Outcome:
    """Take the change back, as far as nothing was decided since; each task is told."""
    return _outcome(list(changing.undo(number, visit.actor, wiring.today())), None)


def _outcome(told: list[Told], following: str | None) -> Outcome:
    return Outcome(items=tuple(TaskLine.model_validate(each) for each in told), next=following)
