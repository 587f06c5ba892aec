"""The advisory council: what its agenda says, what its minutes must hold, what becomes of its actions."""

import hashlib
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from actions import advisory, closet, issuing, outbox, papers, people, wiring
from actions.advisory import Action, Conclusion, Present, Sheet
from actions.advisory.minutes import flaws
from actions.advisory.sheet import session_sheet
from models import queries
from models.errors import BadInput, NotFound, NotPermitted, Refused
from models.tables import AdvisoryAction, AdvisoryItem, AdvisorySession, Document, RemedyTaken, Result
from tests.actions.houses import ON

DAY = timedelta(days=1)
MONTH = date(2026, 11, 1)
PREPARED = date(2026, 11, 20)
MEETS = date(2026, 11, 30)
STALLED = {
    "recipient_id": None,
    "accepted_on": ON,
    "grade": "pass",
    "registered_on": ON,
    "recognised_on": ON,
    "rights_decided_on": ON,
}


@pytest.fixture
def stuck(house):
    """The code of a result that has been in the closet since 2 November 2026."""
    code = house.at("MATCH", **STALLED)
    closet.judge(code, date(2026, 11, 2))
    return code


def prepare(on=PREPARED, month=MONTH, province="Đồng Nai", **more):
    with wiring.unit_of_work() as session:
        return advisory.prepare(session, province, month, on, **more)


def call(house, code, note="", on=PREPARED):
    with wiring.unit_of_work() as session:
        return advisory.call(session, house.dossier(code), note, on)


def asked(code, **changes):
    """An action that has all six clears."""
    clears = {
        "task": code,
        "who": "Phòng Quản lý khoa học",
        "what": "Mời hợp tác xã",
        "due_on": date(2026, 12, 15),
        "result": "Biên bản kết nối",
        "responsible": "Trưởng phòng Quản lý khoa học",
        "authority": "Giám đốc Sở Khoa học và Công nghệ",
    }
    return Action(**{**clears, **changes})


def sheet(code=None, **changes):
    """Minutes that nobody can find fault with."""
    form = {
        "province": "Đồng Nai",
        "held_on": MEETS,
        "present": [Present(function="Ủy viên hội đồng", number=7), Present(function="Thư ký", number=1)],
        "conclusions": [Conclusion(task=code, conclusion="Mở nhiệm vụ nhân rộng")] if code else [],
        "actions": [asked(code)] if code else [],
        "conclusion": "Họp lại sau một tháng",
    }
    return Sheet(**{**form, **changes})


def record(form, handle="so.truong-phong", on=MEETS):
    with wiring.unit_of_work() as session:
        return advisory.record_minutes(session, form, people.find(session, handle), on=on)


def finish(number, evidence="Biên bản số 02/BB", handle="so.chuyen-vien", on=MEETS):
    with wiring.unit_of_work() as session:
        return advisory.finish_action(session, number, evidence, people.find(session, handle), on)


def rows(table):
    with wiring.unit_of_work() as session:
        return list(session.scalars(select(table).order_by(table.id)))


def owe(code, due_on):
    """Somebody of the department chose a remedy for the case of that task, and has not done it."""
    with wiring.unit_of_work() as session:
        task = session.scalars(queries.task_by_code(code)).one()
        session.add(
            RemedyTaken(
                case_id=session.scalars(queries.open_case(task.id)).one().id,
                remedy="demand_letter",
                person_id=people.find(session, "so.truong-phong").id,
                on=date(2026, 11, 3),
                due_on=due_on,
                what="Gửi văn bản đôn đốc",
                channel="test",
                facts={},
            )
        )


def item(code, prepared):
    return next(each for each in prepared.agenda.items if each.code == code)


# The session and its agenda


