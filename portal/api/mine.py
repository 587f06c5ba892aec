"""For whom a key acts, what that person chose, what waits for them, and what they are about to order."""

from __future__ import annotations

from enum import StrEnum
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from actions import account, comments, desk, order_forms, people, wiring
from actions.desk import Sort
from actions.letters import Kind
from models.deeds import Deed
from portal.api import shapes
from portal.api.bounds import Code, Cursor, Page, cursor_of, number_of
from portal.api.keys import bearing
from portal.api.once import Once
from portal.api.shapes import Ask, Made, Shape
from portal.visits import Visit

room = APIRouter(route_class=Once)
"""`/me`, `/work`, `/tasks/{code}/comments/seen`, `/orders/alike`."""

Own = Annotated[Visit, bearing(Deed.ACCOUNT_OWN)]
ToWork = Annotated[Visit, bearing(Deed.WORK_SEE)]
ToTalk = Annotated[Visit, bearing(Deed.TASK_COMMENT)]
ToOrder = Annotated[Visit, bearing(Deed.TASK_ORDER)]

_MINE = "Việc của tôi"


class Me(Shape):
    """For whom a key acts."""

    handle: str = Field(description="Tên tài khoản.")
    title: str = Field(description="Chức danh.")
    organisation: str = Field(description="Tổ chức.")
    roles: list[str] = Field(description="Mã các vai trò đang giữ, kể cả vai trò được ủy quyền.")
    language: str = Field(description="Ngôn ngữ: vi hoặc en.")


@room.get("/me", tags=[_MINE], summary="Khóa này hành động thay ai")
def me(visit: Own) -> Me:
    """For whom the key acts."""
    actor = visit.actor
    return Me(
        handle=actor.handle,
        title=actor.title,
        organisation=visit.organisation,
        roles=sorted(role.value for role in actor.roles),
        language=visit.language,
    )


class Language(StrEnum):
    """In which language a person is spoken to."""

    VI = "vi"
    EN = "en"


class Choosing(Ask):
    """What a person chooses; what is left out stays as it is."""

    language: Language | None = Field(None, description="Ngôn ngữ của trang và thư.")
    letters: list[Kind] | None = Field(
        None,
        description="Các loại thư muốn nhận; danh sách rỗng là không nhận.",
        max_length=len(Kind),
    )


class Chosen(Shape):
    """What a person chose."""

    language: str = Field(description="Ngôn ngữ: vi hoặc en.")
    letters: list[Kind] = Field(description="Các loại thư muốn nhận.")


@room.put("/me", tags=[_MINE], summary="Chọn ngôn ngữ và các loại thư muốn nhận")
def choose(visit: Own, said: Choosing) -> Chosen:
    """Choose in which language one is spoken to, and which letters one wants."""
    with wiring.unit_of_work() as session:
        if said.language is not None:
            people.speak(session, visit.actor, said.language)
        if said.letters is not None:
            account.choose_letters(session, visit.actor, said.letters)
        session.flush()
        mine = account.mine(session, visit)
    return Chosen(language=mine.language, letters=sorted(mine.wanted))


@room.get("/work", tags=[_MINE], summary="Việc đang chờ tôi, theo hạn")
def work(visit: ToWork, sort: Sort | None = None, cursor: Cursor = "") -> Page[shapes.WorkItem]:
    """What waits for the person, what is due first before the rest."""
    page = min(number_of(cursor) or 1, desk.MOST)
    with wiring.unit_of_work() as session:
        found = desk.desk_of(session, visit.actor, wiring.today(), sort=sort, page=page)
    following = cursor_of(page + 1) if page < found.pages else None
    return Page(items=[shapes.WorkItem.model_validate(each) for each in found.items], next=following)


@room.post(
    "/tasks/{code}/comments/seen",
    status_code=HTTPStatus.CREATED,
    tags=["Trao đổi"],
    summary="Trả lời «đã xem» ý kiến nhắc mình",
)
def seen(visit: ToTalk, code: Code) -> Made:
    """Answer a call on a task: it was read."""
    with wiring.unit_of_work() as session:
        return Made(number=comments.say(session, code, comments.SEEN, visit.actor, on=wiring.today()))


class Alike(Shape):
    """An earlier task with a like title."""

    code: str = Field(description="Mã nhiệm vụ.")
    title: str = Field(description="Tên nhiệm vụ.")
    province: str = Field(description="Tỉnh, thành phố.")
    year: str = Field(description="Năm.")
    likeness: float = Field(description="Mức giống, từ 0 đến 1.")
    very: bool = Field(description="Giống đến mức phải xem xét có trùng lặp không.")


@room.get("/orders/alike", tags=["Nhiệm vụ"], summary="Nhiệm vụ trước đây có tên giống tên sắp đặt hàng")
def alike(
    visit: ToOrder, title: Annotated[str, Query(description="Tên nhiệm vụ.", max_length=500)]
) -> list[Alike]:
    """Earlier tasks with a title like the one that is to be ordered, the likest first."""
    with wiring.unit_of_work() as session:
        return [Alike.model_validate(each) for each in order_forms.alike(session, visit.actor, title)]
