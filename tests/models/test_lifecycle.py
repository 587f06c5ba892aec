"""The lifecycle is data: whole, connected, sourced, and in step with the law, the papers and the tables."""

import re
import unicodedata
from collections import Counter
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from documents.catalogue import CATALOGUE, LIFE
from models import law, progress
from models.dossier import Dossier, Grade, Party, Result
from models.language import (
    Check,
    Confidence,
    Council,
    Method,
    Moment,
    PartyKind,
    ProductType,
    Role,
    Several,
    Single,
    Verdict,
)
from models.lifecycle import FIRST, LIFECYCLE, OBLIGATIONS, ON_SUPPLEMENT, STAGES, checks
from models.lifecycle.page import page
from models.tables import Result as ResultRow
from models.tables import Task as TaskRow
from tests.builders import ENTERPRISE, dossier, recognised

PAGE = Path(__file__).parents[2] / "docs" / "lifecycle.md"
ROWS = [*map(str, range(1, 13)), "13a", "13b", "13c", "13d", *map(str, range(14, 22))]
BY_CODE = {"argvalues": LIFECYCLE, "ids": [stage.code for stage in LIFECYCLE]}
GATES = [(stage, gate) for stage in LIFECYCLE for gate in stage.gates]
PAPERS = [(stage, paper) for stage in LIFECYCLE for paper in stage.papers]
GENERATED = [(stage, each) for stage in LIFECYCLE for each in stage.documents]
CHECKS = [each for each in vars(checks).values() if isinstance(each, Check)]
ALL_CHECKS = [*CHECKS, *(duty.done_when for duty in OBLIGATIONS)]
VIETNAMESE = re.compile(
    "[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE
)


def named(pairs):
    return [f"{stage.code}-{each.code}" for stage, each in pairs]


def steps(stage):
    return (*stage.next, *(stage.on_reject if any(gate.may_reject for gate in stage.gates) else ()))


def reaches(start):
    found, waiting = set(), [start]
    while waiting:
        code = waiting.pop()
        if code in found:
            continue
        found.add(code)
        if code is not None:
            waiting.extend(step.to for step in (*steps(STAGES[code]), *STAGES[code].opens))
    return found


# The rows of the stage table


def test_every_row_of_the_stage_table_is_a_stage():
    assert [stage.row for stage in LIFECYCLE] == ROWS
    assert {re.match(r"\d+", row)[0] for row in ROWS} == set(map(str, range(1, 22)))


def test_codes_states_and_exits_tell_stages_apart():
    assert len(STAGES) == len(LIFECYCLE)
    assert max(Counter(stage.vi for stage in LIFECYCLE).values()) == 1
    rights = {"RIGHTS_R1", "RIGHTS_R2", "RIGHTS_R4"}
    others = [stage for stage in LIFECYCLE if stage.code not in rights]
    assert max(Counter(stage.state for stage in others).values()) == 1
    assert max(Counter(stage.exit for stage in others).values()) == 1


@pytest.mark.parametrize("stage", **BY_CODE)
def test_a_stage_says_what_it_is_in_two_languages_and_on_what_it_rests(stage):
    for text in (stage.vi, stage.state):
        assert VIETNAMESE.search(text), text
        assert unicodedata.is_normalized("NFC", text)
    assert stage.en.isascii()
    assert stage.source.citation
    assert stage.exit.isupper()


@pytest.mark.parametrize("stage", **BY_CODE)
def test_somebody_decides_in_every_stage(stage):
    assert [gate for gate in stage.gates if not gate.optional]


@pytest.mark.parametrize("stage", **BY_CODE)
def test_no_paper_gate_or_document_stands_twice_in_a_stage(stage):
    for codes in (
        [paper.code for paper in stage.papers],
        [gate.code for gate in stage.gates],
        [(each.paper, each.on) for each in stage.documents],
    ):
        assert len(codes) == len(set(codes))


# The graph