@pytest.mark.parametrize(
    ("month", "set_day", "day"),
    [
        (date(2026, 11, 1), 0, date(2026, 11, 30)),
        (date(2027, 1, 1), 0, date(2027, 1, 29)),
        (date(2026, 2, 1), 0, date(2026, 2, 27)),
        (date(2028, 2, 1), 31, date(2028, 2, 29)),
        (date(2027, 2, 1), 9, date(2027, 2, 4)),
        (date(2027, 1, 1), 1, date(2027, 1, 4)),
    ],
    ids=["last day", "a weekend ends the month", "February", "a leap day", "Tết", "nothing before New Year"],
)
def test_the_council_meets_on_a_working_day_of_its_month(monkeypatch, month, set_day, day):
    monkeypatch.setenv("TRIPLEHELIX_ADVISORY_DAY", str(set_day))
    wiring.settings.cache_clear()
    assert advisory.meeting_day(month) == day
    monkeypatch.undo()
    wiring.settings.cache_clear()


@pytest.mark.parametrize("text", ["11/2026", " 2026-11 ", "11-2026"])
def test_a_month_is_read_as_people_write_it(text):
    assert advisory.parse_month(text) == MONTH


@pytest.mark.parametrize("text", ["", "13/2026", "tháng mười một", "11/26"])
def test_what_is_no_month_is_refused_with_the_form_to_write_it_in(text):
    with pytest.raises(BadInput, match="hãy ghi theo dạng 11/2026"):
        advisory.parse_month(text)


def test_a_result_that_stalled_stands_on_the_agenda_with_all_that_the_council_needs(stuck):
    prepared = prepare()
    assert (prepared.province, prepared.file, prepared.agenda.meets_on) == (
        "Đồng Nai",
        "HDTV-DN-2026-11",
        MEETS,
    )
    found = item(stuck, prepared)
    assert found.reason == "new"
    assert found.why == ("Vào ngăn tủ ngày 02/11/2026, chưa có kết luận của hội đồng.",)
    assert found.days == (MEETS - ON).days
    assert found.cause
    assert found.responsible
    assert "Luật số 93/2025/QH15" in found.law
    assert found.next_step
    assert "hội đồng tư vấn" not in found.next_step


def test_preparing_again_changes_nothing_and_uses_no_number(stuck):
    first = prepare()
    assert prepare(PREPARED + DAY) == first
    assert [each.number_text for each in rows(Document)] == ["01/CTr-SKHCN"]
    assert len(rows(AdvisoryItem)) == len(rows(AdvisorySession)) == 1
    assert stuck == first.agenda.items[0].code


def test_prepared_by_many_at_once_there_is_one_session_and_one_paper(house, stuck, together):
    found = together(*[prepare] * 4)
    assert {each.number for each in found} == {"01/CTr-SKHCN"}
    assert len(rows(AdvisorySession)) == len(rows(Document)) == 1
    assert house.chain_is_whole()
    assert stuck


def test_an_agenda_that_says_something_else_is_another_paper_that_replaces_the_first(house, stuck):
    prepare()
    newer = house.at("MATCH", **STALLED)
    closet.judge(newer, PREPARED)
    prepared = prepare(PREPARED + DAY)
    assert {each.code for each in prepared.agenda.items} == {stuck, newer}
    first, second = rows(Document)
    assert (second.number_text, second.file_notation) == ("02/CTr-SKHCN", "HDTV-DN-2026-11.002")
    assert second.facts["replaces"] == "Chương trình số 01/CTr-SKHCN ngày 20/11/2026"
    assert first.facts["replaces"] is None


def test_a_result_that_left_the_closet_leaves_the_agenda(stuck):
    prepare()
    with wiring.unit_of_work() as session:
        task = session.scalars(queries.task_by_code(stuck)).one()
        session.get_one(Result, task.id).not_transferable_on = PREPARED
    assert closet.judge(stuck, PREPARED).change == "closed"
    assert prepare().agenda.items == ()
    assert rows(AdvisoryItem) == []


def test_the_council_of_a_merged_province_is_its_successors(house):
    code = house.at("MATCH", sheet={"province": "Bình Phước"}, **STALLED)
    closet.judge(code, PREPARED)
    with wiring.unit_of_work() as session:
        assert advisory.councils(session, PREPARED) == ("Đồng Nai",)
    prepared = prepare(province="Bình Phước")
    assert prepared.province == "Đồng Nai"
    assert item(code, prepared)
    assert prepare(province="Lâm Đồng").agenda.items == ()


