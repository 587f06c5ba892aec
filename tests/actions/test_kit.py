"""The kit in the database: a task stands there as the pure one does, and can be worked in."""

from actions import kit, rehearsal, wiring
from models import kit as pure
from models import progress
from models.language import Regime

SOME = {
    "ORDER": Regime.R4_LAW93,
    "RIGHTS_R1": Regime.R1_LAW2013,
    "SHARE": Regime.R2_ND70,
    "IP": Regime.R3_NQ193,
}


def test_a_task_stands_in_the_tables_as_the_pure_one_does(house):
    for stage, regime in SOME.items():
        with wiring.unit_of_work() as session:
            code = kit.task_at(session, stage, regime=regime)
        made, task = pure.task_at(stage, regime=regime), house.dossier(code)
        assert [(each.stage, each.entered_on, each.left_on, each.due_on) for each in task.entries] == [
            (each.stage, each.entered_on, each.left_on, each.due_on) for each in made.entries
        ]
        assert (task.regime, task.result, task.clears) == (made.regime, made.result, made.clears)
        for one, other in zip(task.entries, made.entries, strict=True):
            assert [each.gate for each in one.decisions] == [each.gate for each in other.decisions]
            assert len(one.sittings) == len(other.sittings)


def test_people_work_on_from_there(house):
    with wiring.unit_of_work() as session:
        code = kit.task_at(session, "COMPLETE")
    main = progress.main_entry(house.dossier(code))
    rehearsal.Walk(code, main.entered_on).to("REGISTER")
    assert house.main(code).stage == "REGISTER"
