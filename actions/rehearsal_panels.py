"""What panels do in a rehearsal: a call with two proposals up to a payment, and a year's list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from actions import panels, people, recognition, rehearsal, support, wiring
from actions.support import CallForm, ProposalForm
from models import provinces
from models.errors import Refused
from models.queries import panels as panels_asked
from models.support import Sector

TITLE = f"Hỗ trợ doanh nghiệp nhỏ, hợp tác xã đổi mới quy trình chế biến {rehearsal.MARK}"
_MILLION = Decimal(1_000_000)
_PROPOSALS = (
    ("htx", "Sấy lạnh trái cây thay sấy nhiệt", "Một dây chuyền 20 tấn mỗi năm", 300, 92),
    ("tiep-nhan", "Truy xuất nguồn gốc gạo đặc sản", "Phần mềm dùng cho 200 hộ", 250, 78),
)
"""Who proposes what, with which result, for how many million đồng, and how the panel scores it."""


@dataclass(frozen=True)
class Played:
    """What was played: the codes of the call and of the list (empty where no result may be nominated)."""

    call: str
    honours: str


def play(result: str, today: date) -> Played:
    """Play the call to its first payment, and nominate `result` for the list of the year."""
    return Played(_call(today), _honours(result, today))


def _do(what: Callable[..., Any], handle: str, day: date, *given: Any, **more: Any) -> Any:  # noqa: ANN401 - any act
    with wiring.as_of(day), wiring.unit_of_work() as session:
        return what(session, *given, people.find(session, handle), on=day, **more)


def _call(today: date) -> str:
    first, closes, met = (today - timedelta(days=days) for days in (60, 20, 10))
    province = provinces.successor(wiring.settings().province, today)
    with wiring.unit_of_work() as session:
        known = session.scalar(panels_asked.file_titled("support", TITLE))
        if known is not None:
            return known.code
    form = CallForm(
        title=TITLE,
        province=province,
        opens_on=first,
        closes_on=closes,
        budget_vnd=500 * _MILLION,
        ceiling_vnd=400 * _MILLION,
        share_max=Decimal("0.5"),
        source=f"Kế hoạch hỗ trợ doanh nghiệp của {rehearsal.house('dost')}",
    )
    code: str = _do(support.draft, "so.chuyen-vien", first, form)
    _do(support.publish, "so.truong-phong", first, code)
    scores = {}
    for handle, title, expected, asked, score in _PROPOSALS:
        proposal = ProposalForm(
            title=f"{title} {rehearsal.MARK}",
            content=f"{title}: thay thiết bị, đào tạo người vận hành, thử nghiệm một vụ",
            expected=expected,
            asked_vnd=asked * _MILLION,
            own_vnd=asked * _MILLION,
            sector=Sector.PRODUCTION,
            workers=35,
            revenue_vnd=9000 * _MILLION,
            province=province,
        )
        number = _do(support.submit, handle, first + timedelta(days=10), code, proposal)
        _do(support.check, "so.chuyen-vien", closes + timedelta(days=1), number, ())
        scores[number] = score
    _do(panels.form, "so.giam-doc", closes + timedelta(days=2), code, rehearsal.SEATS, meets_on=met)
    for handle, _ in rehearsal.SEATS:
        votes = {number: panels.Vote(score=Decimal(score)) for number, score in scores.items()}
        _do(panels.vote, handle, met, code, votes)
    _do(support.conclude, "so.giam-doc", met, code)
    paid = {"on": met + timedelta(days=5)}
    with wiring.as_of(paid["on"]), wiring.unit_of_work() as session:
        officer = people.find(session, "so.chuyen-vien")
        support.pay(session, min(scores), 150 * _MILLION, paid["on"], "Ủy nhiệm chi số 01", officer, **paid)
    return code


def _honours(result: str, today: date) -> str:
    """The list of the year on which the result stands, its panel voting; empty where it may not stand."""
    try:
        merit = "Đã chuyển giao, đưa vào sản xuất"
        code: str = _do(recognition.nominate, "so.chuyen-vien", today, result, today.year, merit)
        nominee = ("chu-tri.thu-truong", "Chủ trì kết quả tiêu biểu")
        _do(recognition.nominate_person, "so.chuyen-vien", today, code, *nominee)
        _do(panels.form, "so.giam-doc", today, code, rehearsal.SEATS, meets_on=today)
    except Refused:
        return ""
    for handle, _ in rehearsal.SEATS[1:3]:
        with wiring.unit_of_work() as session:
            numbers = [each.number for each in panels.bench(session, code).candidates]
        _do(panels.vote, handle, today, code, {number: panels.Vote(agree=True) for number in numbers})
    return code
