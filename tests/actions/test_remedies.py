"""Remedies at work: only what fits is chosen, each does what it says, and is done by a fact."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from actions import (
    case_pictures,
    closet,
    dossiers,
    issuing,
    outbox,
    people,
    rehearsal,
    remedies,
    wiring,
)
from documents.catalogue import CATALOGUE
from models import queries
from models.closet import CAUSES
from models.closet.remedies import REMEDIES, fact_name
from models.closet.words import DECIDERS
from models.errors import NotFound, NotPermitted, Refused
from models.language import PartyKind, Role
from models.listing.text import fold
from models.tables import Document, Match, Need, Organisation, RemedyTaken, Result, Task
from tests.actions.conftest import copied
from tests.actions.houses import ON

DAY = timedelta(days=1)
LATER = ON + 300 * DAY
LETTER = "Công văn số 05/BKHCN-PC ngày 01/10/2026"
SOMEBODY = rehearsal.house("cooperative")
LONG_AGO = date(2023, 6, 30)
ACCEPTED = {
    "accepted_on": ON,
    "grade": "pass",
    "registered_on": ON,
    "recognised_on": ON,
    "rights_decided_on": ON,
}
UNDER_DECREE_70 = {
    "approved_on": date(2020, 3, 1),
    "contract_signed_on": date(2020, 4, 1),
    "contract_ends_on": date(2023, 4, 1),
    "accepted_on": date(2023, 5, 10),
    "grade": "pass",
    "registered_on": date(2023, 6, 1),
    "asset_report_on": date(2023, 6, 20),
    "recognised_on": LONG_AGO,
    "rights_decided_on": date(2023, 8, 1),
    "legal_basis_on": date(2025, 11, 1),
}
COOPERATIVE = {"recipient": rehearsal.house("cooperative"), "recipient_kind": "cooperative"}


@dataclass(frozen=True)
class Scene:
    """A result that is stuck in a way of its own: where its task stands, and what is known of it."""

    facts: dict
    stage: str = "MATCH"
    sheet: dict = field(default_factory=dict)
    paper: tuple[str, str] = ("", "")


UNWANTED = Scene({**ACCEPTED, "recipient_id": None})
UNREGISTERED = Scene({**ACCEPTED, "registered_on": None}, stage="REGISTER")
NOT_RECEIVED = Scene(UNDER_DECREE_70)
BARRED = Scene({**UNDER_DECREE_70, "free_transfer_asked_on": date(2023, 9, 1)}, sheet=COOPERATIVE)
RESERVED = Scene(ACCEPTED, sheet={"state_reserves": True})
NO_CLAUSE = Scene({**ACCEPTED, "state_share": 0.5, "share_clause": False})
UNVALUED = Scene({**ACCEPTED, "paid_path_on": ON})
DISPUTED = Scene({**ACCEPTED, "partner_found_on": ON, "paid_path_on": ON, "valued_on": ON})
DISCLOSED = Scene({**ACCEPTED, "disclosed_on": ON})
PENDING = Scene({**ACCEPTED, "ip_filed_on": date(2024, 1, 5), "partner_found_on": ON})
UNREADY = Scene({**ACCEPTED, "trl": 5, "products": ["III"]})
DRAFTED = Scene(ACCEPTED, stage="TRANSFER", paper=("transfer_draft", "chu-tri"))
UNAPPROVED = Scene({**ACCEPTED, "approval_needed_since": ON})
IN_MEMORY = Scene({**ACCEPTED, "partner_found_on": ON, "memorandum_on": ON})
UNUSED = Scene({**UNDER_DECREE_70, "handed_over_on": date(2024, 1, 5)}, stage="FOLLOW_UP")
DISSOLVED = Scene(ACCEPTED)

SCENES: dict[str, Scene] = {
    "name_recipient": UNWANTED,
    "publish_offer": UNWANTED,
    "call_council": UNWANTED,
    "demand_letter": NOT_RECEIVED,
    "report_ppc": NOT_RECEIVED,
    "hold_settlement": UNREGISTERED,
    "schedule_handover": NOT_RECEIVED,
    "paid_rung": BARRED,
    "use_right": BARRED,
    "replicate": UNWANTED,
    "legal_opinion": BARRED,
    "state_decision": RESERVED,
    "contract_addendum": NO_CLAUSE,
    "valuation": UNVALUED,
    "intermediary": DISPUTED,
    "auction": DISPUTED,
    "file_ip": DISCLOSED,
    "waive_ip": DISCLOSED,
    "licence_application": PENDING,
    "pilot_task": UNREADY,
    "benefit_agreement": DRAFTED,
    "record_successor": DISSOLVED,
    "line_approval": UNAPPROVED,
    "sign_contract": IN_MEMORY,
    "recall": UNUSED,
    "application_report": UNUSED,
    "await_central": BARRED,
    "record_guidance": BARRED,
    "not_transferable": UNWANTED,
}
"""Each remedy with a stall that it answers."""


@pytest.fixture(scope="module")
def shared(postgres_server, furnished, tmp_path_factory):
    """One house for the tests that only add a task of their own."""
    with copied(postgres_server, furnished, tmp_path_factory.mktemp("shared")) as own:
        yield own


def stuck_in(house, scene, *, on=LATER):
    """A task that is stuck so, with its case opened."""
    code = house.at(scene.stage, sheet=scene.sheet, **scene.facts)
    if scene.paper[0]:
        house.submit(code, *scene.paper)
    if scene is DISSOLVED:
        dissolve(code)
    assert closet.judge(code, on).change == "opened"
    return code


def dissolve(code, *, on=ON):
    """Let the host of the task be a body of its own that was dissolved."""
    with wiring.unit_of_work() as session:
        gone = people.ensure_organisation(session, f"Viện nghiên cứu cũ {code}", PartyKind.PUBLIC_UNIT)
        gone.dissolved_on = on
        session.scalars(queries.task_by_code(code)).one().host_id = gone.id


def stuck_for(house, remedy):
    code = stuck_in(house, SCENES[remedy])
    if remedy == "record_guidance":
        house.answer(code, "await_central", "ubnd.chu-tich", on=LATER, document="Tờ trình số 9")
    return code


def choose(house, code, remedy, *, by="ubnd.chu-tich", on=LATER, **more):
    return house.answer(code, remedy, by, on=on, **{"party": SOMEBODY, "document": LETTER, **more})


def offered(house, code, on=LATER):
    case = closet.case_of(house.dossier(code), on)
    return {remedy.code for remedy in remedies.remedies_for(case)} if case else set()


def causes(house, code, on=LATER):
    case = closet.case_of(house.dossier(code), on)
    return {cause.code for cause in case.causes} if case else set()


def rows(code, table=RemedyTaken):
    with wiring.unit_of_work() as session:
        task = session.scalars(queries.task_by_code(code)).one()
        taken = session.scalars(select(RemedyTaken).order_by(RemedyTaken.id)).all()
        match table.__name__:
            case "RemedyTaken":
                case = session.scalars(queries.last_case(task.id)).one()
                return [each for each in taken if each.case_id == case.id]
            case _:
                return list(session.scalars(select(table).where(table.task_id == task.id).order_by(table.id)))


def settle(code, on=LATER):
    with wiring.unit_of_work() as session:
        return remedies.settle(session, dossiers.load(session, code, lock=True), on)


def know(code, session=None, **facts):
    """Put facts on record, in a transaction of their own unless there is one."""
    if session is None:
        with wiring.unit_of_work() as own:
            return know(code, own, **facts)
    task = session.scalars(queries.task_by_code(code)).one()
    result = session.get_one(Result, task.id)
    for name, value in facts.items():
        setattr(task if hasattr(Task, name) else result, name, value)
    return session.flush()


# The data


def test_every_remedy_that_a_cause_offers_is_declared_and_each_declared_one_is_offered():
    named = {remedy.code for cause in CAUSES for remedy in cause.remedies}
    assert named == set(REMEDIES) == set(SCENES)


@pytest.mark.parametrize("remedy", REMEDIES.values(), ids=lambda remedy: remedy.code)
def test_a_remedy_has_its_paper_its_six_clears_and_the_fact_that_ends_it(remedy):
    assert remedy.papers
    assert set(remedy.papers) <= set(CATALOGUE)
    assert remedy.clears.missing() == ("rõ thời gian",)
    assert set(remedy.deciders) <= set(DECIDERS)
    assert Role.PPC_CHAIR in remedy.deciders
    assert all(fact_name(name) for name in remedy.done_by)
    columns = {*Task.__table__.columns.keys(), *Result.__table__.columns.keys()}
    own = {"recipient", "council_concluded_on"}
    assert {*remedy.sets, *remedy.done_by} <= columns | own


@pytest.mark.parametrize("remedy", ["not_transferable", "recall", "record_successor", "state_decision"])
def test_what_binds_the_province_is_kept_for_its_chiefs(remedy):
    assert set(REMEDIES[remedy].deciders) == {Role.DOST_DIRECTOR, Role.PPC_CHAIR}


def test_a_remedy_has_its_vietnamese_name():
    assert remedies.remedy_name("await_central").startswith("Chờ hướng dẫn của Trung ương")
    assert remedies.remedy_name("unheard-of") == "unheard-of"


# Choosing


EFFECTS = {
    "name_recipient": lambda task, _: (task.recipient.name, task.item13) == (SOMEBODY, True),
    "paid_rung": lambda task, _: task.result.paid_path_on == LATER,
    "valuation": lambda task, _: task.result.paid_path_on == ON,
    "waive_ip": lambda task, held: task.result.ip_waived_on == LATER and "IP_WINDOW" not in held,
    "record_successor": lambda task, held: task.host.successor == SOMEBODY and "OWNER_DISSOLVED" not in held,
    "recall": lambda task, held: task.result.handed_over_on is None and "HANDED_NOT_USED" not in held,
    "await_central": lambda task, held: (
        task.result.awaits_central_since == LATER
        and task.result.awaits_central_document == LETTER
        and "AWAIT_CENTRAL" in held
    ),
    "record_guidance": lambda task, held: (
        task.result.central_guidance_on == LATER and "AWAIT_CENTRAL" not in held
    ),
    "not_transferable": lambda task, held: task.result.not_transferable_on == LATER and not held,
    "replicate": lambda task, _: [each.stage for each in task.open_entries] == ["REPLICATE"],
}


LIFTING = {
    "name_recipient", "paid_rung", "replicate", "recall", "waive_ip", "record_successor", "record_guidance",
    "not_transferable",
}  # fmt: skip
"""The remedies that end, by being chosen, every cause that offers them."""


@pytest.mark.parametrize("remedy", REMEDIES)
def test_a_remedy_does_what_it_says_and_leaves_a_decision_under_six_clears_with_its_papers(shared, remedy):
    code = stuck_for(shared, remedy)
    said = choose(shared, code, remedy, comment="Làm ngay")
    taken = rows(code)[-1]
    assert (taken.remedy, taken.on, taken.channel) == (remedy, LATER, "test")
    assert all((taken.who, taken.what, taken.result, taken.responsible, taken.authority))
    assert "{" not in taken.who + taken.what + taken.result + taken.responsible + taken.authority
    assert taken.due_on >= LATER
    written = [each for each in rows(code, Document) if each.moment == f"remedy#{taken.id}"]
    assert [each.paper for each in written] == list(REMEDIES[remedy].papers)
    assert taken.document_id == written[0].id
    assert {each.issued_on for each in written} == {LATER}
    assert said in shared.journal(code)
    assert said.startswith(f"Chủ tịch Ủy ban nhân dân tỉnh chọn biện pháp «{REMEDIES[remedy].vi}», hạn ")
    assert said.endswith("Ý kiến: Làm ngay")
    assert remedy in shared.dossier(code).remedies
    assert (taken.done_on == LATER) is REMEDIES[remedy].at_once
    first = shared.dossier(code)
    assert EFFECTS.get(remedy, lambda *_: True)(first, causes(shared, code))
    if remedy not in offered(shared, code, LATER + DAY):
        assert remedy in LIFTING
        return
    # Chosen twice it is on record twice, and its facts are set once.
    choose(shared, code, remedy, on=LATER + DAY)
    assert [each.remedy for each in rows(code)].count(remedy) == 2
    again = shared.dossier(code)
    assert (again.remedies, again.result, again.recipient) == (first.remedies, first.result, first.recipient)
    assert len({each.organisation_id for each in rows(code, Match)}) == len(rows(code, Match))


def test_only_remedies_that_fit_the_causes_can_be_chosen(shared):
    code = stuck_in(shared, UNWANTED)
    unfit = set(REMEDIES) - offered(shared, code)
    for remedy in [*sorted(unfit), "pray"]:
        with pytest.raises(Refused, match="không phù hợp với nguyên nhân") as refusal:
            choose(shared, code, remedy)
        assert "Xác định đơn vị tiếp nhận (name_recipient)" in str(refusal.value)
    assert rows(code) == []


def test_a_result_outside_the_closet_needs_no_remedy(shared):
    code = shared.at("MATCH", **ACCEPTED, recipient_id=None)
    for each in (shared.order(), code):
        with pytest.raises(Refused, match="không nằm trong ngăn tủ"):
            choose(shared, each, "name_recipient")


def test_whatever_is_refused_is_refused_with_every_reason_and_nothing_is_written(shared):
    code = stuck_in(shared, UNWANTED)
    with pytest.raises(Refused) as refusal:
        choose(shared, code, "name_recipient", party="  ", due_on=LATER - DAY)
    assert len(refusal.value.reasons) == 2
    assert any("phải nêu đơn vị tiếp nhận" in reason for reason in refusal.value.reasons)
    assert any("đã qua" in reason for reason in refusal.value.reasons)
    assert rows(code) == []
    assert rows(code, Document) == []
    assert shared.chain_is_whole()


@pytest.mark.parametrize("remedy", [code for code, each in REMEDIES.items() if each.by_document])
def test_what_rests_on_a_document_is_refused_without_it(shared, remedy):
    code = stuck_for(shared, remedy)
    for document in ("", "   "):
        with pytest.raises(Refused, match="phải có văn bản"):
            choose(shared, code, remedy, document=document)


def test_a_remedy_has_its_day_by_the_rule_or_by_whoever_chooses(shared):
    code = stuck_in(shared, UNWANTED)
    choose(shared, code, "publish_offer", party="")
    choose(shared, code, "publish_offer", party="", due_on=LATER)
    assert [taken.due_on for taken in rows(code)] == [LATER + 30 * DAY, LATER]


def test_clears_that_are_given_stand_and_the_others_stand_as_the_remedy_has_them(shared):
    code = stuck_in(shared, UNWANTED)
    choose(shared, code, "publish_offer", party="", who="Trung tâm Thông tin", result="  ")
    taken = rows(code)[0]
    assert taken.who == "Trung tâm Thông tin"
    assert taken.result == REMEDIES["publish_offer"].clears.result


def test_a_remedy_tells_the_watch_the_window_and_the_press(house):
    code = stuck_in(house, UNWANTED)
    house.issue_all()
    choose(house, code, "name_recipient")
    with outbox.taken() as first, outbox.taken() as second:
        assert {first.subject, second.subject} == {f"task:{code}", f"case:{code}"}
    kinds = set()
    while True:
        with outbox.taken() as promise:
            if promise is None:
                break
            kinds.add(promise.kind)
    assert "closet" in kinds


# Who may


@pytest.mark.parametrize("part", rehearsal.CAST[:16], ids=lambda part: part.handle)
def test_remedies_are_chosen_by_the_department_and_the_peoples_committee(shared, part):
    code = stuck_in(shared, UNWANTED)
    if part.handle in {"so.chuyen-vien", "so.truong-phong", "so.giam-doc", "ubnd.chu-tich"}:
        assert part.title in choose(shared, code, "name_recipient", by=part.handle)
    else:
        with pytest.raises(NotPermitted):
            choose(shared, code, "name_recipient", by=part.handle)


@pytest.mark.parametrize("handle", ["so.chuyen-vien", "so.truong-phong"])
def test_only_a_chief_records_that_a_result_is_not_transferable(shared, handle):
    code = stuck_in(shared, UNWANTED)
    with pytest.raises(NotPermitted, match="Giám đốc Sở Khoa học và Công nghệ, Chủ tịch"):
        choose(shared, code, "not_transferable", by=handle)


def test_a_case_that_has_climbed_is_answered_on_its_rung_or_above(shared):
    code = stuck_in(shared, UNWANTED)
    late = LATER + 45 * DAY
    with pytest.raises(NotPermitted, match="đã chờ xử lý 45 ngày"):
        choose(shared, code, "publish_offer", by="so.truong-phong", on=late, party="")
    assert "đưa ra hội đồng" in choose(shared, code, "call_council", by="so.chuyen-vien", on=late).lower()
    assert choose(shared, code, "name_recipient", by="so.giam-doc", on=late)


# Whom


def test_a_recipient_that_the_law_bars_is_refused_with_what_would_make_it_possible(shared):
    code = stuck_in(shared, Scene({**BARRED.facts, "recipient_id": None}))
    with pytest.raises(Refused) as refusal:
        choose(shared, code, "name_recipient", party="Công ty TNHH Dừa sạch")
    assert "không bồi hoàn" in refusal.value.reasons[0]
    assert any(reason.startswith("Có thể được nếu: ") for reason in refusal.value.reasons[1:])
    assert shared.dossier(code).recipient is None


def test_a_recipient_that_may_pay_is_named_with_the_conditions(shared):
    code = stuck_in(shared, Scene({**NOT_RECEIVED.facts, "recipient_id": None}))
    said = choose(shared, code, "name_recipient")
    assert "Đơn vị tiếp nhận: Hợp tác xã" in said
    assert "Được phép có điều kiện" in said
    match = rows(code, Match)[0]
    assert (match.proposed_on, match.dropped_on) == (LATER, None)


def test_a_dissolved_body_receives_nothing_and_its_heir_stands_for_it(shared):
    code = stuck_in(shared, UNWANTED)
    with wiring.unit_of_work() as session:
        gone = people.ensure_organisation(session, "Hợp tác xã Cũ", PartyKind.COOPERATIVE)
        gone.dissolved_on = ON
    with pytest.raises(Refused, match="đã giải thể, sáp nhập từ ngày 05/01/2026; chưa có tổ chức kế thừa"):
        choose(shared, code, "name_recipient", party="hợp tác xã cũ")
    with wiring.unit_of_work() as session:
        heir = people.ensure_organisation(session, "Hợp tác xã Mới", PartyKind.COOPERATIVE)
        session.get_one(Organisation, gone.id).successor_id = heir.id
    choose(shared, code, "name_recipient", party="Hợp tác xã Cũ")
    assert shared.dossier(code).recipient.name == "Hợp tác xã Mới"


def test_a_body_that_is_not_on_record_is_taken_in_with_the_kind_that_its_name_shows(shared):
    code = stuck_in(shared, UNWANTED)
    choose(shared, code, "name_recipient", party="  Công ty cổ phần   Dừa Bến Tre ")
    found = shared.dossier(code).recipient
    assert (found.name, found.kind) == ("Công ty cổ phần Dừa Bến Tre", PartyKind.ENTERPRISE)


def test_nobody_inherits_from_the_living_from_themselves_or_from_the_dead(shared):
    code = stuck_in(shared, DISSOLVED)
    gone = shared.dossier(code).host.name
    with pytest.raises(Refused, match="đã giải thể"):
        choose(shared, code, "record_successor", party=gone)
    with wiring.unit_of_work() as session:
        people.ensure_organisation(session, "Viện cũng đã giải thể").dissolved_on = ON
    with pytest.raises(Refused, match="đã giải thể"):
        choose(shared, code, "record_successor", party="Viện cũng đã giải thể")
    choose(shared, code, "record_successor")
    with pytest.raises(Refused, match="không nằm trong ngăn tủ"):
        choose(shared, code, "record_successor")


def test_an_heir_that_is_recorded_for_one_task_tells_the_cases_of_the_others(house):
    first, second = stuck_in(house, DISSOLVED), stuck_in(house, UNWANTED)
    with wiring.unit_of_work() as session:
        host = session.scalars(queries.task_by_code(first)).one().host_id
        session.scalars(queries.task_by_code(second)).one().host_id = host
    house.issue_all()
    choose(house, first, "record_successor")
    told = set()
    while True:
        with outbox.taken() as promise:
            if promise is None:
                break
            told.add((promise.kind, promise.subject))
    assert ("closet", f"case:{second}") in told


def test_what_is_recalled_is_sought_a_new_recipient_for_and_history_is_kept(shared):
    code = stuck_in(shared, Scene({**UNUSED.facts}, stage="FOLLOW_UP", sheet=COOPERATIVE))
    said = choose(shared, code, "recall", party="")
    assert f"Thu hồi từ {SOMEBODY}." in said
    task = shared.dossier(code)
    assert task.recipient is None
    assert task.result.in_use is False
    assert [each.stage for each in task.open_entries] == ["MATCH"]
    assert "NO_RECIPIENT" in causes(shared, code)
    with wiring.unit_of_work() as session:
        entry = [
            row for row in session.scalars(queries.journal_of(task.id)) if row.tag == "case:remedy:taken"
        ]
        assert entry[-1].facts["taken_back"] == {"handed_over_on": "2024-01-05", "recipient": SOMEBODY}


def test_a_recalled_result_is_not_given_back_to_who_left_it_unused(shared):
    code = stuck_in(shared, Scene({**UNUSED.facts}, stage="FOLLOW_UP", sheet=COOPERATIVE))
    with pytest.raises(Refused, match="đang giữ kết quả bị thu hồi"):
        choose(shared, code, "recall")


def test_the_paid_rung_lifts_the_bar_of_public_assets(shared):
    code = stuck_in(shared, BARRED)
    assert "PUBLIC_ASSET_BAR" in causes(shared, code)
    choose(shared, code, "paid_rung", by="so.giam-doc", party="")
    assert "PUBLIC_ASSET_BAR" not in causes(shared, code)
    assert settle(code) == 0
    know(code, valued_on=LATER + 9 * DAY)
    assert settle(code, LATER + 9 * DAY) == 1
    assert rows(code)[0].done_by == f"định giá ngày {LATER + 9 * DAY:%d/%m/%Y}."


def test_replication_is_a_way_out_that_the_task_takes(shared):
    code = stuck_in(shared, BARRED)
    choose(shared, code, "replicate", party="")
    shared.walk(code, LATER).to("FOLLOW_UP")
    assert shared.main(code).stage == "FOLLOW_UP"
    assert settle(code, LATER + 90 * DAY) >= 1


def test_a_second_pause_has_a_day_and_a_document_of_its_own(shared):
    code = stuck_in(shared, BARRED)
    choose(shared, code, "await_central")
    choose(shared, code, "await_central", on=LATER + DAY, document="Công văn số 7")
    assert shared.dossier(code).result.awaits_central_since == LATER
    choose(shared, code, "record_guidance", on=LATER + 2 * DAY)
    assert "AWAIT_CENTRAL" not in causes(shared, code, LATER + 2 * DAY)
    choose(shared, code, "await_central", on=LATER + 5 * DAY, document="Công văn số 9")
    result = shared.dossier(code).result
    assert (result.awaits_central_since, result.awaits_central_document) == (LATER + 5 * DAY, "Công văn số 9")
    assert "AWAIT_CENTRAL" in causes(shared, code, LATER + 5 * DAY)


# What ends a remedy

VALUES = {"in_use": True, "trl": 8, "share_clause": True}


@pytest.mark.parametrize("remedy", [code for code, each in REMEDIES.items() if each.done_by])
def test_a_remedy_is_done_by_each_of_the_facts_that_it_waits_for(shared, remedy):
    code, day = stuck_for(shared, remedy), LATER + 3 * DAY
    choose(shared, code, remedy, **({"party": ""} if remedy == "recall" else {}))
    assert settle(code) == 0
    for fact in set(REMEDIES[remedy].done_by) - {"recipient", "council_concluded_on"}:
        with wiring.unit_of_work() as session:
            know(code, session, **{fact: VALUES.get(fact, day)})
            task = dossiers.load(session, code, lock=True)
            assert remedies.settle(session, task, day) == 1
            taken = session.scalars(select(RemedyTaken).order_by(RemedyTaken.id.desc()).limit(1)).one()
            assert (taken.done_on, taken.done_by) == (day, f"{fact_name(fact)} ngày {day:%d/%m/%Y}.")
            assert remedies.settle(session, task, day + DAY) == 0
            session.rollback()
        assert rows(code)[-1].done_on is None


def test_a_demand_is_done_when_the_causes_that_it_answered_have_ended(shared):
    code = stuck_in(shared, UNREGISTERED)
    choose(shared, code, "demand_letter", party="")
    assert settle(code, LATER + DAY) == 0
    know(code, registered_on=LATER + 2 * DAY)
    assert settle(code, LATER + 2 * DAY) == 1
    assert rows(code)[0].done_by == "nguyên nhân đã chấm dứt."
    assert shared.journal(code)[-1] == "Biện pháp «Gửi văn bản đôn đốc» đã xong: nguyên nhân đã chấm dứt."


def test_what_closes_the_case_ends_its_remedies(shared):
    code = stuck_in(shared, BARRED)
    choose(shared, code, "legal_opinion", party="")
    choose(shared, code, "paid_rung", party="")
    choose(shared, code, "not_transferable") if "not_transferable" in offered(shared, code) else know(
        code, handed_over_on=LATER
    )
    assert closet.judge(code, LATER).change == "closed"
    settle(code)
    assert all(taken.done_on for taken in rows(code))


# At once


def test_two_people_who_answer_at_once_are_both_on_record(shared, together):
    code = stuck_in(shared, UNWANTED)
    said = together(
        lambda: choose(shared, code, "name_recipient", by="so.giam-doc"),
        lambda: choose(shared, code, "call_council", by="ubnd.chu-tich"),
        lambda: choose(shared, code, "publish_offer", by="so.truong-phong", party=""),
        lambda: choose(shared, code, "replicate", by="so.giam-doc", party=""),
    )
    written = [each for each in said if isinstance(each, str)]
    refused = [each for each in said if not isinstance(each, str)]
    assert len(rows(code)) == len(written) >= 1
    # Whoever comes after the recipient was named finds the cause gone.
    assert all("không" in str(each) for each in refused)
    assert shared.chain_is_whole()


def test_two_heirs_for_one_body_at_once_leave_one(shared, together):
    first, second = stuck_in(shared, DISSOLVED), stuck_in(shared, UNWANTED)
    with wiring.unit_of_work() as session:
        host = session.scalars(queries.task_by_code(first)).one().host_id
        session.scalars(queries.task_by_code(second)).one().host_id = host
    said = together(
        lambda: choose(shared, first, "record_successor"),
        lambda: choose(shared, second, "record_successor", party=rehearsal.house("university")),
    )
    assert [isinstance(each, str) for each in said].count(True) == 1
    assert shared.chain_is_whole()


# What is shown


def test_the_remedies_taken_are_listed_the_most_urgent_first_with_what_is_late(house):
    code, other = stuck_in(house, UNWANTED), stuck_in(house, NOT_RECEIVED)
    choose(house, code, "publish_offer", party="")
    choose(house, code, "name_recipient", due_on=LATER + DAY)
    choose(house, other, "demand_letter", party="")
    know(code, partner_found_on=LATER + 2 * DAY)
    settle(code, LATER + 2 * DAY)
    late = LATER + 31 * DAY
    with wiring.unit_of_work() as session:
        every = remedies.taken(session, late)
        overdue = remedies.taken(session, late, overdue=True)
        own = remedies.taken(session, late, code)
        with pytest.raises(NotFound):
            remedies.taken(session, late, "XX-1900-001")
    assert [each.remedy for each in every] == ["demand_letter", "name_recipient", "publish_offer"]
    assert [(each.code, each.days_overdue) for each in overdue] == [(other, 1)]
    assert {each.remedy: (each.party, each.days_overdue) for each in own} == {
        "name_recipient": (SOMEBODY, 0),
        "publish_offer": (None, 0),
    }
    assert all(each.done_on == LATER + 2 * DAY for each in own)


def picture(code, on=LATER, **more):
    with wiring.unit_of_work() as session:
        return case_pictures.case_picture(session, code, on, **more)


def test_the_form_tells_who_must_act_what_was_chosen_and_what_each_remedy_asks_for(house):
    code = stuck_in(house, UNWANTED)
    asked = picture(code, refusal="Một.\nHai.").form
    assert {choice.value for choice in asked.choices} == offered(house, code)
    assert asked.description.startswith("> **Chưa ghi nhận biện pháp vừa gửi:**\n>\n> - Một.\n> - Hai.")
    assert "Phải xử lý ngay: **Chuyên viên Phòng Quản lý khoa học**" in asked.description
    assert "- Xác định đơn vị tiếp nhận: hạn 01/12/2026, phải nêu đơn vị tiếp nhận," in asked.description
    assert "Biện pháp đã chọn" not in asked.description
    choose(house, code, "publish_offer", party="")
    again = picture(code, LATER + 40 * DAY).form
    assert again.key != asked.key
    assert "**Giới thiệu trên sàn giao dịch công nghệ, mời doanh nghiệp**" in again.description
    assert "**quá hạn 10 ngày**" in again.description
    assert "01/TB-SKHCN (đang lập)" in again.description


def test_the_papers_of_a_remedy_are_linked_once_they_are_kept(house):
    code = stuck_in(house, UNWANTED)
    choose(house, code, "publish_offer", party="")
    assert not [line for line in picture(code).journal if "/papers/" in line.text]
    for number in issuing.unstored():
        issuing.keep(number)
    shown = picture(code)
    [line] = [line for line in shown.journal if "/papers/" in line.text]
    assert "Ban hành Thông báo giới thiệu công nghệ" in line.text
    assert "[01/TB-SKHCN](" in shown.form.description


def test_who_might_receive_the_result_stands_above_the_form(house):
    code = stuck_in(house, UNWANTED)
    with wiring.unit_of_work() as session:
        title = "Cần quy trình chiết xuất collagen từ da cá tra"
        session.add(
            Need(
                kind="need",
                title=title,
                folded=fold(title),
                organisation_id=people.ensure_organisation(session, SOMEBODY).id,
                province="Đồng Nai",
                registered_on=ON,
            )
        )
    assert f"- **{SOMEBODY}**: {title}." in picture(code).form.description
