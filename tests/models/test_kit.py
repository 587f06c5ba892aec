"""The kit: a task at every stage, under every regime, in one line; and from there to its end."""

from functools import cache

import pytest

from models import closet, lifecycle, progress
from models.errors import NotFound
from models.kit import APPROVED_ON, PACE, lived_on, task_at
from models.language import ProductType, Regime
from models.lifecycle import LIFECYCLE
from tests.versions import SHORTER

LIVED = (Regime.R1_LAW2013, Regime.R2_ND70, Regime.R3_NQ193, Regime.R4_LAW93)
RIGHTS = {"RIGHTS_R1": {"R1"}, "RIGHTS_R2": {"R2", "R3"}, "RIGHTS_R4": {"R4"}}
AFTER_RECOGNITION = [stage.code for stage in LIFECYCLE].index("RECOGNISE")
REACHED = [
    (stage.code, regime)
    for stage in LIFECYCLE
    for regime in LIVED
    if regime.value in RIGHTS.get(stage.code, {regime.value})
]


@cache
def at(stage, regime):
    return task_at(stage, regime=regime, province="Lâm Đồng")


@pytest.mark.parametrize(("stage", "regime"), REACHED)
def test_a_task_stands_at_any_stage_under_any_regime(stage, regime):
    task = at(stage, regime)
    (here,) = [entry for entry in task.open_entries if entry.stage == stage]
    assert task.province == "Lâm Đồng"
    assert not here.submissions
    assert not here.decisions
    known = lifecycle.stages_of(task)
    clock = known[stage].deadline
    assert here.due_on == progress.due(clock, task, here.entered_on).on
    for entry in task.entries[:-1]:
        if not entry.is_open:
            lived = known[entry.stage]
            assert not progress.papers_missing(lived, entry, task)
            assert all(
                progress.is_passed(entry, gate) for gate in lived.gates if not gate.optional and not gate.when
            )
    if task.approved_on is not None:
        assert task.regime is regime
    closet.find(task, here.entered_on)


@pytest.mark.parametrize("regime", [Regime.R0_PRE2014, Regime.UNKNOWN])
def test_without_a_regime_of_ours_a_life_comes_to_recognition_and_no_further(regime):
    task = task_at("RECOGNISE", regime=regime)
    assert (task.approved_on is None) is (APPROVED_ON[regime] is None)
    with pytest.raises(NotFound) as refusal:
        task_at("MATCH", regime=regime)
    assert any("Công nhận kết quả" in each for each in refusal.value.reasons)


@pytest.mark.parametrize(("stage", "regime"), [each for each in REACHED if each[1] is Regime.R4_LAW93])
def test_from_any_stage_the_life_goes_on_to_its_end(stage, regime):
    task = lived_on(at(stage, regime))
    assert task.open_entries == ()
    assert task.outcome


def test_a_province_tests_its_own_version_and_its_own_facts_with_it():
    lifecycle.adopt(SHORTER)
    try:
        task = task_at("APPRAISE", version="2027-03")
        assert "COMPLETE" not in {entry.stage for entry in task.entries}
        (submitted,) = [entry for entry in task.entries if entry.stage == "SUBMIT"]
        assert "digital_copy" in submitted.papers_in()
        assert (submitted.left_on - submitted.entered_on).days == PACE
        with pytest.raises(NotFound, match="không có giai đoạn «COMPLETE»"):
            task_at("COMPLETE", version="2027-03")
    finally:
        lifecycle.adopt()
    assert task_at("SUBMIT", products=frozenset({ProductType.I}), trl=4).result.trl == 4
    with pytest.raises(NotFound, match="đến được giai đoạn «MATCH»"):
        task_at("MATCH", products=frozenset({ProductType.I}))
