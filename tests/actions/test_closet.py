"""The closet at work: a case opens once, is answered by remedies that fit, and closes by the fact."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from actions import closet, outbox, rehearsal, remedies, wiring
from models.errors import NotPermitted, Refused
from models.tables import ClosetCase, RemedyTaken
from tests.actions.houses import ON

DAY = timedelta(days=1)
LATER = ON + 300 * DAY
BEFORE_2025 = {"approved_on": date(2020, 3, 1), "accepted_on": date(2023, 5, 10), "grade": "pass"}


@pytest.fixture
def stuck(house):
    """A result that was recognised three hundred days ago, and that nobody receives."""
    return house.at(
        "MATCH",
        recipient_id=None,
        accepted_on=ON,
        grade="pass",
        registered_on=ON,
        recognised_on=ON,
        rights_decided_on=ON,
    )


def rows(table):
    with wiring.unit_of_work() as session:
        return list(session.scalars(select(table).order_by(table.id)))


def cases(on=LATER):
    with wiring.unit_of_work() as session:
        return closet.cases(session, on)


def offered(house, code, on=LATER):
    case = closet.case_of(house.dossier(code), on)
    return {remedy.code for remedy in remedies.remedies_for(case)} if case else set()


def test_a_case_opens_once_and_stands(house, stuck):
    first = closet.judge(stuck, LATER)
    assert first.change == "opened"
    assert "NO_RECIPIENT" in {cause.code for cause in first.case.causes}
    assert closet.judge(stuck, LATER + DAY).change == "standing"
    assert len(rows(ClosetCase)) == 1
    assert house.journal(stuck)[-1].startswith("Kết quả nằm trong ngăn tủ: ")
    assert house.chain_is_whole()


def test_judged_by_many_at_once_a_case_still_opens_once(stuck, together):
    found = together(*[lambda: closet.judge(stuck, LATER).change] * 6)
    assert sorted(found) == ["opened", *["standing"] * 5]
    assert len(rows(ClosetCase)) == 1


def test_a_result_that_is_not_stuck_has_no_case(house):
    code = house.order()
    assert closet.judge(code, ON).change == "none"
    assert code not in closet.candidates()
    assert rows(ClosetCase) == []


def test_a_case_closes_by_the_fact_that_ends_it_and_says_which(house, stuck):
    closet.judge(stuck, LATER)
    walk = house.walk(stuck, LATER)
    walk.to("FOLLOW_UP")
    judged = closet.judge(stuck, walk.day)
    assert judged.change == "closed"
    case = rows(ClosetCase)[0]
    assert case.closed_on == walk.day
    assert case.closed_by
    assert closet.judge(stuck, walk.day + DAY).change == "none"
    assert house.journal(stuck)[-1].startswith("Kết quả ra khỏi ngăn tủ: ")


def test_a_late_judgement_never_goes_back_behind_the_day_on_which_the_case_opened(stuck):
    closet.judge(stuck, LATER)
    assert closet.judge(stuck, ON).change == "standing"


def test_after_a_case_was_closed_a_new_stall_opens_another(house, stuck):
    closet.judge(stuck, LATER)
    walk = house.walk(stuck, LATER).to("FOLLOW_UP")
    closet.judge(stuck, walk.day)
    house.record(stuck, "in_use", "không", "chu-tri", on=walk.day)
    assert closet.judge(stuck, walk.day + 700 * DAY).change == "opened"
    assert len(rows(ClosetCase)) == 2


def test_the_cases_are_listed_the_gravest_and_longest_first(house, stuck):
    older = house.at("RIGHTS_R2", **BEFORE_2025, recognised_on=date(2023, 6, 30))
    found = cases()
    assert {case.code for case in found} == {stuck, older}
    graveness = [(-case.headline.severity, -(case.days or 0)) for case in found]
    assert graveness == sorted(graveness)


# Remedies


def test_only_remedies_that_fit_the_causes_can_be_chosen(house, stuck):
    closet.judge(stuck, LATER)
    fitting = offered(house, stuck)
    every = {remedy.code for cause in closet.closet.CAUSES for remedy in cause.remedies}
    assert "name_recipient" in fitting
    assert every - fitting
    for remedy in [*sorted(every - fitting), "pray"]:
        with pytest.raises(Refused, match="không phù hợp với nguyên nhân"):
            house.answer(stuck, remedy, "so.truong-phong", on=LATER, document="05/CV")
    assert rows(RemedyTaken) == []


def test_every_remedy_that_is_offered_can_be_chosen(house, stuck):
    closet.judge(stuck, LATER)
    chosen = []
    for remedy in sorted(offered(house, stuck)):
        if remedy in offered(house, stuck):
            house.answer(stuck, remedy, "so.truong-phong", on=LATER, document="Công văn số 05/UBND")
            chosen.append(remedy)
    assert [taken.remedy for taken in rows(RemedyTaken)] == chosen
    assert len(chosen) > 2
    assert house.chain_is_whole()


@pytest.mark.parametrize("part", rehearsal.CAST[:16], ids=lambda part: part.handle)
def test_remedies_are_chosen_by_the_department_and_the_peoples_committee(house, stuck, part):
    closet.judge(stuck, LATER)
    if part.handle in {"so.chuyen-vien", "so.truong-phong", "so.giam-doc", "ubnd.chu-tich"}:
        assert part.title in house.answer(stuck, "name_recipient", part.handle, on=LATER)
    else:
        with pytest.raises(NotPermitted):
            house.answer(stuck, "name_recipient", part.handle, on=LATER)


def test_a_result_outside_the_closet_needs_no_remedy(house, stuck):
    with pytest.raises(Refused, match="không nằm trong ngăn tủ"):
        house.answer(house.order(), "name_recipient", "so.truong-phong", on=LATER)
    with pytest.raises(Refused, match="không nằm trong ngăn tủ"):
        house.answer(stuck, "name_recipient", "so.truong-phong", on=LATER)


def test_a_remedy_has_its_day_and_one_in_the_past_is_refused(house, stuck):
    closet.judge(stuck, LATER)
    said = house.answer(stuck, "name_recipient", "so.truong-phong", on=LATER, comment="Mời hợp tác xã")
    assert said == (
        f"Trưởng phòng Quản lý khoa học chọn biện pháp «Xác định đơn vị tiếp nhận», "
        f"hạn {LATER + 30 * DAY:%d/%m/%Y}. Ý kiến: Mời hợp tác xã"
    )
    with pytest.raises(Refused, match="đã qua"):
        house.answer(stuck, "name_recipient", "so.truong-phong", on=LATER, due_on=LATER - DAY)
    house.answer(stuck, "name_recipient", "so.truong-phong", on=LATER, due_on=LATER)
    assert [taken.due_on for taken in rows(RemedyTaken)] == [LATER + 30 * DAY, LATER]
    assert rows(RemedyTaken)[0].responsible


def test_a_remedy_tells_the_watch(house, stuck):
    closet.judge(stuck, LATER)
    house.issue_all()
    house.answer(stuck, "name_recipient", "so.truong-phong", on=LATER)
    with outbox.taken() as first, outbox.taken() as second:
        assert {first.subject, second.subject} == {f"task:{stuck}", f"case:{stuck}"}


@pytest.fixture
def barred(house):
    """A public asset that a cooperative asked for, without paying."""
    return house.at(
        "MATCH",
        sheet={"recipient": rehearsal.house("cooperative"), "recipient_kind": "cooperative"},
        **BEFORE_2025,
        registered_on=date(2023, 6, 1),
        asset_report_on=date(2023, 6, 20),
        recognised_on=date(2023, 6, 30),
        rights_decided_on=date(2023, 8, 1),
        free_transfer_asked_on=date(2023, 9, 1),
        legal_basis_on=date(2025, 11, 1),
    )


def test_the_paid_rung_lifts_the_bar_of_public_assets(house, barred):
    judged = closet.judge(barred, LATER)
    assert "PUBLIC_ASSET_BAR" in {cause.code for cause in judged.case.causes}
    house.answer(barred, "paid_rung", "so.giam-doc", on=LATER)
    task = house.dossier(barred)
    assert task.result.paid_path_on == LATER
    assert task.remedies == ("paid_rung",)
    assert "PUBLIC_ASSET_BAR" not in {cause.code for cause in closet.case_of(task, LATER).causes}


def test_replication_is_a_way_out_that_the_task_takes(house, barred):
    closet.judge(barred, LATER)
    assert "replicate" in offered(house, barred)
    house.answer(barred, "replicate", "so.giam-doc", on=LATER)
    house.walk(barred, LATER).to("REPLICATE")
    assert house.main(barred).stage == "REPLICATE"


@pytest.mark.parametrize("document", ["", "   "])
def test_to_await_central_guidance_needs_its_document(house, barred, document):
    closet.judge(barred, LATER)
    waits = [remedy for remedy in remedies.BY_DOCUMENT if remedy in offered(house, barred)]
    for remedy in waits:
        with pytest.raises(Refused, match="phải có văn bản"):
            house.answer(barred, remedy, "so.giam-doc", on=LATER, document=document)
    assert rows(RemedyTaken) == []


def test_waiting_for_central_guidance_is_shown_until_it_is_recorded(house):
    code = house.at(
        "RIGHTS_R2", **BEFORE_2025, registered_on=date(2023, 6, 1), recognised_on=date(2023, 6, 30)
    )
    closet.judge(code, LATER)
    assert "await_central" in offered(house, code)
    house.answer(code, "await_central", "so.giam-doc", on=LATER, document="Công văn số 05/BKHCN")
    task = house.dossier(code)
    assert (task.result.awaits_central_since, task.result.awaits_central_document) == (
        LATER,
        "Công văn số 05/BKHCN",
    )
    assert closet.case_of(task, LATER).paused
    house.answer(code, "record_guidance", "so.giam-doc", on=LATER + DAY, document="Công văn số 06/BKHCN")
    assert house.dossier(code).result.awaits_central_since is None


def test_a_remedy_has_its_vietnamese_name():
    assert remedies.remedy_name("await_central").startswith("Chờ hướng dẫn của Trung ương")
    assert remedies.remedy_name("unheard-of") == "unheard-of"
