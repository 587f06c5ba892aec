"""Judgement of one task: what stands in the way, whose turn it is, by when, and where it goes next."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import law, progress
from models.dossier import Ballot, ClockStop, CouncilSitting, Position, Seat
from models.language import (
    Council,
    Deadline,
    Gate,
    Method,
    Moment,
    Paper,
    Role,
    Several,
    Single,
    Source,
    Stage,
    Step,
    Verdict,
)
from models.lifecycle import LIFECYCLE, OBLIGATIONS, STAGES
from tests.builders import INSTITUTE, accepted, decision, dossier, entry, listed, recognised, submission

ON = date(2026, 11, 2)
DAY = timedelta(days=1)
OFFICER, HEAD, DIRECTOR = Role.DOST_OFFICER, Role.DOST_HEAD, Role.DOST_DIRECTOR
APPROVE, SUPPLEMENT, REJECT = Verdict.APPROVE, Verdict.SUPPLEMENT, Verdict.REJECT
BY_CODE = {"argvalues": LIFECYCLE, "ids": [stage.code for stage in LIFECYCLE]}
GATES = [(stage, gate) for stage in LIFECYCLE for gate in stage.gates]
NAMES = [f"{stage.code}-{gate.code}" for stage, gate in GATES]


def gate_of(approval, **more):
    return Gate("gate", "Cửa", "Gate", approval, **more)


def decided(*made):
    """An entry with these decisions: (role, verdict) or (role, verdict, round)."""
    decisions = tuple(
        decision("gate", ON, verdict, role=role, by_person=n, round=number[0] if number else 1)
        for n, (role, verdict, *number) in enumerate(made)
    )
    return entry("ORDER", ON, decisions=decisions)


def handed_in(stage, task=None, **changes):
    papers = progress.papers_of(stage, task or dossier())
    return entry(stage.code, ON, submissions=tuple(submission(paper.code, ON) for paper in papers), **changes)


# Obstacles


@pytest.mark.parametrize(("stage", "gate"), GATES, ids=NAMES)
def test_every_missing_paper_is_named_with_who_hands_it_in(stage, gate):
    task = dossier(state_share=Decimal("0.5"), share_clause=True)
    found = progress.obstacles(stage, entry(stage.code, ON), task, gate, ON)
    for paper in progress.papers_of(stage, task):
        said = [each for each in found if each.startswith(f"Thiếu giấy tờ: {paper.vi}")]
        assert bool(said) is paper.required
        assert all(role.vi in said[0] for role in paper.by if said)


@pytest.mark.parametrize(("stage", "gate"), GATES, ids=NAMES)
def test_all_obstacles_are_said_at_once_and_each_once(stage, gate):
    bare = listed()
    stopped = entry(stage.code, ON, stops=(ClockStop(ON, None, "thiếu"),))
    found = progress.obstacles(stage, stopped, bare, gate, ON)
    expected = [check.vi for check in gate.checks if not check.holds(bare)]
    assert set(expected) <= set(found)
    assert "Đang chờ bổ sung hồ sơ theo yêu cầu." in found
    assert len(found) == len(set(found))
    missing = [paper for paper in progress.papers_of(stage, bare) if paper.required]
    council = isinstance(gate.approval, Council)
    assert len(found) == len(set(expected)) + 1 + len(missing) + council


@pytest.mark.parametrize(("stage", "gate"), GATES, ids=NAMES)
def test_with_papers_and_facts_in_order_nothing_stands_in_the_way(stage, gate):
    task = recognised(
        approved_on=date(2026, 1, 5), call_published_on=date(2025, 1, 1), price_agreed_on=date(2026, 6, 1)
    )
    here = handed_in(stage, task, sittings=(sat(gate),) if isinstance(gate.approval, Council) else ())
    assert progress.obstacles(stage, here, task, gate, ON) == ()


def sat(gate):
    scheme = law.SCHEMES[gate.approval.scheme]
    order = [Position.CHAIR, Position.REVIEWER, Position.SECRETARY, *[Position.MEMBER] * 4]
    seats = tuple(Seat(n, "Ủy viên", "", position) for n, position in enumerate(order))
    vote = {"agree": {"agree": True}, "score": {"score": Decimal(80)}, "grade": {"grade": "pass"}}
    from models.dossier import Grade  # noqa: PLC0415 - used here alone

    cast = {**vote[scheme.ballot.value]}
    if "grade" in cast:
        cast["grade"] = Grade.PASS
    return CouncilSitting(
        gate.code, ON, ON, seats, tuple(Ballot(n, p, ON, **cast) for n, p in enumerate(order))
    )


def test_a_withdrawn_paper_is_missing_again():
    stage = STAGES["ORDER"]
    sheet = submission("order_sheet", ON)
    assert [
        p.code for p in progress.papers_missing(stage, entry("ORDER", ON, submissions=(sheet,)), dossier())
    ] == ["reception_commitment"]
    taken_back = entry("ORDER", ON, submissions=(replace(sheet, withdrawn=True),))
    assert len(progress.papers_missing(stage, taken_back, dossier())) == 2


@pytest.mark.parametrize(("share", "asked"), [("1", False), ("0.7", True), (None, False)])
def test_proof_of_counterpart_funds_is_asked_for_where_there_are_some(share, asked):
    task = dossier(state_share=Decimal(share) if share else None)
    codes = {paper.code for paper in progress.papers_of(STAGES["SELECT"], task)}
    assert ("counterpart_proof" in codes) is asked


@pytest.mark.parametrize(
    ("method", "day", "open_"),
    [
        (Method.SELECTION, 29, False),
        (Method.SELECTION, 30, True),
        (Method.SELECTION, 31, True),
        (Method.DIRECT, 0, True),
        (Method.DIRECT, 29, True),
    ],
)
def test_a_call_stands_open_for_thirty_days_and_an_invitation_for_no_set_time(method, day, open_):
    published = date(2026, 9, 1)
    task = dossier(method=method, call_published_on=published)
    stage = STAGES["CALL"]
    found = progress.obstacles(stage, handed_in(stage), task, stage.gate("open-files"), published + day * DAY)
    assert found == (() if open_ else ("Chưa hết thời gian thông báo: sớm nhất là ngày 01/10/2026.",))


def test_a_council_must_be_formed_before_it_concludes():
    stage = STAGES["ACCEPT"]
    found = progress.obstacles(stage, handed_in(stage), dossier(), stage.gate("acceptance-council"), ON)
    assert found == ("Chưa thành lập hội đồng tư vấn đánh giá, nghiệm thu.",)


def test_what_a_council_still_lacks_is_an_obstacle():
    gate = STAGES["ACCEPT"].gate("acceptance-council")
    half = replace(sat(gate), ballots=sat(gate).ballots[:3])
    here = handed_in(STAGES["ACCEPT"], sittings=(half,))
    assert progress.obstacles(STAGES["ACCEPT"], here, dossier(), gate, ON) == (
        "Mới có 3/7 phiếu của thành viên có mặt.",
    )


# Rounds and approvals


@pytest.mark.parametrize(
    ("approval", "made", "passed"),
    [
        (Single((OFFICER, HEAD)), [], False),
        (Single((OFFICER, HEAD)), [(OFFICER, APPROVE)], True),
        (Single((OFFICER, HEAD)), [(HEAD, APPROVE)], True),
        (Single((OFFICER,)), [(OFFICER, REJECT)], False),
        (Single((OFFICER,)), [(OFFICER, SUPPLEMENT)], False),
        (Several((OFFICER, HEAD)), [(OFFICER, APPROVE)], False),
        (Several((OFFICER, HEAD)), [(OFFICER, APPROVE), (HEAD, APPROVE)], True),
        (Several((OFFICER, HEAD)), [(OFFICER, APPROVE), (OFFICER, APPROVE)], False),
        (Several((OFFICER, HEAD)), [(OFFICER, APPROVE), (HEAD, REJECT)], False),
        (Several((OFFICER, HEAD)), [(OFFICER, APPROVE), (DIRECTOR, APPROVE)], False),
        (Several((OFFICER, HEAD, DIRECTOR), 2), [(OFFICER, APPROVE)], False),
        (Several((OFFICER, HEAD, DIRECTOR), 2), [(OFFICER, APPROVE), (DIRECTOR, APPROVE)], True),
        (Several((OFFICER, HEAD, DIRECTOR), 2), [(DIRECTOR, APPROVE), (DIRECTOR, APPROVE)], False),
        (Several((OFFICER, HEAD, DIRECTOR), 1), [(DIRECTOR, APPROVE)], True),
        (Several((OFFICER, HEAD, DIRECTOR), 3), [(OFFICER, APPROVE), (HEAD, APPROVE)], False),
        (Several((OFFICER, HEAD)), [(OFFICER, APPROVE), (HEAD, SUPPLEMENT), (HEAD, APPROVE, 2)], False),
        (Several((OFFICER, HEAD)), [(HEAD, SUPPLEMENT), (OFFICER, APPROVE, 2), (HEAD, APPROVE, 2)], True),
        (Council("acceptance"), [(OFFICER, APPROVE)], True),
        (Council("acceptance"), [(OFFICER, REJECT)], False),
    ],
)
def test_a_gate_is_passed_by_the_approvals_that_its_rule_asks_for(approval, made, passed):
    assert progress.is_passed(decided(*made), gate_of(approval)) is passed


@given(st.permutations([OFFICER, HEAD, DIRECTOR, Role.FINANCE]), st.integers(1, 4), st.integers(0, 4))
def test_n_of_m_roles_suffice_whichever_they_are(roles, need, count):
    gate = gate_of(Several((OFFICER, HEAD, DIRECTOR, Role.FINANCE), need))
    assert progress.is_passed(decided(*((role, APPROVE) for role in roles[:count])), gate) is (count >= need)


@pytest.mark.parametrize(
    ("made", "number"),
    [
        ([], 1),
        ([(OFFICER, APPROVE)], 1),
        ([(OFFICER, SUPPLEMENT)], 2),
        ([(OFFICER, SUPPLEMENT), (OFFICER, APPROVE, 2)], 2),
        ([(OFFICER, SUPPLEMENT), (OFFICER, SUPPLEMENT, 2)], 3),
        ([(OFFICER, APPROVE), (HEAD, SUPPLEMENT)], 2),
        ([(OFFICER, REJECT)], 1),
    ],
)
def test_a_return_for_supplement_begins_a_new_round(made, number):
    gate = gate_of(Several((OFFICER, HEAD)))
    assert progress.round_of(decided(*made), gate) == number
    assert all(each.round == number for each in progress.decisions_in_round(decided(*made), gate))


@pytest.mark.parametrize(
    ("made", "number"),
    [
        ([], 1),
        ([(OFFICER, APPROVE)], 2),
        ([(OFFICER, REJECT)], 2),
        ([(OFFICER, APPROVE), (OFFICER, REJECT, 2)], 3),
    ],
)
def test_a_finished_optional_gate_begins_a_new_round(made, number):
    gate = gate_of(Single((OFFICER,)), opened_by="adjustment_request")
    assert progress.round_of(decided(*made), gate) == number


@pytest.mark.parametrize(
    ("requests", "made", "awaited"),
    [
        (0, [], "milestones"),
        (1, [], "adjust"),
        (1, [APPROVE], "milestones"),
        (1, [REJECT], "milestones"),
        (2, [APPROVE], "adjust"),
        (2, [APPROVE, REJECT], "milestones"),
        (1, [SUPPLEMENT], "milestones"),
        (2, [SUPPLEMENT], "adjust"),
    ],
)
def test_a_request_for_adjustment_opens_its_gate_once_each(requests, made, awaited):
    here = entry(
        "EXECUTE",
        ON,
        submissions=tuple(submission("adjustment_request", ON) for _ in range(requests)),
        decisions=tuple(
            decision("adjust", ON, verdict, role=DIRECTOR, round=n) for n, verdict in enumerate(made, start=1)
        ),
    )
    assert progress.awaited_gate(STAGES["EXECUTE"], here, dossier()).code == awaited


def test_gates_are_awaited_in_their_order_and_then_none():
    stage = STAGES["ORDER"]
    first = decision("validity", ON)
    second = decision("order-list", ON, role=Role.PPC_CHAIR)
    waits = [
        progress.awaited_gate(stage, entry("ORDER", ON, decisions=made), dossier())
        for made in ((), (first,), (first, second))
    ]
    assert [gate and gate.code for gate in waits] == ["validity", "order-list", None]


@pytest.mark.parametrize(("stage", "gate"), GATES, ids=NAMES)
def test_a_council_does_not_reject_by_hand_and_others_only_where_the_gate_allows(stage, gate):
    verdicts = progress.allowed_verdicts(gate)
    assert verdicts[:2] == (APPROVE, SUPPLEMENT)
    assert (REJECT in verdicts) is (gate.may_reject and not isinstance(gate.approval, Council))
    assert progress.is_single(gate) is isinstance(gate.approval, Single)
    assert stage.has_gate(gate.code)
    assert stage.gate(gate.code) is gate


def test_a_councils_conclusion_is_recorded_by_its_members_or_the_department():
    gate = STAGES["ACCEPT"].gate("acceptance-council")
    assert progress.decider_roles(gate) == (Role.COUNCIL, OFFICER, HEAD)


def test_a_stage_knows_no_gate_that_it_has_not():
    assert not STAGES["ORDER"].has_gate("sign")
    with pytest.raises(KeyError):
        STAGES["ORDER"].gate("sign")


# Clocks


@pytest.mark.parametrize(
    ("stops", "moved"),
    [
        ((), 0),
        (((0, 5),), 5),
        (((0, 5), (10, 12)), 7),
        (((0, None),), 20),
        (((0, 5), (15, None)), 10),
        (((0, 10), (5, 15)), 15),
        (((0, 10), (2, 4)), 10),
        (((5, None), (10, None)), 15),
        (((0, 0),), 0),
        (((25, None),), 0),
    ],
)
def test_the_due_date_moves_by_the_days_on_which_the_clock_stood_still(stops, moved):
    start = ON - 20 * DAY
    here = entry(
        "ORDER",
        start,
        due_on=ON,
        stops=tuple(
            ClockStop(start + since * DAY, None if until is None else start + until * DAY, "")
            for since, until in stops
        ),
    )
    assert progress.due_on(here, ON) == ON + moved * DAY


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6))
def test_no_stopped_day_counts_twice(spans):
    stops = tuple(ClockStop(ON + since * DAY, ON + (since + length) * DAY, "") for since, length in spans)
    days = {since + n for since, length in spans for n in range(length)}
    assert progress.due_on(entry("ORDER", ON, due_on=ON, stops=stops), ON + 200 * DAY) == ON + len(days) * DAY


@pytest.mark.parametrize(
    ("due_on", "stops", "left_on", "overdue"),
    [
        (ON - DAY, (), None, True),
        (ON, (), None, False),
        (ON + DAY, (), None, False),
        (None, (), None, False),
        (ON - DAY, (), ON, False),
        (ON - 9 * DAY, (ClockStop(ON - 5 * DAY, None, ""),), None, False),
        (ON - 9 * DAY, (ClockStop(ON - 20 * DAY, ON - 15 * DAY, ""),), None, True),
        (ON - 3 * DAY, (ClockStop(ON - 20 * DAY, ON - 15 * DAY, ""),), None, False),
    ],
)
def test_a_stay_is_overdue_only_while_its_clock_runs(due_on, stops, left_on, overdue):
    here = entry("ORDER", ON - 40 * DAY, due_on=due_on, stops=stops, left_on=left_on)
    assert progress.is_overdue(here, ON) is overdue


def test_an_unknown_due_date_stays_unknown():
    assert progress.due_on(entry("ORDER", ON), ON) is None
    assert progress.due(None, dossier(), ON) == progress.Due(None)


@pytest.mark.parametrize(
    "stage", [stage for stage in LIFECYCLE if stage.deadline], ids=lambda stage: stage.code
)
def test_a_deadline_is_counted_from_its_fact_by_the_rule_of_the_day_of_entry(stage):
    task = recognised(rights_dossier_on=ON, disclosed_on=ON)
    found = progress.due(stage.deadline, task, ON)
    start = ON if stage.deadline.since is None else task.date_of(stage.deadline.since)
    rule = law.rule(stage.deadline.rule, ON, task.regime)
    assert found.rule_version == rule.version
    assert found.on > start


@pytest.mark.parametrize(
    "stage",
    [stage for stage in LIFECYCLE if stage.deadline and stage.deadline.since],
    ids=lambda stage: stage.code,
)
def test_without_the_fact_from_which_it_counts_nothing_is_due_but_the_rule_is_kept(stage):
    found = progress.due(stage.deadline, dossier(contract_ends_on=None), ON)
    assert found.on is None
    assert found.rule_version.startswith(stage.deadline.rule)


def test_where_no_rule_is_in_force_nothing_is_due():
    task = dossier(approved_on=date(2026, 1, 5), rights_dossier_on=ON)
    assert progress.due(Deadline("rights_decision", since="rights_dossier_on"), task, ON) == progress.Due(
        None
    )


@pytest.mark.parametrize(
    ("approved_on", "due"), [(date(2017, 6, 1), date(2026, 12, 14)), (date(2020, 3, 1), date(2026, 12, 2))]
)
def test_rights_are_decided_in_working_days_under_one_law_and_calendar_days_under_another(approved_on, due):
    task = dossier(approved_on=approved_on, rights_dossier_on=ON)
    assert progress.due(Deadline("rights_decision", since="rights_dossier_on"), task, ON).on == due


# Ways on


TWO_WAYS = Stage(
    "TEST", "0", "Thử", "Test", "Đang thử", Source("", law.READ),
    next=(Step("ACCEPT", STAGES["SELECT"].papers[-1].when), Step("ARCHIVE")),
)  # fmt: skip


@pytest.mark.parametrize(("share", "to"), [("0.5", "ACCEPT"), ("1", "ARCHIVE")])
def test_the_first_way_that_is_open_is_taken(share, to):
    assert progress.next_step(TWO_WAYS, dossier(state_share=Decimal(share)), APPROVE).to == to


def test_a_rejection_takes_its_own_way():
    assert progress.next_step(TWO_WAYS, dossier(), REJECT) == Step(None, outcome="rejected")


@pytest.mark.parametrize("stage", **BY_CODE)
@pytest.mark.parametrize("number", [1, 2, 7])
def test_a_gate_writes_its_papers_in_every_round(stage, number):
    task = recognised(rights_rung=4)
    for gate in stage.gates:
        moment = gate.code if number == 1 else f"{gate.code}#{number}"
        first = progress.documents_due(stage, task, gate.code)
        assert progress.documents_due(stage, task, moment) == first


@pytest.mark.parametrize(("stage", "gate"), GATES, ids=NAMES)
@pytest.mark.parametrize("number", [1, 3])
def test_every_return_for_supplement_has_its_notice(stage, gate, number):
    due = progress.documents_due(stage, dossier(), f"{Moment.SUPPLEMENT}:{gate.code}#{number}")
    assert [each.paper for each in due] == ["supplement-notice"]


def test_nothing_is_written_at_a_moment_that_a_stage_does_not_know():
    assert progress.documents_due(STAGES["ORDER"], dossier(), "sign") == ()
    assert progress.documents_due(STAGES["ORDER"], dossier(), Moment.ENTER) == ()


def test_a_condition_asks_nothing_of_days_before_its_text():
    check = STAGES["RIGHTS_R2"].gate("rights").checks[0]
    assert progress.unmet([check], dossier(), check.since - DAY) == ()
    assert progress.unmet([check], dossier(), check.since) == (check.vi,)


def test_the_main_line_is_where_no_track_beside_is():
    track, line = entry("IP", ON, id=2), entry("COMPLETE", ON, id=3)
    task = dossier(entries=(entry("ACCEPT", ON, left_on=ON), track, line))
    assert progress.main_entry(task) is line
    assert task.open_entries == (track, line)
    assert progress.main_entry(dossier(entries=(track,))) is None


@pytest.mark.parametrize("role", Role)
def test_a_paper_is_handed_in_by_the_roles_that_it_names(role):
    paper = Paper("x", "Giấy", "Paper", (Role.HOST,))
    assert progress.may_submit(paper, role) is (role is Role.HOST)


# Duties beside the line


def duties(task, on=ON):
    return {owed.obligation.code: owed for owed in progress.obligations(task, on)}


def test_a_duty_begins_with_its_fact():
    assert duties(dossier(contract_ends_on=None)) == {}
    assert set(duties(accepted())) == {"registration", "asset_report"}
    assert set(duties(recognised())) == {"registration", "asset_report", "archive"}
    assert set(duties(accepted(equipment_bought=True))) == {"registration", "asset_report", "equipment_plan"}
    assert "ip_window" in duties(accepted(disclosed_on=date(2026, 1, 5)))


@pytest.mark.parametrize(
    ("code", "facts", "due"),
    [
        ("registration", {"accepted_on": date(2026, 3, 2)}, date(2026, 4, 1)),
        ("asset_report", {"accepted_on": date(2026, 3, 2)}, date(2026, 5, 1)),
        (
            "equipment_plan",
            {"equipment_bought": True, "contract_ends_on": date(2026, 3, 2)},
            date(2026, 5, 1),
        ),
        ("ip_window", {"disclosed_on": date(2026, 3, 2)}, date(2027, 3, 2)),
        ("archive", {"recognised_on": date(2026, 3, 2)}, date(2026, 5, 1)),
    ],
)
def test_a_duty_has_its_own_clock(code, facts, due):
    task = dossier(**facts)
    assert duties(task, due)[code].due_on == due
    assert not duties(task, due)[code].overdue
    assert duties(task, due + DAY)[code].overdue


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("registration", {"registered_on": ON}),
        ("asset_report", {"asset_report_on": ON}),
        ("equipment_plan", {"equipment_settled_on": ON}),
        ("ip_window", {"ip_filed_on": ON}),
        ("ip_window", {"ip_decided_on": ON}),
        ("archive", {"archived_on": ON}),
    ],
)
def test_a_duty_is_done_by_its_fact_and_never_overdue_again(code, facts):
    started = {
        "accepted_on": date(2020, 1, 6),
        "recognised_on": date(2020, 1, 6),
        "disclosed_on": date(2020, 1, 6),
        "equipment_bought": True,
        "contract_ends_on": date(2020, 1, 6),
    }
    assert duties(dossier(**started))[code].overdue
    done = duties(dossier(**started, **facts))[code]
    assert done.done
    assert not done.overdue


@pytest.mark.parametrize("approved_on", [date(2017, 6, 1), date(2026, 1, 5)])
def test_result_assets_are_reported_under_decree_70_alone(approved_on):
    assert "asset_report" not in duties(accepted(approved_on=approved_on))


def test_every_duty_is_owed_by_somebody():
    assert all(duty.owed_by for duty in OBLIGATIONS)
    assert INSTITUTE.kind.name == "PUBLIC_UNIT"