@pytest.mark.parametrize("stage", **BY_CODE)
def test_every_step_leads_to_a_stage_or_to_an_end_with_its_outcome(stage):
    for step in (*stage.next, *stage.on_reject, *stage.opens):
        assert step.to in STAGES or (step.to is None and step.outcome)
    assert stage.next


@pytest.mark.parametrize("stage", **BY_CODE)
def test_every_stage_can_be_reached_from_the_order(stage):
    assert stage.code in reaches(FIRST.code)


@pytest.mark.parametrize("stage", **BY_CODE)
def test_every_stage_can_reach_an_end(stage):
    assert None in reaches(stage.code)


def test_a_life_begins_with_the_order_and_ends_in_the_archive_alone():
    ends = {
        stage.code for stage in LIFECYCLE if not stage.beside and any(step.to is None for step in stage.next)
    }
    assert FIRST.code == "ORDER"
    assert ends == {"ARCHIVE"}


def test_tracks_beside_the_line_are_opened_and_never_waited_for():
    beside = {stage.code for stage in LIFECYCLE if stage.beside}
    assert beside == {"EQUIPMENT", "IP"}
    assert {step.to for stage in LIFECYCLE for step in stage.opens} == beside
    assert not beside & {step.to for stage in LIFECYCLE for step in (*stage.next, *stage.on_reject)}
    for code in beside:
        assert all(step.to is None for step in STAGES[code].next)


@pytest.mark.parametrize("stage", [s for s in LIFECYCLE if len(s.next) > 1], ids=lambda stage: stage.code)
def test_only_the_last_of_many_ways_may_stand_open_to_all(stage):
    assert all(step.when is not None for step in stage.next[:-1])


# Deadlines, dates, councils, roles


@pytest.mark.parametrize(
    "deadline",
    [stage.deadline for stage in LIFECYCLE if stage.deadline]
    + [gate.not_before for _, gate in GATES if gate.not_before]
    + [duty.deadline for duty in OBLIGATIONS],
    ids=lambda deadline: f"{deadline.rule}-{deadline.since or 'entry'}",
)
def test_a_deadline_names_a_rule_of_law_and_a_date_of_the_dossier(deadline):
    units = {rule.unit.name for rule in law.RULES if rule.code == deadline.rule}
    assert units
    assert units <= {"CALENDAR_DAYS", "WORKING_DAYS", "MONTHS", "YEARS"}
    if deadline.since is not None:
        dossier().date_of(deadline.since)


def test_a_misspelt_date_does_not_pass_unseen():
    with pytest.raises(AttributeError):
        dossier().date_of("acceptd_on")
    with pytest.raises(AttributeError):
        dossier().date_of("title")


def test_every_stage_but_the_automatic_entry_of_rights_has_a_deadline():
    assert {stage.code for stage in LIFECYCLE if stage.deadline is None} == {"RIGHTS_R4"}


RECORDED = sorted(
    {name for _, gate in GATES for name in gate.records}
    | {name for _, paper in PAPERS for name in paper.records}
    | {name for stage in LIFECYCLE for name in stage.when_complete}
)


@pytest.mark.parametrize("name", RECORDED)
def test_a_recorded_date_has_a_place_in_the_dossier_and_a_column(name):
    dossier().date_of(name)
    assert hasattr(TaskRow, name) != hasattr(ResultRow, name)
    column = getattr(TaskRow if hasattr(TaskRow, name) else ResultRow, name)
    assert column.type.python_type is date


def test_the_dossier_and_the_tables_keep_the_same_facts():
    assert {each.name for each in fields(Result)} | {"task_id"} == set(ResultRow.__table__.columns.keys())
    columns = set(TaskRow.__table__.columns.keys())
    by_another_name = {
        "orderer", "host", "recipient", "co_owner", "clears", "regime", "entries", "result",
    }  # fmt: skip
    assert {each.name for each in fields(Dossier)} - by_another_name <= columns


