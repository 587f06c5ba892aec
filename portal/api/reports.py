"""Periodic reports: one of them with every figure and the records behind it, and issuing it as a paper."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field

from actions import reporting, wiring
from models.deeds import Deed
from models.reporting.figures import Figure, Report
from models.reporting.periods import Kind, Period
from portal.api.bounds import Number
from portal.api.keys import bearing
from portal.api.once import Once
from portal.api.shapes import Ask, Shape
from portal.visits import Visit

room = APIRouter(route_class=Once)
"""`/reports`, `/reports/{period}`, `/reports/targets/{number}`, and issuing them."""

ToSee = Annotated[Visit, bearing(Deed.REPORT_SEE)]
ToIssue = Annotated[Visit, bearing(Deed.REPORT_ISSUE)]
PeriodCode = Annotated[
    str,
    Path(description="Kỳ: 2026-W47, 2026-11, 2026-Q4 hoặc 2026.", max_length=20, pattern=r"^[0-9A-Za-z-]+$"),
]
Province = Annotated[
    str, Query(description="Tỉnh, thành phố; để trống là tỉnh của hệ thống.", max_length=100)
]

_REPORTS = "Báo cáo"


class Issued(Shape):
    """A report on record."""

    paper: str = Field(description="Mã văn bản trong danh mục.")
    vi: str = Field(description="Tên văn bản.")
    number: str = Field(description="Số, ký hiệu.")
    on: date = Field(description="Ngày ban hành.")


class Offered(Shape):
    """A period of which a report can be read."""

    kind: Kind = Field(description="Loại kỳ.")
    code: str = Field(description="Mã kỳ.")
    vi: str = Field(description="Tên kỳ.")
    first: date = Field(description="Ngày đầu.")
    last: date = Field(description="Ngày cuối.")
    is_over: bool = Field(description="Kỳ đã kết thúc.")
    issued: list[Issued] = Field(description="Báo cáo đã ban hành.")


class ReportFigure(Shape):
    """A figure with what it stood at in the period before."""

    code: str = Field(description="Mã số liệu.")
    vi: str = Field(description="Tên số liệu.")
    unit: str = Field(description="Đơn vị tính; trống là số lượng.")
    value: Decimal | None = Field(description="Giá trị; null khi chưa đủ dữ liệu.")
    of: int | None = Field(description="Tổng số, khi là một phần của tổng số.")
    said: str = Field(description="Như viết trong báo cáo.")
    before: Decimal | None = Field(description="Kỳ trước; null khi không so sánh hoặc chưa đủ dữ liệu.")
    change: str = Field(description="Thay đổi so với kỳ trước.")
    records: list[str] = Field(description="Bản ghi đứng sau số liệu.")
    source: str = Field(description="Cách tính, nguồn.")
    note: str = Field(description="Điều phải biết khi đọc.")


class ReportGroup(Shape):
    """A breakdown."""

    code: str = Field(description="Mã nhóm.")
    vi: str = Field(description="Tên nhóm.")
    parts: list[ReportFigure] = Field(description="Các phần.")
    note: str = Field(description="Điều phải nói khi các phần không khớp tổng số.")


class ReportSection(Shape):
    """A part of the report."""

    code: str = Field(description="Mã phần.")
    vi: str = Field(description="Tên phần.")
    figures: list[ReportFigure] = Field(description="Số liệu.")
    groups: list[ReportGroup] = Field(description="Số liệu theo nhóm.")
    notes: list[str] = Field(description="Điều phải biết khi đọc.")


class WholeReport(Shape):
    """A report as the page, the paper and the workbook tell it."""

    code: str = Field(description="Mã báo cáo.")
    vi: str = Field(description="Tên báo cáo.")
    province: str = Field(description="Tỉnh, thành phố.")
    until: date = Field(description="Số liệu đến ngày.")
    is_whole: bool = Field(description="Kỳ đã kết thúc.")
    sections: list[ReportSection] = Field(description="Các phần.")


@room.get("/reports", tags=[_REPORTS], summary="Các kỳ báo cáo và báo cáo đã ban hành")
def reports(visit: ToSee, province: Province = "") -> list[Offered]:  # noqa: ARG001 - the deed is asked for
    """The periods of each kind, the running one first."""
    with wiring.unit_of_work() as session:
        found = reporting.offered(session, province or wiring.settings().province, wiring.today())
    return [
        Offered(
            kind=kind,
            code=each.period.code,
            vi=each.period.vi,
            first=each.period.first,
            last=each.period.last,
            is_over=each.is_over,
            issued=[Issued.model_validate(paper) for paper in each.issued],
        )
        for kind, periods in found.items()
        for each in periods
    ]


@room.get("/reports/{period}", tags=[_REPORTS], summary="Báo cáo của một kỳ")
def report(visit: ToSee, period: PeriodCode, province: Province = "") -> WholeReport:  # noqa: ARG001 - idem
    """The report of a period; one that is not over is told up to today."""
    with wiring.unit_of_work() as session:
        name = province or wiring.settings().province
        return _told(reporting.report(session, name, Period.read(period), wiring.today()))


class Issuing(Ask):
    """Whose report is issued, and to whom."""

    province: str = Field("", description="Tỉnh, thành phố; để trống là tỉnh của hệ thống.", max_length=100)
    committee: bool = Field(default=False, description="Báo cáo gửi Ủy ban nhân dân.")


class Paper(Shape):
    """A report that was issued."""

    document: int = Field(description="Số của văn bản trong hệ thống.")
    number: str = Field(description="Số, ký hiệu.")


@room.post("/reports/{period}/issue", tags=[_REPORTS], summary="Ban hành báo cáo của một kỳ")
def issue(visit: ToIssue, period: PeriodCode, said: Issuing) -> Paper:
    """Issue the report of a period that is over, once."""
    with wiring.unit_of_work() as session:
        row = reporting.issue(
            session,
            said.province or wiring.settings().province,
            Period.read(period),
            visit.actor,
            on=wiring.today(),
            committee=said.committee,
        )
        return Paper(document=row.id, number=row.number_text)


@room.get("/reports/targets/{number}", tags=[_REPORTS], summary="Báo cáo một chỉ tiêu")
def target(visit: ToSee, number: Number) -> WholeReport:  # noqa: ARG001 - idem
    """One target with every figure that was read of it."""
    with wiring.unit_of_work() as session:
        return _told(reporting.target_report(session, number, wiring.today()))


@room.post("/reports/targets/{number}/issue", tags=[_REPORTS], summary="Ban hành báo cáo một chỉ tiêu")
def issue_target(visit: ToIssue, number: Number) -> Paper:
    """Issue the report on a target as it stands, once a day."""
    with wiring.unit_of_work() as session:
        row = reporting.issue_target(session, number, visit.actor, on=wiring.today())
        return Paper(document=row.id, number=row.number_text)


def _told(found: Report) -> WholeReport:
    return WholeReport(
        code=found.code,
        vi=found.vi,
        province=found.province,
        until=found.until,
        is_whole=found.is_whole,
        sections=[
            ReportSection(
                code=section.code,
                vi=section.vi,
                figures=[_figure(each) for each in section.figures],
                groups=[
                    ReportGroup(
                        code=group.code,
                        vi=group.vi,
                        parts=[_figure(each) for each in group.parts],
                        note=group.note,
                    )
                    for group in section.groups
                ],
                notes=list(section.said),
            )
            for section in found.sections
        ],
    )


def _figure(figure: Figure) -> ReportFigure:
    return ReportFigure(
        code=figure.code,
        vi=figure.vi,
        unit=figure.unit,
        value=figure.now.value,
        of=figure.now.of,
        said=figure.said,
        before=None if figure.before is None else figure.before.value,
        change=figure.change,
        records=list(figure.now.records),
        source=figure.source,
        note=figure.note,
    )
