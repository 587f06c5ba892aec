"""Rules in force, the calendar of special days, and how the system stands."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field

from actions import letterheads, special_days, system, wiring
from models import law
from models.deeds import Deed
from models.provinces import province_named
from portal.api.bounds import Cursor, Limit, Page, sliced
from portal.api.keys import bearing
from portal.api.once import Once
from portal.api.shapes import Ask, Done, Shape
from portal.visits import Visit

room = APIRouter(route_class=Once)
"""`/rules`, `/calendar`, `/letterhead`, `/system`."""

ToSeeRules = Annotated[Visit, bearing(Deed.RULES_SEE)]
ToKeepCalendar = Annotated[Visit, bearing(Deed.CALENDAR_KEEP)]
ToHead = Annotated[Visit, bearing(Deed.LETTERHEAD_KEEP)]
ToKeepSystem = Annotated[Visit, bearing(Deed.SYSTEM_KEEP)]
Year = Annotated[int, Query(description="Năm.", ge=2014, le=2100)]
On = Annotated[date, Path(description="Ngày, dạng yyyy-MM-dd.")]

_RULES, _CALENDAR, _SYSTEM = "Quy định", "Lịch", "Vận hành"


class Rule(Shape):
    """A number that a text sets. Confidence G or U: a guide value, for reference, no law."""

    code: str = Field(description="Mã quy tắc.")
    name_vi: str = Field(description="Nội dung.")
    value: str = Field(description="Giá trị.")
    unit: str = Field(description="Đơn vị.")
    source: str = Field(description="Căn cứ.")
    confidence: str = Field(description="Mức tin cậy; G, U: tham khảo.")
    province: str = Field(description="Tỉnh đặt quy tắc riêng; trống là chung.")


@room.get("/rules", tags=[_RULES], summary="Các quy tắc đang có hiệu lực")
def rules(
    _visit: ToSeeRules,
    province: Annotated[str, Query(description="Quy tắc áp dụng cho tỉnh này.", max_length=100)] = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Page[Rule]:
    """The rules in force today."""
    named = province_named(province).name if province else ""
    rows, following = sliced(tuple(law.rules_in_force(wiring.today(), named)), cursor, limit)
    items = [
        Rule(
            code=each.code,
            name_vi=each.name_vi,
            value=str(each.value),
            unit=each.unit.value,
            source=str(each.source),
            confidence=each.source.confidence.value,
            province=each.province,
        )
        for each in rows
    ]
    return Page(items=items, next=following)


class Special(Shape):
    """A day off, or a day of rest on which offices work."""

    on: date = Field(description="Ngày.")
    works: bool = Field(description="true: ngày làm việc; false: ngày nghỉ.")
    name: str = Field(description="Tên của ngày.")
    document: str = Field(description="Văn bản quy định.")


@room.get("/calendar", tags=[_CALENDAR], summary="Các ngày đặc biệt của một năm")
def calendar(_visit: ToKeepCalendar, year: Year) -> list[Special]:
    """The special days of a year."""
    with wiring.unit_of_work() as session:
        return [Special.model_validate(each) for each in special_days.of_year(session, year)]


class Keeping(Ask):
    """A special day to be written down."""

    works: bool = Field(description="true: ngày làm việc; false: ngày nghỉ.")
    name: str = Field(description="Tên của ngày.", max_length=300)
    document: str = Field(description="Văn bản quy định.", max_length=300)


@room.put("/calendar/{on}", tags=[_CALENDAR], summary="Ghi một ngày đặc biệt")
def keep(visit: ToKeepCalendar, on: On, said: Keeping) -> Special:
    """Write a special day down."""
    day = special_days.Special(on, said.works, said.name, said.document)
    with wiring.unit_of_work() as session:
        special_days.keep(session, visit.actor, day)
    return Special.model_validate(day)


@room.delete("/calendar/{on}", tags=[_CALENDAR], summary="Bỏ một ngày đặc biệt")
def remove(visit: ToKeepCalendar, on: On) -> Done:
    """Let the general rule hold on that day again."""
    with wiring.unit_of_work() as session:
        special_days.remove(session, visit.actor, on)
    return Done(sentence=f"Đã bỏ ngày {on:%d/%m/%Y} khỏi lịch.")


class Heading(Shape):
    """What papers are headed with."""

    place: str = Field(description="Địa danh.")
    ppc: str = Field(description="Cơ quan chủ quản.")
    dost: str = Field(description="Cơ quan ban hành.")
    info_body: str = Field(description="Đầu mối thông tin.")
    science_unit: str = Field(description="Đơn vị lưu hồ sơ.")


class SettingHeading(Ask):
    """What papers are to be headed with; what is empty follows from the province's name."""

    place: str = Field("", description="Địa danh.", max_length=200)
    ppc: str = Field("", description="Cơ quan chủ quản.", max_length=200)
    dost: str = Field("", description="Cơ quan ban hành.", max_length=200)
    info_body: str = Field("", description="Đầu mối thông tin.", max_length=200)
    science_unit: str = Field("", description="Đơn vị lưu hồ sơ.", max_length=30)


@room.get("/letterhead", tags=[_SYSTEM], summary="Thông tin in trên văn bản")
def heading(_visit: ToHead) -> Heading:
    """What papers are headed with."""
    with wiring.unit_of_work() as session:
        return Heading.model_validate(letterheads.standing(session).now)


@room.put("/letterhead", tags=[_SYSTEM], summary="Đặt thông tin in trên văn bản ban hành từ nay")
def head(visit: ToHead, said: SettingHeading) -> Heading:
    """Set what papers are headed with from now on."""
    with wiring.unit_of_work() as session:
        letterheads.keep(session, visit.actor, letterheads.Names(**said.model_dump()))
        return Heading.model_validate(letterheads.standing(session).now)


class Service(Shape):
    """How something stands on which the system leans."""

    what: str = Field(description="Dịch vụ.")
    good: bool = Field(description="Hoạt động tốt.")
    sentence: str = Field(description="Tình trạng.")


class State(Shape):
    """How the system stands."""

    services: list[Service] = Field(description="Các dịch vụ.")
    waiting: int = Field(description="Số việc hệ thống chưa làm.")
    parked: int = Field(description="Số việc đã tạm gác vì lỗi.")


@room.get("/system", tags=[_SYSTEM], summary="Tình trạng hệ thống")
def standing(_visit: ToKeepSystem) -> State:
    """How the system stands."""
    with wiring.unit_of_work() as session:
        work = system.work(session)
    services = [Service.model_validate(each) for each in system.standing()]
    return State(services=services, waiting=work.waiting, parked=work.parked)


@room.post("/system/release", tags=[_SYSTEM], summary="Thử lại các việc đã tạm gác")
def release(visit: ToKeepSystem) -> Done:
    """Give what is parked another try."""
    with wiring.unit_of_work() as session:
        return Done(sentence=f"Đã cho thử lại {system.release(session, visit.actor)} việc.")


@room.post("/system/mail", tags=[_SYSTEM], summary="Gửi thư thử tới địa chỉ của tôi")
def try_mail(visit: ToKeepSystem) -> Done:
    """Send a letter to one's own address."""
    with wiring.unit_of_work() as session:
        return Done(sentence=f"Đã gửi thư thử tới {system.try_mail(session, visit.actor)}.")