@pytest.mark.parametrize("gate", [gate for _, gate in GATES], ids=named(GATES))
def test_a_gate_is_decided_by_roles_or_by_a_council_of_a_known_scheme(gate):
    match gate.approval:
        case Council(scheme):
            assert scheme in law.SCHEMES
            assert gate.code == f"{scheme}-council"
        case Single(roles) | Several(roles):
            assert roles
            assert all(isinstance(role, Role) for role in roles)
            assert len(set(roles)) == len(roles)
    if isinstance(gate.approval, Several) and gate.approval.need is not None:
        assert 1 <= gate.approval.need <= len(gate.approval.roles)
    assert VIETNAMESE.search(gate.vi)
    assert unicodedata.is_normalized("NFC", gate.vi)
    assert gate.en.isascii()


@pytest.mark.parametrize(
    ("stage", "gate"), [each for each in GATES if each[1].optional], ids=lambda x: x.code
)
def test_an_optional_gate_is_opened_by_a_paper_of_its_stage(stage, gate):
    assert gate.opened_by in {paper.code for paper in stage.papers if not paper.required}


@pytest.mark.parametrize("paper", [paper for _, paper in PAPERS], ids=named(PAPERS))
def test_a_paper_is_handed_in_by_known_roles_and_named_in_two_languages(paper):
    assert paper.by
    assert all(isinstance(role, Role) for role in paper.by)
    assert VIETNAMESE.search(paper.vi), paper.vi
    assert unicodedata.is_normalized("NFC", paper.vi)
    assert paper.en.isascii()


@pytest.mark.parametrize(("stage", "gate"), GATES, ids=named(GATES))
def test_somebody_else_than_those_who_hand_in_can_decide(stage, gate):
    """The one who submitted cannot approve: no gate may depend on one role that also owes every paper."""
    if isinstance(gate.approval, Council):
        return
    alone = [paper for paper in stage.papers if paper.required and len(paper.by) == 1]
    assert len(gate.approval.roles) > 1 or not any(paper.by[0] in gate.approval.roles for paper in alone)


# The documents


@pytest.mark.parametrize(
    ("stage", "each"), GENERATED, ids=[f"{s.code}-{d.paper}-{d.on}" for s, d in GENERATED]
)
def test_a_generated_document_is_in_the_catalogue_and_has_its_moment(stage, each):
    assert each.paper in CATALOGUE
    assert each.on in {moment.value for moment in Moment} or stage.has_gate(each.on)


@pytest.mark.parametrize("code", [paper.code for paper in LIFE])
def test_every_paper_of_a_tasks_life_is_generated_somewhere(code):
    assert code in {each.paper for _, each in GENERATED} | {ON_SUPPLEMENT.paper}


@pytest.mark.parametrize("stage", **BY_CODE)
def test_every_stage_writes_something(stage):
    assert stage.documents


@pytest.mark.parametrize(
    "stage",
    [stage for stage in LIFECYCLE if any(isinstance(gate.approval, Council) for gate in stage.gates)],
    ids=lambda stage: stage.code,
)
def test_a_stage_with_a_council_writes_the_decision_that_forms_it_and_its_minutes(stage):
    moments = {each.on for each in stage.documents}
    council = next(gate for gate in stage.gates if isinstance(gate.approval, Council))
    assert Moment.COUNCIL_FORMED in moments
    assert any(each.on == council.code and each.paper.endswith("minutes") for each in stage.documents)


# The conditions


def test_conditions_have_codes_of_their_own():
    counts = Counter(check.code for check in ALL_CHECKS)
    assert max(counts.values()) == 1


@pytest.mark.parametrize("check", ALL_CHECKS, ids=lambda check: check.code)
def test_a_condition_speaks_whole_sentences_in_two_languages(check):
    assert check.vi.endswith(".")
    assert check.vi[0].isupper()
    assert VIETNAMESE.search(check.vi), check.vi
    assert unicodedata.is_normalized("NFC", check.vi)
    assert check.en.endswith(".")
    assert check.en.isascii()


