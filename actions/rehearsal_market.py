"""The part of the demonstration around tasks: three houses agree, enterprises are asked what they need."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from actions import agreements, filled_form, people, rehearsal, surveys, wiring
from models import provinces, queries, samples
from models.queries import panels as panels_asked
from models.surveys import FORM_2026

SURVEY: Final = f"Khảo sát trình độ và nhu cầu công nghệ của doanh nghiệp {rehearsal.MARK}"
_ANSWERED: Final = (
    ("enterprise", "engineering", "3", "Chiết xuất tinh dầu từ phụ phẩm chế biến"),
    ("cooperative", "agricultural", "2", "Sấy nông sản bằng nhiệt thấp, tiết kiệm điện"),
)
"""Who has answered: the house, its discipline, the mark that it gives itself, the need that it has."""
_SILENT: Final = f"Cơ sở sấy nông sản {rehearsal.MARK}"


def play(today: date) -> None:
    """Draft the agreement of Đồng Tháp as the press told of it, and hold a survey; twice changes nothing."""
    _agree(today)
    _ask(today)


def _agree(today: date) -> None:
    form = filled_form.read(samples.path("dong-thap.yaml"), agreements.AgreementForm)
    with wiring.unit_of_work() as session:
        if any(row.title == form.title for row in session.scalars(queries.agreements())):
            return
        agreements.draft(session, form, people.find(session, "so.chuyen-vien"), on=today)


def _ask(today: date) -> None:
    province = provinces.successor(wiring.settings().province, today)
    first, last = today - timedelta(days=20), today + timedelta(days=20)
    with wiring.as_of(first), wiring.unit_of_work() as session:
        if session.scalar(panels_asked.file_titled("survey", SURVEY)) is not None:
            return
        officer = people.find(session, "so.chuyen-vien")
        form = surveys.SurveyForm(title=SURVEY, province=province, opens_on=first, closes_on=last)
        code = surveys.draft(session, form, officer, on=first)
        asked = [surveys.Invitee(rehearsal.house(key)) for key, *_ in _ANSWERED] + [surveys.Invitee(_SILENT)]
        made = surveys.invite(session, code, asked, officer, on=first, by_mail=False)
        for (_, discipline, mark, need), link in zip(_ANSWERED, made, strict=False):
            typed = {
                "discipline": discipline,
                **{f"mark.{question}": mark for question in FORM_2026.questions},
                "need.1.title": need,
                "need.1.by": f"{today + timedelta(days=180):%d/%m/%Y}",
                "need.1.from_vnd": "100.000.000",
                "need.1.to_vnd": "300.000.000",
                "need.1.willing": "co_invest",
            }
            surveys.answer(session, link.link.rpartition("/")[2], typed, on=first)
