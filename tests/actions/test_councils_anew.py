"""A council that cannot conclude gives way to another, and only the chair confirms what it asked for."""

import pytest

from actions import councils, people, wiring
from models.errors import Refused
from models.language import Verdict


def test_a_council_without_quorum_gives_way_to_another(house):
    code = house.order()
    house.walk(code).to("IDENTIFY")
    house.form(code, "identification-council")
    with pytest.raises(Refused, match="thành lập"):
        house.form(code, "identification-council")
    with wiring.unit_of_work() as session:
        absent = {f"hoi-dong.{number}": "recused" for number in (1, 2, 3)}
        actor = people.find(session, "so.chuyen-vien")
        councils.attend(session, code, "identification-council", absent, actor, on=wiring.today())
    house.form(code, "identification-council")
    entry = house.dossier(code).entries[-1]
    assert len(entry.sittings) == 2
    assert not entry.sitting("identification-council").ballots


def test_only_the_chair_of_the_acceptance_council_confirms_the_completion(house):
    code = house.order()
    walk = house.walk(code).to("COMPLETE").hand_in()
    with pytest.raises(Refused, match="chủ tịch"):
        house.decide(code, "completion", "hoi-dong.4", on=walk.day)
    made = house.decide(code, "completion", "hoi-dong.1", on=walk.day)
    assert made.verdict is Verdict.APPROVE
    assert made.moved_to == "REGISTER"