@pytest.mark.parametrize("check", ALL_CHECKS, ids=lambda check: check.code)
@pytest.mark.parametrize("known", ["everything", "nothing"])
def test_a_condition_answers_yes_or_no_whatever_is_known(check, known):
    unknown = {
        each.name: None
        for each in fields(Dossier)
        if each.name.endswith("_on") or each.name in {"orderer", "host", "recipient", "method", "state_share"}
    }
    task = (
        recognised()
        if known == "everything"
        else dossier(**unknown, state_reserves=None, products=frozenset())
    )
    assert isinstance(check.holds(task), bool)


def test_only_duties_of_law_have_a_source_that_was_read():
    for duty in OBLIGATIONS:
        assert duty.source.citation
        assert duty.source.confidence in {Confidence.READ, Confidence.SECONDARY}
        assert VIETNAMESE.search(duty.vi)
        assert duty.en.isascii()


# The branches

R1_DAY, R2_DAY, R3_DAY, R4_DAY = date(2017, 6, 1), date(2020, 3, 1), date(2025, 5, 1), date(2026, 1, 5)
SOME_PRODUCTS = [
    frozenset(ProductType(each) for each in kinds)
    for kinds in (
        ["I"], ["II"], ["III"], ["IV"], ["I", "II"], ["I", "III"], ["I", "IV"], ["II", "III"], ["II", "IV"],
        ["III", "IV"], ["I", "II", "III"], ["I", "II", "IV"], ["I", "III", "IV"], ["II", "III", "IV"],
        ["I", "II", "III", "IV"], [],
    )
]  # fmt: skip


def after(code, verdict=Verdict.APPROVE, **facts):
    step = progress.next_step(STAGES[code], recognised(**facts), verdict)
    return step.to if step else "nowhere"


@pytest.mark.parametrize("products", SOME_PRODUCTS, ids=lambda kinds: "+".join(sorted(kinds)) or "unknown")
@pytest.mark.parametrize(
    ("approved_on", "rights"),
    [(R1_DAY, "RIGHTS_R1"), (R2_DAY, "RIGHTS_R2"), (R3_DAY, "RIGHTS_R2"), (R4_DAY, "RIGHTS_R4")],
    ids=["R1", "R2", "R3", "R4"],
)
def test_only_publications_never_enter_transfer_and_all_else_goes_by_its_regime(
    products, approved_on, rights
):
    only_published = products == {ProductType.I}
    task = {"approved_on": approved_on, "products": products}
    assert after("RECOGNISE", **task) == ("ARCHIVE" if only_published else rights)
    entered = progress.unmet(STAGES["MATCH"].enter, recognised(**task), date(2026, 11, 2))
    assert bool(entered) is only_published
    assert ("IP" in progress.opened_beside(STAGES["ACCEPT"], recognised(**task))) is not only_published


def test_a_task_that_only_publishes_is_archived_as_not_transferable():
    task = recognised(products=frozenset({ProductType.I}))
    assert progress.next_step(STAGES["RECOGNISE"], task, Verdict.APPROVE).outcome == "not_transferable"


@pytest.mark.parametrize("approved_on", [None, date(2013, 12, 31)], ids=["unknown", "before 2014"])
def test_without_a_regime_of_ours_no_way_is_open(approved_on):
    assert after("RECOGNISE", approved_on=approved_on) == "nowhere"


@pytest.mark.parametrize(
    ("remedies", "paid_path_on", "to"),
    [
        ((), None, "TRANSFER"),
        ((), date(2026, 2, 1), "VALUE"),
        (("replicate",), None, "REPLICATE"),
        (("replicate",), date(2026, 2, 1), "REPLICATE"),
        (("demand_letter",), None, "TRANSFER"),
    ],
)
def test_replication_is_the_other_way_out_of_matching(remedies, paid_path_on, to):
    assert after("MATCH", remedies=remedies, paid_path_on=paid_path_on) == to


