"""Surveys of enterprises: opened, sent, told together. Answers come by the link alone."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from actions import surveys, wiring
from actions.surveys import Invitee, SurveyForm
from models.deeds import Deed
from portal.api.bounds import WORD
from portal.api.honours import PageNumber, PaperLine
from portal.api.keys import bearing
from portal.api.once import Once
from portal.api.shapes import Ask, Shape
from portal.visits import Visit

room = APIRouter(route_class=Once)
"""`/surveys`."""

ToSee = Annotated[Visit, bearing(Deed.SURVEY_SEE)]
ToKeep = Annotated[Visit, bearing(Deed.SURVEY_KEEP)]
SurveyCode = Annotated[
    str, Path(description="Mã khảo sát, ví dụ KS-DN-2026-001.", max_length=40, pattern=WORD)
]

_SURVEYS = "Khảo sát doanh nghiệp"


class SurveyRow(Shape):
    """A survey."""

    code: str = Field(description="Mã khảo sát.")
    title: str = Field(description="Tên khảo sát.")
    province: str = Field(description="Tỉnh, thành phố.")
    year: int = Field(description="Năm.")
    stand: str = Field(description="draft, open hoặc closed.")
    opens_on: date = Field(description="Nhận trả lời từ ngày.")
    closes_on: date = Field(description="Đến hết ngày.")
    asked: int = Field(description="Số đơn vị được gửi phiếu.")
    answered: int = Field(description="Số đơn vị đã trả lời.")


class LinkRow(Shape):
    """An enterprise that was asked."""

    organisation: str = Field(description="Đơn vị.")
    province: str = Field(description="Tỉnh, thành phố của đơn vị.")
    asked_on: date = Field(description="Ngày gửi phiếu.")
    answered_at: datetime | None = Field(description="Lúc trả lời; null khi chưa trả lời.")
    points: Decimal | None = Field(description="Điểm trình độ công nghệ, 0 đến 100.")
    needs: int = Field(description="Số nhu cầu đã nêu.")


class SummaryLine(Shape):
    """A line of the summary."""

    part: str = Field(description="Nội dung.")
    name: str = Field(description="Chỉ tiêu.")
    count: int | None = Field(description="Số lượng.")
    of: int | None = Field(description="Trên tổng số.")
    percent: Decimal | None = Field(description="Tỷ lệ, %, một chữ số thập phân.")
    mean: Decimal | None = Field(description="Điểm bình quân.")
    sum_vnd: Decimal | None = Field(description="Số tiền, đồng.")


class Survey(Shape):
    """A survey with its summary; `links` are one page of those asked."""

    row: SurveyRow = Field(description="Khảo sát.")
    summary: list[SummaryLine] = Field(description="Tổng hợp.")
    notes: list[str] = Field(description="Ghi chú của bản tổng hợp.")
    links: list[LinkRow] = Field(description="Đơn vị được gửi phiếu.")
    papers: list[PaperLine] = Field(description="Văn bản.")


class File(Shape):
    """A survey on record."""

    code: str = Field(description="Mã khảo sát.")


class Company(Ask):
    """An enterprise to be asked."""

    organisation: str = Field(description="Tên đơn vị.", min_length=1, max_length=500)
    email: str = Field("", description="Thư điện tử; trống thì nhận lại đường dẫn.", max_length=200)
    province: str = Field("", description="Tỉnh, thành phố, nếu biết.", max_length=100)


class Asking(Ask):
    """Enterprises to be asked."""

    companies: list[Company] = Field(description="Các đơn vị.", min_length=1, max_length=200)
    by_mail: bool = Field(default=True, description="Gửi thư cho đơn vị có địa chỉ.")


class Invited(Shape):
    """An enterprise that was asked: mailed, or with a link that is told this once."""

    organisation: str = Field(description="Đơn vị.")
    address: str = Field(description="Địa chỉ đã gửi thư; trống nếu không gửi.")
    link: str = Field(description="Đường dẫn để đưa trực tiếp; trống nếu đã gửi thư.")


class Issued(Shape):
    """A paper that was issued."""

    number: str = Field(description="Số, ký hiệu.")


@room.get("/surveys", tags=[_SURVEYS], summary="Các khảo sát, mới nhất trước")
def listed(visit: ToSee, page: PageNumber = 1) -> list[SurveyRow]:
    """The surveys."""
    with wiring.unit_of_work() as session:
        found, _ = surveys.surveys(session, visit.actor, wiring.today(), page=page)
    return [SurveyRow.model_validate(each) for each in found]


@room.get("/surveys/{code}", tags=[_SURVEYS], summary="Một khảo sát với bản tổng hợp")
def one(visit: ToSee, code: SurveyCode, page: PageNumber = 1) -> Survey:
    """One survey."""
    with wiring.unit_of_work() as session:
        found = surveys.page(session, code, visit.actor, wiring.today(), number=page)
    return Survey(
        row=SurveyRow.model_validate(found.row),
        summary=[SummaryLine.model_validate(each) for each in surveys.summary_lines(found.summary)],
        notes=list(found.summary.notes),
        links=[LinkRow.model_validate(each) for each in found.links],
        papers=[PaperLine.model_validate(each) for each in found.papers],
    )


@room.post("/surveys", status_code=HTTPStatus.CREATED, tags=[_SURVEYS], summary="Lập khảo sát")
def draft(visit: ToKeep, form: SurveyForm) -> File:
    """Put a survey on record."""
    with wiring.unit_of_work() as session:
        return File(code=surveys.draft(session, form, visit.actor, on=wiring.today()))


@room.put("/surveys/{code}", tags=[_SURVEYS], summary="Sửa khảo sát")
def redraft(visit: ToKeep, code: SurveyCode, form: SurveyForm) -> File:
    """Change a survey."""
    with wiring.unit_of_work() as session:
        return File(code=surveys.draft(session, form, visit.actor, on=wiring.today(), code=code))


@room.post("/surveys/{code}/links", tags=[_SURVEYS], summary="Gửi phiếu cho các đơn vị")
def invite(visit: ToKeep, code: SurveyCode, said: Asking) -> list[Invited]:
    """Ask enterprises."""
    asked = [Invitee(each.organisation, each.email, each.province) for each in said.companies]
    with wiring.unit_of_work() as session:
        made = surveys.invite(session, code, asked, visit.actor, on=wiring.today(), by_mail=said.by_mail)
    return [Invited.model_validate(each) for each in made]


@room.post("/surveys/{code}/summary", tags=[_SURVEYS], summary="Lập báo cáo tổng hợp khảo sát")
def sum_up(visit: ToKeep, code: SurveyCode) -> Issued:
    """Issue the summary report."""
    with wiring.unit_of_work() as session:
        return Issued(number=surveys.issue_summary(session, code, visit.actor, on=wiring.today()).number_text)
