"""Periodic reports as they leave the press: each figure in the words of the report, a chart drawn in."""

import unicodedata
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from documents import typeset
from documents.catalogue.reporting import COMMITTEE_REPORT, OF_PERIOD, REPORTING, TARGET_REPORT
from documents.facts import FACTS
from documents.facts.reporting import report_facts
from models.reporting.figures import Amount, Bars, Figure, Group, Named, Picture, Report, Section
from models.reporting.periods import Kind, Period
from models.reporting.sections import CLOSET, PLANS
from tests.documents.test_papers import text_of

ON = date(2026, 11, 23)
KINDS = {paper: kind for kind, paper in OF_PERIOD.items()}


def amount(value, of=None):
    return Amount(None if value is None else Decimal(value), of)


def found(period):
    return Report(
        code=period.code if period else "target-7",
        vi=f"{period.kind.vi}: {period.vi}" if period else "Báo cáo chỉ tiêu KH1 · CT1: Tỷ lệ ứng dụng",
        en="",
        province="Đồng Nai",
        until=period.last if period else ON,
        sections=(
            Section(
                "closet",
                CLOSET.vi,
                CLOSET.en,
                (
                    Figure.of(CLOSET.line("lying"), amount(13), amount(11)),
                    Figure.of(CLOSET.line("longest"), amount(1204)),
                    Figure.of(CLOSET.line("valued"), amount(12_500_000_000)),
                ),
                (
                    Group(
                        "closet.cause",
                        "Theo nguyên nhân chính",
                        "",
                        (
                            Figure("a", "Không có địa chỉ tiếp nhận", "", "", amount(9)),
                            Figure("b", "Chưa quyết định giao quyền", "", "", amount(4)),
                        ),
                        Decimal(13),
                    ),
                ),
                "Nghiêm trọng nhất, lâu nhất",
                "",
                (
                    Named("DN-2021-011", "Quy trình chiết xuất collagen", "Không có địa chỉ tiếp nhận", ON),
                    Named("DN-2022-003", "Giống lúa chịu mặn"),
                ),
                Picture(
                    "Kết quả vào và ra khỏi ngăn tủ",
                    "Kết quả vào và ra khỏi ngăn tủ",
                    ("vào", "ra"),
                    tuple(
                        Bars(f"{month:02d}/26", (Decimal(month), Decimal(12 - month)))
                        for month in range(6, 12)
                    ),
                ),
                ("02 kết quả chưa rõ giá trị.",),
            ),
            Section(
                "plans",
                PLANS.vi,
                PLANS.en,
                (
                    Figure.of(PLANS.line("targets"), amount(17, 43), amount(10, 43)),
                    Figure.of(PLANS.line("work"), amount(None), amount(None), note="Chưa giao nhiệm vụ nào."),
                ),
            ),
        ),
        period=period,
    )


def facts_of(paper):
    period = None
    if paper != TARGET_REPORT:
        period = Period.ended(KINDS.get(paper, Kind.MONTH), ON)
    return report_facts(found(period), paper, 7, ON)


WHOLE = {paper: facts_of(paper) for paper in REPORTING}


@cache
def printed(paper):
    return typeset.typeset(paper, WHOLE[paper], issued_on=ON, sizes=13)


def said(paper):
    return " ".join(unicodedata.normalize("NFC", text_of(printed(paper))).split())


@pytest.mark.parametrize(
    ("paper", "period"),
    [("week-report", "tuần 47 năm 2026"), ("month-report", "tháng 10 năm 2026"),
     ("quarter-report", "quý III năm 2026"), ("year-report", "năm 2025")],
)  # fmt: skip
def test_a_report_names_its_period_and_writes_every_figure(paper, period):
    told = said(paper)
    for each in (period, "17/43 (39,5%)", "10/43 (23,3%)", "+7", "chưa đủ dữ liệu", "12.500.000.000 đ"):
        assert each in told
    for each in ("DN-2021-011", "06/26", "vào", "Chưa giao nhiệm vụ nào.", "07/BC-SKHCN"):
        assert each in told
    assert "Kính gửi" not in told


def test_the_committee_is_addressed_and_the_director_signs():
    told = said(COMMITTEE_REPORT)
    assert "Kính gửi: Ủy ban nhân dân tỉnh Đồng Nai" in told
    assert "GIÁM ĐỐC" in told
    assert len(printed(COMMITTEE_REPORT).signature_boxes) == 1


def test_the_report_on_a_target_tells_of_no_period():
    told = said(TARGET_REPORT)
    assert "chỉ tiêu KH1 · CT1: Tỷ lệ ứng dụng" in told
    assert "Kỳ trước" not in told


def test_what_is_on_record_is_read_back_as_it_was():
    for paper, facts in WHOLE.items():
        assert FACTS[paper].model_validate(facts.model_dump(mode="json")) == facts