@pytest.mark.parametrize(("paid_path_on", "to"), [(None, "FOLLOW_UP"), (date(2026, 2, 1), "SHARE")])
def test_money_is_shared_only_where_money_comes(paid_path_on, to):
    assert after("TRANSFER", paid_path_on=paid_path_on) == to


@pytest.mark.parametrize(
    ("code", "to"),
    [
        ("ORDER", None), ("IDENTIFY", None), ("SELECT", None), ("APPROVE", None), ("CONTRACT", None),
        ("EXECUTE", "ARCHIVE"), ("ACCEPT", "ARCHIVE"), ("VALUE", "MATCH"), ("TRANSFER", "MATCH"),
        ("REPLICATE", "MATCH"),
    ],
)  # fmt: skip
def test_a_rejection_ends_the_life_or_leads_somewhere(code, to):
    assert after(code, Verdict.REJECT) == to


@pytest.mark.parametrize(
    ("code", "outcome"),
    [("ORDER", "rejected"), ("SELECT", "rejected"), ("EXECUTE", "terminated"), ("ACCEPT", "failed")],
)
def test_a_rejection_says_how_the_life_ended(code, outcome):
    assert progress.next_step(STAGES[code], dossier(), Verdict.REJECT).outcome == outcome


@pytest.mark.parametrize(
    ("method", "papers"), [(Method.SELECTION, {"call-notice"}), (Method.DIRECT, {"direct-invitation"})]
)
def test_a_call_is_published_and_a_named_host_is_invited(method, papers):
    due = progress.documents_due(STAGES["CALL"], dossier(method=method), "publish")
    assert {each.paper for each in due} == papers


@pytest.mark.parametrize(("bought", "tracks"), [(True, ("EQUIPMENT",)), (False, ()), (None, ())])
def test_the_track_of_equipment_opens_where_equipment_was_bought(bought, tracks):
    assert progress.opened_beside(STAGES["EXECUTE"], dossier(equipment_bought=bought)) == tracks


@pytest.mark.parametrize(
    ("regime_day", "reserves", "gates"),
    [
        (R1_DAY, False, ["price"]),
        (R2_DAY, False, ["price"]),
        (R3_DAY, False, ["price"]),
        (R4_DAY, False, ["owner-price"]),
        (R4_DAY, None, ["owner-price"]),
        (R4_DAY, True, ["price"]),
    ],
)
def test_the_state_prices_what_is_the_states_and_the_owner_the_rest(regime_day, reserves, gates):
    task = dossier(approved_on=regime_day, state_reserves=reserves)
    assert [gate.code for gate in progress.gates_of(STAGES["VALUE"], task)] == gates


@pytest.mark.parametrize(
    ("regime_day", "reserves", "asked"),
    [(R2_DAY, False, True), (R4_DAY, False, False), (R4_DAY, True, True)],
)
def test_the_state_consents_to_a_transfer_where_it_has_a_right(regime_day, reserves, asked):
    task = dossier(approved_on=regime_day, state_reserves=reserves)
    gates = [gate.code for gate in progress.gates_of(STAGES["TRANSFER"], task)]
    assert ("state-consent" in gates) is asked


@pytest.mark.parametrize(
    ("grade", "passed"), [(Grade.FAIL, False), (Grade.PASS, True), (Grade.EXCELLENT, True)]
)
def test_only_what_passed_is_completed(grade, passed):
    task = dossier(accepted_on=date(2023, 5, 10), grade=grade)
    assert (not progress.unmet(STAGES["COMPLETE"].enter, task, date(2023, 6, 1))) is passed
    assert (task.accepted_on is not None) is passed


