"""Escalation at work: each climb is told once, to whoever must act, and a day without a watch loses none."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from actions import closet, delegations, escalations, mail, notices, people, rehearsal, wiring
from models import queries
from models.errors import NotFound, Unavailable
from models.language import Role
from models.tables import Audit, Person, Promise, RemedyTaken
from tests.actions.houses import ON

DAY = timedelta(days=1)
LATER = ON + 100 * DAY
"""The day on which the watch first sees the case: a hundred days after the result was recognised."""


@pytest.fixture
def stuck(house):
    """A result that nobody receives, in the closet since `LATER`."""
    code = house.at(
        "MATCH",
        recipient_id=None,
        accepted_on=ON,
        grade="pass",
        registered_on=ON,
        recognised_on=ON,
        rights_decided_on=ON,
    )
    assert closet.judge(code, LATER).change == "opened"
    return code


def told(event=None):
    """The events promised so far, in order: name and payload."""
    with wiring.unit_of_work() as session:
        rows = session.scalars(select(Promise).where(Promise.kind == "event").order_by(Promise.id)).all()
    return [row.facts for row in rows if event in {None, row.facts["event"]}]


def judge(code, days):
    return closet.judge(code, LATER + days * DAY).change


def title(handle):
    return next(part.title for part in rehearsal.CAST if part.handle == handle)


def take(code, *, on, due_on, remedy="name_recipient", done_on=None):
    """A remedy on record, whatever else its own action would do."""
    with wiring.unit_of_work() as session:
        person = people.find(session, "so.truong-phong")
        ((_, row),) = session.execute(queries.open_cases((code,)))
        session.add(
            RemedyTaken(
                case_id=row.id, remedy=remedy, person_id=person.id, on=on, due_on=due_on, done_on=done_on,
                responsible="Phòng Quản lý khoa học", facts={}, channel="test",
            )
        )  # fmt: skip


def standing(code, on):
    with wiring.unit_of_work() as session:
        found = [case for case in closet.cases(session, on) if case.code == code]
        return escalations.escalations(session, found, on)[code]


def test_an_opening_tells_who_must_act(stuck):
    (opened,) = told()
    assert opened["event"] == "closet.opened"
    assert opened["payload"] | {"causes": [], "days": 100} == {
        "task": stuck,
        "headline": "NO_RECIPIENT",
        "causes": [],
        "days": 100,
        "responsible": opened["payload"]["responsible"],
        "rung": "dost_officer",
        "who": [title("so.chuyen-vien")],
    }


def test_a_case_climbs_by_the_days_for_which_nobody_acts(stuck):
    climbs = {days: judge(stuck, days) for days in (6, 7, 29, 30, 59, 60, 61)}
    assert [days for days, change in climbs.items() if change == "escalated"] == [7, 30, 60]
    assert [each["payload"]["rung"] for each in told("closet.escalated")] == [
        "dost_head", "dost_director", "ppc_chair",
    ]  # fmt: skip
    for days, role in ((6, Role.DOST_OFFICER), (7, Role.DOST_HEAD), (59, Role.DOST_DIRECTOR)):
        assert standing(stuck, LATER + days * DAY).step.role is role


def test_a_climb_is_told_once_however_often_the_day_is_judged(house, stuck):
    assert [judge(stuck, days) for days in (7, 7, 8, 29)] == ["escalated", "standing", "standing", "standing"]
    assert len(told("closet.escalated")) == 1
    assert house.journal(stuck)[-1].startswith("Chuyển cấp xử lý: ")
    assert house.chain_is_whole()


def test_judged_by_many_at_once_a_climb_is_told_once(stuck, together):
    found = together(*[lambda: judge(stuck, 30)] * 5)
    assert sorted(found) == ["escalated", *["standing"] * 4]
    assert len(told("closet.escalated")) == 1


def test_days_without_a_watch_lose_no_climb(stuck):
    """Rungs and ages that passed unseen are told with the highest one."""
    assert judge(stuck, 270) == "escalated"
    (climb,) = told("closet.escalated")
    assert (climb["payload"]["rung"], climb["payload"]["days"]) == ("ppc_chair", 370)
    assert judge(stuck, 271) == "standing"


def test_an_older_age_is_a_climb_of_its_own(stuck):
    changes = {days: judge(stuck, days) for days in (60, 80, 81, 265, 266, 995, 996)}
    assert [days for days, change in changes.items() if change == "escalated"] == [60, 81, 266, 996]
    # Recognised on `ON`, the case is 181, 366 and 1096 days old then.


def test_a_case_that_is_old_on_the_day_of_its_opening_is_not_escalated_for_its_age(house):
    code = house.at("MATCH", recipient_id=None, recognised_on=date(2019, 1, 1), accepted_on=date(2018, 1, 1))
    assert closet.judge(code, LATER).change == "opened"
    assert closet.judge(code, LATER + DAY).change == "standing"


def test_a_remedy_brings_the_case_down_and_its_due_date_begins_a_new_climb(stuck):
    assert judge(stuck, 30) == "escalated"
    take(stuck, on=LATER + 30 * DAY, due_on=LATER + 40 * DAY)
    assert standing(stuck, LATER + 31 * DAY).step.role is Role.DOST_OFFICER
    assert judge(stuck, 40) == "standing"
    assert [judge(stuck, days) for days in (46, 47, 48)] == ["standing", "escalated", "standing"]
    assert told("closet.escalated")[-1]["payload"]["rung"] == "dost_head"


def test_a_remedy_beside_one_that_is_overdue_tells_nothing_anew(stuck):
    take(stuck, on=LATER, due_on=LATER + DAY)
    assert judge(stuck, 8) == "escalated"
    take(stuck, on=LATER + 8 * DAY, due_on=LATER + 60 * DAY, remedy="publish_offer")
    assert judge(stuck, 9) == "standing"


def test_a_remedy_that_was_done_buys_time_from_that_day(stuck):
    take(stuck, on=LATER, due_on=LATER + 5 * DAY, done_on=LATER + 50 * DAY)
    assert standing(stuck, LATER + 56 * DAY).step.role is Role.DOST_OFFICER
    assert standing(stuck, LATER + 57 * DAY).step.role is Role.DOST_HEAD


def test_a_missed_remedy_is_told_once(house, stuck):
    take(stuck, on=LATER, due_on=LATER + 5 * DAY)
    for days in (5, 6, 6, 40):
        judge(stuck, days)
    (missed,) = told("deadline.missed")
    assert missed["payload"]["remedy"] == "name_recipient"
    assert sum("Quá hạn thực hiện biện pháp" in line for line in house.journal(stuck)) == 1


def test_who_must_act_is_the_delegate_while_the_holder_is_away(stuck):
    on = LATER + 7 * DAY
    with wiring.unit_of_work() as session:
        giver = people.find(session, "so.truong-phong")
        delegations.lend(session, giver, "so.phap-che", (Role.DOST_HEAD,), on, on, "05/UQ", on)
    delegate = f"{title('so.phap-che')} (theo ủy quyền của {title('so.truong-phong')})"
    assert standing(stuck, on).who == (delegate,)
    judge(stuck, 7)
    assert told("closet.escalated")[0]["payload"]["who"] == [delegate]


def test_where_nobody_has_an_account_the_role_itself_is_named(stuck):
    with wiring.unit_of_work() as session:
        for person in session.scalars(select(Person)):
            person.active = False
    assert standing(stuck, LATER).who == (Role.DOST_OFFICER.vi,)


def test_a_closing_tells_the_fact_and_not_what_the_watch_wrote(house, stuck):
    judge(stuck, 7)
    walk = house.walk(stuck, LATER + 7 * DAY).to("FOLLOW_UP")
    assert closet.judge(stuck, walk.day).change == "closed"
    (closed,) = told("closet.closed")
    assert closed["payload"]["by"]
    assert "Chuyển cấp" not in closed["payload"]["by"]


# Notices


@pytest.fixture
def addressed(house):
    with wiring.unit_of_work() as session:
        for person in session.scalars(select(Person)):
            person.email = f"{person.handle}@so-khcn.vn"


def notice(event, about, on=LATER):
    with wiring.unit_of_work() as session:
        return notices.notice_of(session, event, about, on)


RUNGS = {0: "so.chuyen-vien", 7: "so.truong-phong", 30: "so.giam-doc", 60: "ubnd.chu-tich"}


@pytest.mark.usefixtures("addressed")
def test_a_notice_goes_to_whoever_stands_on_the_rung(stuck):
    for days, handle in RUNGS.items():
        found = notice("closet.escalated", f"case:{stuck}", LATER + days * DAY)
        assert found.addresses == (f"{handle}@so-khcn.vn",)
        assert found.subject.startswith(f"[{stuck}] Chuyển cấp xử lý")
        assert f"Số ngày quá hạn xử lý: {days}" in found.body
        assert ("tham khảo)" in found.body.partition("Số ngày quá hạn")[2].partition("\n")[0]) is bool(days)


@pytest.mark.usefixtures("addressed")
def test_the_end_of_a_case_is_told_to_everybody_whom_it_had_reached(house, stuck):
    judge(stuck, 30)
    walk = house.walk(stuck, LATER + 30 * DAY).to("FOLLOW_UP")
    closet.judge(stuck, walk.day)
    found = notice("closet.closed", f"case:{stuck}", walk.day)
    reached = ("so.chuyen-vien", "so.truong-phong", "so.giam-doc")
    assert found.addresses == tuple(f"{handle}@so-khcn.vn" for handle in reached)


def test_a_notice_of_a_missed_remedy_names_it(stuck):
    take(stuck, on=LATER, due_on=LATER + 5 * DAY)
    found = notice("deadline.missed", f"case:{stuck}", LATER + 6 * DAY)
    assert "Quá hạn: xác định đơn vị tiếp nhận" in found.subject
    assert f"hạn {LATER + 5 * DAY:%d/%m/%Y}" in found.body


@pytest.mark.usefixtures("addressed")
def test_a_missed_stage_goes_up_the_same_ladder(house):
    code = house.order()
    due = house.main(code).due_on
    found = notice("deadline.missed", f"task:{code}", due + 30 * DAY)
    assert found.addresses == ("so.giam-doc@so-khcn.vn",)
    assert f"hạn {due:%d/%m/%Y}, quá hạn 30 ngày" in found.body
    assert "Thiếu giấy tờ" in found.body


def test_every_event_has_its_notice(stuck):
    for event, headline in notices.HEADLINES.items():
        for about in (f"task:{stuck}", f"case:{stuck}"):
            assert notice(event, about).subject.startswith(f"[{stuck}] {headline}: ")


def test_what_nobody_knows_is_not_told(stuck):
    for event, about in (("rain", f"case:{stuck}"), ("closet.opened", "case:XX-1"), ("closet.opened", "x")):
        with pytest.raises(NotFound):
            notice(event, about)


def test_who_has_no_address_is_named_instead(stuck, monkeypatch):
    for configured in (True, False):
        monkeypatch.setattr(mail, "is_configured", lambda configured=configured: configured)
        said = notices.notify("closet.opened", f"case:{stuck}", "su-kien", LATER)
        assert title("so.chuyen-vien") in said
        assert "không gửi thư" in said


@pytest.mark.usefixtures("addressed")
def test_a_failing_mail_server_notes_nothing(stuck, monkeypatch):
    monkeypatch.setenv("TRIPLEHELIX_SMTP_URL", "smtp://nguoi-gui:mat-khau-kin@127.0.0.1:1")
    wiring.settings.cache_clear()
    with pytest.raises(Unavailable) as refused:
        notices.notify("closet.opened", f"case:{stuck}", "su-kien", LATER)
    assert "mat-khau" not in str(refused.value)
    with wiring.unit_of_work() as session:
        assert not session.scalars(select(Audit).where(Audit.tag.like("%:noticed"))).all()