def test_without_a_month_the_next_session_is_prepared(stuck):
    assert prepare(MEETS, month=None).month == MONTH
    assert prepare(MEETS + DAY, month=None).month == date(2026, 12, 1)
    assert stuck


def test_a_session_may_meet_on_another_day_but_not_before_its_month(stuck):
    moved = prepare(meets_on=date(2026, 12, 2))
    assert moved.agenda.meets_on == date(2026, 12, 2)
    assert item(stuck, moved).days == (date(2026, 12, 2) - ON).days
    assert prepare().agenda.meets_on == date(2026, 12, 2)
    with pytest.raises(BadInput, match="trước tháng 11/2026"):
        prepare(meets_on=date(2026, 10, 30))


def test_a_remedy_past_its_day_is_on_the_agenda_whoever_has_concluded_on_the_result(stuck):
    owe(stuck, date(2026, 11, 25))
    prepared = prepare()
    assert any("Quá hạn 5 ngày (hạn 25/11/2026)" in why for why in item(stuck, prepared).why)
    assert [each.days_overdue for each in prepared.agenda.overdue] == [5]
    record(sheet(stuck, actions=[]))
    later = prepare(date(2026, 12, 20), date(2026, 12, 1))
    assert item(stuck, later).reason == "overdue"


def test_what_the_council_concluded_on_comes_back_when_it_passes_another_age(house, stuck):
    prepare()
    record(sheet(stuck, actions=[]))
    assert prepare(date(2026, 12, 20), date(2026, 12, 1)).agenda.items == ()
    older = prepare(date(2027, 1, 20), date(2027, 1, 1))
    assert item(stuck, older).reason == "escalated"
    assert "từ mốc 181-365 sang mốc >365" in item(stuck, older).why[0]
    assert house.chain_is_whole()


def test_a_result_on_which_the_session_did_not_conclude_stands_on_the_next_agenda(stuck):
    prepare()
    record(sheet())
    assert item(stuck, prepare(date(2026, 12, 20), date(2026, 12, 1))).reason == "new"


# A call


def test_a_result_that_a_remedy_calls_is_first_on_the_next_agenda(house, stuck):
    other = house.at("MATCH", **STALLED)
    closet.judge(other, PREPARED)
    assert call(house, other, "Cần chọn bậc giao quyền") == MEETS
    prepared = prepare()
    assert [each.code for each in prepared.agenda.items] == [other, stuck]
    assert item(other, prepared).why[0] == "Được đề nghị đưa ra hội đồng: Cần chọn bậc giao quyền."
    assert house.journal(other)[-1] == "Đưa kết quả vào chương trình họp hội đồng tư vấn ngày 30/11/2026."


def test_a_call_stands_until_a_session_concludes_on_it(house, stuck):
    call(house, stuck, "Cần kết luận")
    call(house, stuck, "Cần kết luận gấp")
    prepare()
    record(sheet())
    december = prepare(date(2026, 12, 20), date(2026, 12, 1))
    assert item(stuck, december).why[0] == "Được đề nghị đưa ra hội đồng: Cần kết luận gấp."
    record(sheet(stuck, actions=[], held_on=date(2026, 12, 31)), on=date(2026, 12, 31))
    assert all(each.reason != "called" for each in prepare(date(2027, 1, 20), date(2027, 1, 1)).agenda.items)


def test_a_call_after_the_session_goes_to_the_next_one(house, stuck):
    prepare()
    record(sheet(), on=MEETS)
    assert call(house, stuck, on=MEETS) == date(2026, 12, 31)


# The minutes


def test_the_minutes_write_conclusions_actions_paper_and_journal_at_once(house, stuck):
    prepare()
    recorded = record(sheet(stuck))
    assert (recorded.number, recorded.file) == ("01/BB-HĐTV", "HDTV-DN-2026-11")
    [session] = rows(AdvisorySession)
    assert (session.held_on, session.conclusion) == (MEETS, "Họp lại sau một tháng")
    assert [each.conclusion for each in rows(AdvisoryItem)] == ["Mở nhiệm vụ nhân rộng"]
    [action] = rows(AdvisoryAction)
    assert (action.id, action.who, action.due_on) == (
        recorded.actions[0],
        "Phòng Quản lý khoa học",
        date(2026, 12, 15),
    )
    assert house.journal(stuck)[-2:] == [
        "Hội đồng tư vấn họp ngày 30/11/2026 kết luận: Mở nhiệm vụ nhân rộng.",
        "Hội đồng tư vấn họp ngày 30/11/2026 giao Phòng Quản lý khoa học: Mời hợp tác xã, hạn 15/12/2026.",
    ]
    assert house.chain_is_whole()


