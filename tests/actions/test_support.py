"""Support for small enterprises: a call from its draft to what was paid, everybody in their own part."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from actions import audit, panels, people, rehearsal, signing_places, support, wiring
from actions.support import CallForm, ProposalForm
from models import queries
from models.dossier import Position
from models.errors import NotFound, NotPermitted, Refused
from models.tables import PanelBallot

ON = date(2026, 9, 1)
CLOSES, MEETS = date(2026, 10, 15), date(2026, 10, 20)
MILLION = 1_000_000
CALL = CallForm(
    title="Đổi mới quy trình chế biến nông sản",
    province="Đồng Nai",
    opens_on=ON,
    closes_on=CLOSES,
    budget_vnd=Decimal(500 * MILLION),
    ceiling_vnd=Decimal(400 * MILLION),
    share_max=Decimal("0.5"),
    source="Nghị quyết của Hội đồng nhân dân tỉnh",
)
GOOD = {
    "title": "Sấy lạnh trái cây",
    "content": "Thay sấy nhiệt bằng sấy lạnh",
    "expected": "Một dây chuyền, 20 tấn mỗi năm",
    "asked_vnd": 300 * MILLION,
    "own_vnd": 300 * MILLION,
    "sector": "production",
    "workers": 40,
    "revenue_vnd": 9000 * MILLION,
    "province": "Đồng Nai",
}


def act(what, handle, *given, on=ON, **more):
    """Let somebody of the cast act, in a transaction of its own."""
    with wiring.as_of(on), wiring.unit_of_work() as session:
        return what(session, *given, people.find(session, handle), on=on, **more)


def seen(what, handle, *given, on=MEETS):
    with wiring.as_of(on), wiring.unit_of_work() as session:
        actor = people.find(session, handle)
        return (
            what(session, *given, actor, on)
            if what is not support.proposal_page
            else what(session, *given, actor)
        )


def proposed(code, handle, *, on=ON, **changes):
    return act(support.submit, handle, code, ProposalForm.model_validate({**GOOD, **changes}), on=on)


def scored(code, handle, scores, *, on=MEETS, **more):
    votes = {number: panels.Vote(score=Decimal(score)) for number, score in scores.items()}
    act(panels.vote, handle, code, votes, on=on, **more)


@pytest.fixture
def call(house):
    """A published call."""
    code = act(support.draft, "so.chuyen-vien", CALL)
    act(support.publish, "so.truong-phong", code)
    return code


@pytest.fixture
def judged(call):
    """A call with two eligible proposals, and its panel at the table."""
    numbers = proposed(call, "htx"), proposed(call, "tiep-nhan", title="Truy xuất nguồn gốc")
    for number in numbers:
        assert act(support.check, "so.chuyen-vien", number, (), on=MEETS) == ()
    act(panels.form, "so.giam-doc", call, rehearsal.SEATS, on=MEETS, meets_on=MEETS)
    return call, *numbers


def test_a_call_is_seen_by_enterprises_once_it_is_published(house):
    code = act(support.draft, "so.chuyen-vien", CALL)
    with pytest.raises(NotFound):
        seen(support.call_page, "htx", code, on=ON)
    with pytest.raises(NotFound):
        proposed(code, "htx")
    again = CALL.model_copy(update={"title": "Tên mới"})
    assert act(support.draft, "so.chuyen-vien", again, code=code) == code
    notice = act(support.publish, "so.truong-phong", code)
    assert notice.number_text == "01/TB-SKHCN"
    assert seen(support.call_page, "htx", code, on=ON).row.title == "Tên mới"
    for act_again in (support.publish, support.draft):
        given = (code,) if act_again is support.publish else (CALL,)
        more = {} if act_again is support.publish else {"code": code}
        with pytest.raises(Refused, match="đã công bố"):
            act(act_again, "so.truong-phong", *given, **more)
    with pytest.raises(NotPermitted):
        act(support.draft, "htx", CALL)


def test_a_proposal_that_lacks_things_is_refused_with_every_reason_and_nothing_is_kept(call):
    with pytest.raises(Refused) as refused:
        proposed(
            call, "htx", title="", workers=None, asked_vnd=450 * MILLION, own_vnd=100 * MILLION, on=MEETS
        )
    assert len(refused.value.reasons) == 5
    assert seen(support.call_page, "htx", call).proposals == ()


def test_an_organisation_has_one_proposal_and_may_withdraw_it_for_another(call):
    first = proposed(call, "htx")
    with pytest.raises(Refused, match="hãy rút đề xuất đó"):
        proposed(call, "htx")
    with pytest.raises(NotFound):
        act(support.withdraw, "tiep-nhan", first)
    act(support.withdraw, "htx", first)
    with pytest.raises(Refused, match="đã được rút"):
        act(support.withdraw, "htx", first)
    assert proposed(call, "htx") > first


def test_an_enterprise_sees_its_own_proposals_alone(judged):
    code, of_htx, of_company = judged
    assert [each.number for each in seen(support.call_page, "htx", code).proposals] == [of_htx]
    assert len(seen(support.call_page, "so.chuyen-vien", code).proposals) == 2
    assert seen(support.proposal_page, "hoi-dong.1", of_company).row.number == of_company
    for handle in ("htx", "chu-tri"):
        with pytest.raises(NotFound):
            seen(support.proposal_page, handle, of_company)
    with pytest.raises(NotFound):
        seen(panels.room, "hoi-dong.1", "HT-DN-2026-999")


def test_what_an_officer_finds_makes_a_proposal_ineligible_and_the_panel_does_not_judge_it(call):
    number = proposed(call, "htx")
    assert act(support.check, "so.chuyen-vien", number, ["Báo cáo tài chính không khớp."]) == (
        "Báo cáo tài chính không khớp.",
    )
    assert seen(panels.room, "so.truong-phong", call).lines == ()
    ended = act(support.conclude, "so.giam-doc", call, on=MEETS)
    assert (ended.judged, ended.minutes, ended.decision) == (0, "", "")
    assert seen(support.proposal_page, "htx", number).row.state == "ineligible"


def test_no_vote_is_taken_while_proposals_may_come(call):
    number = proposed(call, "htx")
    act(panels.form, "so.giam-doc", call, rehearsal.SEATS)
    with pytest.raises(NotFound):  # not checked: not a candidate
        scored(call, "hoi-dong.1", {number: 80}, on=ON)
    act(support.check, "so.chuyen-vien", number, ())
    with pytest.raises(Refused, match="còn nhận đề xuất"):
        scored(call, "hoi-dong.1", {number: 80}, on=ON)


def test_a_selection_from_the_votes_to_the_last_payment(judged):
    code, of_htx, of_company = judged
    for number, (handle, _) in enumerate(rehearsal.SEATS[:-1]):
        scored(code, handle, {of_htx: 90 - number, of_company: 75})
    with pytest.raises(Refused) as waiting:
        act(support.conclude, "so.giam-doc", code, on=MEETS)
    assert len(waiting.value.reasons) == 2
    with pytest.raises(Refused, match="đã bỏ phiếu"):
        scored(code, "hoi-dong.1", {of_htx: 1})
    scored(code, "hoi-dong.7", {of_htx: 85, of_company: 75}, written=True)
    made = act(support.conclude, "so.truong-phong", code, on=MEETS)
    assert (made.supported, made.judged, made.total_vnd) == (2, 2, 500 * MILLION)
    assert (made.minutes, made.decision) == ("01/BB-HĐXC", "01/QĐ-UBND")
    with pytest.raises(Refused, match="đã có kết quả"):
        act(support.conclude, "so.truong-phong", code, on=MEETS)
    page = seen(support.proposal_page, "tiep-nhan", of_company)
    assert (page.row.state, page.row.granted_vnd) == ("supported", 200 * MILLION)
    later = MEETS + timedelta(days=30)
    pay = {"on": later}
    act(support.pay, "so.chuyen-vien", of_company, Decimal(150 * MILLION), later, "UNC 01", **pay)
    with pytest.raises(Refused) as refused:
        act(support.pay, "so.chuyen-vien", of_company, Decimal(60 * MILLION), later, "UNC 01", **pay)
    assert len(refused.value.reasons) == 2
    act(support.note_outcome, "so.chuyen-vien", of_company, "Đã vận hành", in_use=True, on=later)
    page = seen(support.proposal_page, "tiep-nhan", of_company)
    assert (page.row.paid_vnd, page.in_use) == (150 * MILLION, True)
    with pytest.raises(NotPermitted):
        act(support.pay, "tiep-nhan", of_company, Decimal(1), later, "UNC 02", **pay)
    with wiring.unit_of_work() as session:
        assert audit.verify(session) is None
        file = session.scalar(queries.work_file(code))
        papers = session.scalars(queries.documents_of_file(file.id)).all()
        said = " ".join(str(row.facts) for row in papers)
        minutes = next(row for row in papers if row.paper == "panel-minutes")
        secretary = signing_places.posts_of(minutes, None)[0]
        signs = [
            signing_places.may_sign(minutes, None, secretary, people.find(session, handle), ())[0]
            for handle in ("hoi-dong.5", "hoi-dong.1", "so.truong-phong")
        ]
    assert signs == [True, False, False]
    assert "90" not in said.partition("panel-minutes")[2].partition("sitting")[0].replace("2026", "")


def test_a_tie_for_the_last_money_waits_for_the_panel_to_put_an_order(judged):
    code, of_htx, of_company = judged
    for handle, _ in rehearsal.SEATS:
        scored(code, handle, {of_htx: 80, of_company: 80})
    with pytest.raises(Refused, match="hội đồng phải xếp thứ tự"):
        act(support.conclude, "so.giam-doc", code, on=MEETS)
    act(support.conclude, "so.giam-doc", code, on=MEETS, order=(of_company, of_htx))
    rows = {
        each.number: each.granted_vnd for each in seen(support.call_page, "so.chuyen-vien", code).proposals
    }
    assert rows == {of_company: 300 * MILLION, of_htx: 200 * MILLION}


def test_nobody_judges_the_own_organisation_and_of_a_secret_panel_nothing_is_shown_early(judged):
    code, of_htx, of_company = judged
    with wiring.unit_of_work() as session:
        for number in range(1, 3):  # two members turn out to work for the enterprise
            member = people.find(session, f"hoi-dong.{number}")
            company = people.find(session, "tiep-nhan").organisation_id
            session.scalars(queries.people_by_handles([member.handle])).one().organisation_id = company
    with pytest.raises(Refused, match="xung đột lợi ích"):
        scored(code, "hoi-dong.1", {of_company: 100})
    scored(code, "hoi-dong.1", {of_htx: 50})
    act(panels.state_conflict, "hoi-dong.3", code, of_htx, "Cùng nhóm nghiên cứu", on=MEETS)
    with pytest.raises(Refused, match="xung đột lợi ích"):
        scored(code, "hoi-dong.3", {of_htx: 90})
    room = seen(panels.room, "so.giam-doc", code)
    assert [(line.sentence, line.passed) for line in room.lines] == [("", None), ("", None)]
    assert [line.recused for line in room.lines] == [1, 2]
    with wiring.unit_of_work() as session:
        assert session.query(PanelBallot).count() == 2


def test_a_panel_is_formed_by_its_rules_once_and_by_the_head_alone(call):
    with pytest.raises(NotPermitted):
        act(panels.form, "so.chuyen-vien", call, rehearsal.SEATS)
    with pytest.raises(Refused) as refused:
        act(panels.form, "so.giam-doc", call, [("htx", Position.MEMBER)], meets_on=ON - timedelta(days=1))
    assert len(refused.value.reasons) == 5
    act(panels.form, "so.giam-doc", call, rehearsal.SEATS)
    act(panels.attend, "so.truong-phong", call, {"hoi-dong.7": "absent"})
    with pytest.raises(Refused, match="không có ghế"):
        act(panels.attend, "so.truong-phong", call, {"htx": "present"})