@pytest.mark.parametrize("kind", PartyKind)
@pytest.mark.parametrize(("approved_on", "regime"), [(R2_DAY, "R2"), (R4_DAY, "R4")])
@pytest.mark.parametrize("paid", [False, True], ids=["free", "paid"])
def test_a_free_transfer_of_a_public_asset_is_barred_to_private_hands(kind, approved_on, regime, paid):
    task = recognised(
        approved_on=approved_on,
        recipient=Party(ENTERPRISE.id, ENTERPRISE.name, kind),
        paid_path_on=date(2024, 1, 5) if paid else None,
    )
    barred = not checks.NOT_BARRED.holds(task)
    if kind.is_private:
        assert barred is (regime == "R2" and not paid)


@pytest.mark.parametrize("clear", ["who", "what", "when", "result", "responsibility", "authority"])
def test_the_order_needs_each_of_the_six_clears(clear):
    task = dossier()
    empty = replace(task.clears, **{clear: None if clear == "when" else ""})
    assert checks.CLEARS.holds(task)
    assert not checks.CLEARS.holds(dossier(clears=empty))
    assert len(empty.missing()) == 1


@pytest.mark.parametrize(
    ("item13", "reserves", "answered"),
    [
        (True, True, True),
        (True, False, True),
        (True, None, False),
        (False, False, False),
        (False, True, False),
    ],
)
def test_item_13_is_answered_when_both_its_questions_are(item13, reserves, answered):
    assert checks.ITEM_13.holds(dossier(item13=item13, state_reserves=reserves)) is answered


@pytest.mark.parametrize("regime", [R1_DAY, R2_DAY, R3_DAY])
def test_since_decree_70_lapsed_older_tasks_need_a_confirmed_legal_basis(regime):
    gate = STAGES["RIGHTS_R2"].gate("rights")
    task = dossier(approved_on=regime)
    assert progress.unmet(gate.checks, task, law.DECREE_70_LAPSED_ON) == (checks.LEGAL_BASIS.vi,)
    assert progress.unmet(gate.checks, task, date(2025, 10, 13)) == ()
    confirmed = dossier(approved_on=regime, legal_basis_on=date(2025, 11, 1))
    assert progress.unmet(gate.checks, confirmed, law.DECREE_70_LAPSED_ON) == ()


def test_what_the_state_reserved_is_not_recorded_as_the_hosts_without_its_decision():
    gate = STAGES["RIGHTS_R4"].gate("rights")
    reserved = dossier(approved_on=R4_DAY, state_reserves=True)
    assert progress.unmet(gate.checks, reserved, R4_DAY) == (checks.NOT_RESERVED.vi,)
    decided = dossier(approved_on=R4_DAY, state_reserves=True, state_decision_on=R4_DAY)
    assert progress.unmet(gate.checks, decided, R4_DAY) == ()


def test_the_document_of_contributions_is_asked_for_under_the_law_of_2025():
    def asked(day):
        return "contribution_document" in {
            paper.code for paper in progress.papers_of(STAGES["SUBMIT"], dossier(approved_on=day))
        }

    assert asked(R4_DAY)
    assert not asked(R2_DAY)


# The page


def test_the_page_of_the_lifecycle_says_what_the_data_say():
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "docs/lifecycle.md has drifted: run `./triplehelix lifecycle`"
    )


@pytest.mark.parametrize("stage", **BY_CODE)
def test_the_picture_on_the_page_shows_each_stage_and_its_ways(stage):
    picture = re.search(r"```mermaid\n(.*?)```", page(), re.DOTALL)[1]
    assert f'{stage.row}. {stage.vi}"' in picture
    for step in stage.next:
        assert re.search(rf"^    {stage.code} -->(\|\w+\|)? {step.to or 'DONE'}$", picture, re.MULTILINE)


@pytest.mark.parametrize(
    "rule",
    [rule for rule in law.RULES if rule.source.confidence.is_reference_only],
    ids=lambda rule: rule.version,
)
def test_the_page_labels_what_was_not_read_as_for_reference(rule):
    assert f"| {rule.source.citation} (tham khảo) |" in page()