def test_only_the_secretary_of_the_council_writes_its_minutes(stuck):
    prepare()
    for handle in ("so.chuyen-vien", "ubnd.chu-tich", "chu-tri", "hoi-dong.1", "so.quan-tri"):
        with pytest.raises(NotPermitted, match="không được ghi biên bản"):
            record(sheet(stuck), handle)
    assert rows(AdvisorySession)[0].held_on is None


def test_every_flaw_of_the_minutes_is_named_at_once(stuck):
    prepare()
    flawed = sheet(
        held_on=date(2026, 10, 30),
        present=[],
        conclusions=[
            Conclusion(task=stuck),
            Conclusion(task=stuck, conclusion="Có"),
            Conclusion(task="DN-1999-001", conclusion="Có"),
        ],
        actions=[asked(stuck, who="", due_on=None, authority=" "), asked("", due_on=date(2026, 10, 1))],
        month="11/2026",
    )
    with pytest.raises(Refused) as refused:
        record(flawed)
    assert refused.value.reasons[3].startswith("Nhiệm vụ DN-1999-001 không có trong chương trình")
    assert refused.value.reasons == (
        "Ngày họp 30/10/2026 trước tháng 11/2026 của phiên họp.",
        "Chưa ghi thành phần dự họp: hãy ghi chức danh và số người.",
        f"Kết luận về {stuck} còn để trống.",
        refused.value.reasons[3],
        f"Có hai kết luận về {stuck}; hãy ghi gộp làm một.",
        "Việc thứ 1 còn thiếu: rõ người, rõ thời gian, rõ thẩm quyền.",
        "Việc thứ 2: hạn 01/10/2026 trước ngày họp 30/10/2026.",
    )
    assert rows(AdvisoryAction) == []
    assert [each.paper for each in rows(Document)] == ["advisory-agenda"]


@pytest.mark.parametrize("clear", ["who", "what", "due_on", "result", "responsible", "authority"])
def test_none_of_the_six_clears_may_be_missing(clear):
    form = sheet("DN-2026-001", actions=[asked("", **{clear: None if clear == "due_on" else ""})])
    [reason] = flaws(form, {"DN-2026-001"}, month=MONTH, last_held=None, on=MEETS)
    assert reason.startswith("Việc thứ 1 còn thiếu: rõ ")
    assert "," not in reason


def test_a_session_that_is_still_to_come_has_no_minutes(stuck):
    prepare()
    with pytest.raises(Refused, match="chưa tới"):
        record(sheet(stuck, held_on=MEETS), on=MEETS - DAY)


def test_minutes_need_a_session_that_was_prepared(house, stuck):
    with pytest.raises(NotFound, match="hãy lập chương trình trước"):
        record(sheet(stuck))
    with pytest.raises(NotFound, match="hãy lập chương trình trước"):
        record(sheet(stuck, month="11/2026"))
    call(house, stuck)
    with pytest.raises(Refused, match="hãy lập chương trình trước"):
        record(sheet(stuck))


def test_minutes_are_written_once(stuck, together):
    prepare()
    found = together(*[lambda: record(sheet(stuck, month="11/2026"))] * 3)
    assert sorted(type(each).__name__ for each in found) == ["Recorded", "Refused", "Refused"]
    assert len(rows(AdvisoryAction)) == 1
    with pytest.raises(Refused, match="đã họp ngày 30/11/2026"):
        prepare()


def test_two_sessions_are_not_held_on_one_day(stuck):
    prepare()
    record(sheet())
    prepare(MEETS, date(2026, 12, 1))
    with pytest.raises(Refused, match="không sau phiên họp trước"):
        record(sheet(stuck, month="12/2026", actions=[]), on=date(2026, 12, 1))


# The actions


def test_an_action_past_its_day_is_listed_and_stands_on_the_next_agenda_until_it_is_done(house, stuck):
    prepare()
    [number] = record(sheet(stuck)).actions
    late = date(2026, 12, 20)
    with wiring.unit_of_work() as session:
        assert advisory.overdue_actions(session, date(2026, 12, 15)) == ()
        [owed] = advisory.overdue_actions(session, late, "Đồng Nai")
        assert advisory.overdue_actions(session, late, "Lâm Đồng") == ()
    assert (owed.id, owed.days_overdue, owed.code) == (number, 5, stuck)
    december = prepare(late, date(2026, 12, 1))
    assert item(stuck, december).reason == "overdue"
    assert [each.id for each in december.agenda.overdue] == [number]
    assert finish(number, on=late) == house.journal(stuck)[-1]
    assert prepare(late, date(2026, 12, 1)).agenda.items == ()


def test_an_action_of_the_whole_session_belongs_to_no_result(stuck):
    prepare()
    [number] = record(sheet(stuck, actions=[asked("")])).actions
    assert "Biên bản số 02/BB" in finish(number)
    assert rows(AdvisoryAction)[0].done_by == "Biên bản số 02/BB"


def test_an_action_is_done_once_by_evidence_and_by_those_who_follow_it(stuck):
    prepare()
    [number] = record(sheet(stuck)).actions
    with pytest.raises(NotPermitted):
        finish(number, handle="chu-tri")
    with pytest.raises(Refused, match="Phải nêu căn cứ"):
        finish(number, " ")
    with pytest.raises(NotFound):
        finish(number + 1)
    finish(number)
    with pytest.raises(Refused, match=f"Việc số {number} đã xong ngày 30/11/2026"):
        finish(number)


# The papers


def test_the_papers_of_a_session_are_kept_and_verified_like_those_of_a_task(stuck):
    prepare()
    record(sheet(stuck))
    for document in rows(Document):
        data = wiring.archive().get(issuing.keep(document.id))
        with wiring.unit_of_work() as session:
            found = papers.verify(session, data)
            opened = papers.fetch(session, hashlib.sha256(data).hexdigest())
        assert found.on_record
        assert document.number_text in found.sentence
        assert opened.file_name == f"{document.file_notation}.pdf"
        assert (document.task_id, document.entry_id, document.file_catalog) == (None, None, 2026)
    assert [each.doc_ordinal for each in rows(Document)] == [1, 2]
    assert issuing.unstored() == ()


def test_the_engine_is_told_of_each_paper_in_the_transaction_that_numbers_it(house, stuck):
    house.issue_all()
    prepare()
    with outbox.taken() as promise:
        assert (promise.kind, promise.subject) == ("paper", "session:HDTV-DN-2026-11")
    assert stuck


# The sheet


def look(on=PREPARED, month=None, province="Đồng Nai"):
    with wiring.unit_of_work() as session:
        return session_sheet(session, province, month, on)


def test_a_session_is_shown_as_it_would_be_prepared_then_as_it_was_held(stuck):
    shown = look()
    assert (shown.state, shown.month, shown.meets_on) == ("chưa lập chương trình", MONTH, MEETS)
    assert [each.code for each in shown.items] == [stuck]
    assert rows(AdvisorySession) == []
    prepare()
    assert look().state == "đã lập chương trình"
    record(sheet(stuck))
    held = look(month=MONTH)
    assert (held.state, held.held_on, held.conclusion) == ("đã họp", MEETS, "Họp lại sau một tháng")
    assert [each.conclusion for each in held.items] == ["Mở nhiệm vụ nhân rộng"]
    assert [each.number for each in held.papers] == ["01/CTr-SKHCN", "01/BB-HĐTV"]
    assert [each.due_on for each in look(on=date(2026, 12, 20)).actions] == [date(2026, 12, 15)]
    assert [each.days_overdue for each in look(on=date(2026, 12, 20)).overdue] == [5]
