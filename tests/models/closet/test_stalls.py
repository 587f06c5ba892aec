"""What stands still before there is a result, told apart from the closet."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.closet import STALLS, find, stalls
from models.dossier import Ballot, ClockStop, Position
from models.language import Method, Role, Verdict
from models.lifecycle import STAGES
from tests.builders import decision, dossier, entry, listed, submission
from tests.models.closet.lives import SEATS, sitting

ON = date(2026, 11, 2)
DAY = timedelta(days=1)
ALL_PAPERS = {
    code: tuple(submission(paper.code, date(2020, 1, 6)) for paper in STAGES[code].papers) for code in STAGES
}


def at(stage, entered_on, *, task=None, **changes):
    """A task that stands in that stage since that day."""
    return replace(task or dossier(), entries=(entry(stage, entered_on, **changes),))


def found(task, on=ON):
    return {stall.code: stall for stall in stalls(task, on)}


NOT_SIGNED = {"approved_on": None, "contract_signed_on": None, "contract_ends_on": None}
YOUNG = dossier(method=Method.SELECTION, host=None, **NOT_SIGNED)
SEAT_ASIDE = tuple(replace(seat, recused=seat.position is Position.CHAIR) for seat in SEATS)

CASES = {
    # stall: (task, first day, what ends it)
    "SUPPLEMENT_UNANSWERED": (
        at(
            "ORDER", date(2026, 1, 5), task=YOUNG,
            stops=(ClockStop(date(2026, 1, 12), None, "Thiếu mục 13"),),
        ),
        date(2026, 2, 12),
        {"stops": (ClockStop(date(2026, 1, 12), date(2026, 2, 12), "Thiếu mục 13"),)},
    ),
    "CALL_UNANSWERED": (
        at("CALL", date(2026, 1, 5), task=replace(YOUNG, call_published_on=date(2026, 1, 12))),
        date(2026, 2, 12),
        {"submissions": (submission("host_application", date(2026, 2, 12)),)},
    ),
    "COUNCIL_CANNOT_SIT-not-formed": (
        at("ACCEPT", date(2026, 2, 2)),
        # 15 working days from Monday 02/02/2026, with Tết from 14 to 22/02: Monday 02/03/2026.
        date(2026, 3, 3),
        {"sittings": (sitting("acceptance-council", date(2026, 2, 27)),)},
    ),
    "COUNCIL_CANNOT_SIT-identification-not-formed": (
        at("IDENTIFY", date(2026, 1, 5), task=YOUNG, due_on=date(2026, 2, 19)),
        date(2026, 2, 20),
        {"sittings": (sitting("identification-council", date(2026, 2, 20)),), "due_on": None},
    ),
    "COUNCIL_CANNOT_SIT-too-few": (
        at(
            "ACCEPT", date(2026, 2, 2),
            sittings=(sitting("acceptance-council", date(2026, 2, 27), seats=SEAT_ASIDE),),
        ),
        date(2026, 2, 27),
        {"sittings": (sitting("acceptance-council", date(2026, 2, 27)),)},
    ),
    "COUNCIL_CANNOT_SIT-no-ballots": (
        at(
            "ACCEPT", date(2026, 2, 2),
            sittings=(sitting("acceptance-council", date(2026, 2, 27), date(2026, 3, 9)),),
        ),
        date(2026, 3, 10),
        {
            "sittings": (
                sitting(
                    "acceptance-council", date(2026, 2, 27), date(2026, 3, 9),
                    ballots=tuple(Ballot(seat.person, seat.position, date(2026, 3, 9)) for seat in SEATS),
                ),
            )
        },
    ),
    "NO_ACCEPTANCE_DOSSIER": (
        at(
            "SUBMIT", date(2023, 4, 3), due_on=date(2023, 4, 30),
            submissions=(submission("acceptance_letter", date(2023, 4, 4)),),
        ),
        date(2023, 5, 1),
        {"submissions": ALL_PAPERS["SUBMIT"], "due_on": None},
    ),
    "HOST_SILENT": (
        at("EXECUTE", date(2020, 8, 31), task=dossier(contract_ends_on=None)),
        date(2021, 3, 1),  # six months after 31/08/2020 is the last day of February
        {"submissions": (submission("periodic_report", date(2021, 3, 1)),)},
    ),
    "GATE_OVERDUE": (
        at("ORDER", date(2026, 1, 5), task=YOUNG, due_on=date(2026, 2, 4), submissions=ALL_PAPERS["ORDER"]),
        date(2026, 2, 5),
        {"left_on": date(2026, 2, 5)},
    ),
    "FORMALITY_OVERDUE": (
        at("COMPLETE", date(2023, 5, 10), due_on=date(2023, 6, 9)),
        date(2023, 6, 10),
        {"left_on": date(2023, 6, 10)},
    ),
    "TRACK_OVERDUE": (
        at("EQUIPMENT", date(2023, 4, 3), due_on=date(2023, 5, 30)),
        date(2023, 5, 31),
        {"left_on": date(2023, 5, 31)},
    ),
}  # fmt: skip


def test_every_way_to_stand_still_is_tested():
    assert {name.split("-")[0] for name in CASES} == {rule.code for rule in STALLS}


@pytest.mark.parametrize("name", CASES)
def test_found_on_its_first_day_and_not_before(name):
    task, first_day, _ = CASES[name]
    code = name.split("-")[0]
    assert code not in found(task, first_day - DAY)
    stall = found(task, first_day)[code]
    assert stall.since == first_day
    assert all(sentence.endswith(".") for sentence in stall.evidence)
    assert stall.responsible
    assert stall.next_step_vi
    assert stall.source


@pytest.mark.parametrize("name", CASES)
def test_time_does_not_end_it_and_its_fact_does(name):
    task, first_day, ending = CASES[name]
    code = name.split("-")[0]
    assert found(task, first_day + 3653 * DAY)[code].since == first_day
    moved = replace(task, entries=(replace(task.entries[0], **ending),))
    assert code not in found(moved, first_day)


@pytest.mark.parametrize("name", CASES)
def test_a_stall_before_acceptance_is_in_nobodys_closet(name):
    task, first_day, _ = CASES[name]
    case = find(task, first_day)
    assert case is None or not case.closet


class TestWhoMustAct:
    def test_where_papers_are_missing_those_who_owe_them(self):
        stall = found(at("ORDER", date(2026, 1, 5), task=YOUNG, due_on=date(2026, 2, 4)))["GATE_OVERDUE"]
        assert stall.role is Role.ORDERER
        assert "Còn thiếu: Phiếu đặt hàng." in stall.evidence
        assert "«Kiểm tra tính hợp lệ của phiếu đặt hàng»" in stall.evidence[0]

    def test_where_all_papers_are_in_those_who_decide(self):
        task, first_day, _ = CASES["GATE_OVERDUE"]
        stall = found(task, first_day)["GATE_OVERDUE"]
        assert stall.role is Role.DOST_OFFICER
        assert stall.next_step_vi == "Quyết định tại cửa «Kiểm tra tính hợp lệ của phiếu đặt hàng»"

    def test_of_those_who_decide_together_the_one_who_has_not(self):
        task = at(
            "CONTRACT", date(2026, 1, 5), task=dossier(contract_signed_on=None, contract_ends_on=None),
            due_on=date(2026, 2, 4), submissions=ALL_PAPERS["CONTRACT"],
            decisions=(decision("sign", date(2026, 1, 20), role=Role.DOST_DIRECTOR),),
        )  # fmt: skip
        assert found(task)["GATE_OVERDUE"].role is Role.HOST_HEAD

    def test_a_dossier_that_is_in_waits_for_its_check(self):
        task = at("SUBMIT", date(2023, 4, 3), due_on=date(2023, 4, 30), submissions=ALL_PAPERS["SUBMIT"])
        assert set(found(task)) == {"GATE_OVERDUE"}
        assert found(task)["GATE_OVERDUE"].role is Role.DOST_OFFICER


class TestClocks:
    def test_a_supplement_awaited_in_time_stops_the_gates_clock(self):
        stop = ClockStop(date(2026, 10, 20), None, "Thiếu mục 13")
        assert found(at("ORDER", date(2026, 9, 1), task=YOUNG, due_on=date(2026, 10, 1), stops=(stop,))) == {}

    def test_the_report_is_owed_six_months_after_the_last_one_less_the_time_that_stood_still(self):
        running = at(
            "EXECUTE", date(2025, 1, 6), task=dossier(contract_ends_on=None),
            submissions=(submission("periodic_report", date(2026, 1, 5)),),
            stops=(
                ClockStop(date(2025, 3, 3), date(2025, 4, 3), ""),
                ClockStop(date(2026, 3, 2), date(2026, 3, 12), ""),
            ),
        )  # fmt: skip
        assert found(running, date(2026, 7, 15)) == {}
        assert found(running, date(2026, 7, 16))["HOST_SILENT"].since == date(2026, 7, 16)

    def test_a_withdrawn_report_is_none(self):
        task = at(
            "EXECUTE", date(2020, 8, 31), task=dossier(contract_ends_on=None),
            submissions=(submission("periodic_report", date(2021, 1, 5), withdrawn=True),),
        )  # fmt: skip
        assert found(task, date(2021, 3, 1))["HOST_SILENT"].since == date(2021, 3, 1)

    def test_a_council_that_was_sent_the_dossier_back_is_formed_anew(self):
        returned = decision("acceptance-council", date(2026, 3, 9), Verdict.SUPPLEMENT)
        task = at(
            "ACCEPT", date(2026, 2, 2), decisions=(returned,),
            sittings=(sitting("acceptance-council", date(2026, 2, 10), date(2026, 3, 9)),),
        )  # fmt: skip
        assert "chưa thành lập" in found(task)["COUNCIL_CANNOT_SIT"].evidence[0]

    def test_past_dates_do_not_know_later_ballots_or_councils(self):
        task, first_day, ending = CASES["COUNCIL_CANNOT_SIT-no-ballots"]
        voted_late = tuple(
            replace(each, ballots=tuple(replace(ballot, on=date(2026, 4, 1)) for ballot in each.ballots))
            for each in ending["sittings"]
        )
        task = replace(task, entries=(replace(task.entries[0], sittings=voted_late),))
        assert "COUNCIL_CANNOT_SIT" in found(task, first_day)
        assert found(task, date(2026, 4, 1)) == {}


class TestWhatAListSays:
    """A task from a list is accused of nothing that cannot be known."""

    @pytest.mark.parametrize("stage", ["ORDER", "IDENTIFY", "CALL", "EXECUTE", "SUBMIT", "COMPLETE", "MATCH"])
    def test_without_clocks_it_stands_still_nowhere(self, stage):
        task = listed(
            entries=(entry(stage, date(2020, 1, 6), imported=True),), call_published_on=date(2015, 1, 5)
        )
        assert stalls(task, ON) == ()

    def test_an_acceptance_dossier_due_before_the_import_may_well_exist(self):
        over = listed(
            contract_ends_on=date(2015, 12, 31),
            entries=(entry("SUBMIT", date(2026, 1, 5), due_on=date(2016, 1, 30), imported=True),),
        )
        assert stalls(over, ON) == ()

    def test_one_that_falls_due_after_it_does_not(self):
        running = listed(
            contract_ends_on=date(2026, 6, 30), entries=(entry("EXECUTE", date(2026, 1, 5), imported=True),)
        )
        assert found(running, date(2026, 7, 30)) == {}
        assert found(running, date(2026, 7, 31))["NO_ACCEPTANCE_DOSSIER"].since == date(2026, 7, 31)

    def test_a_report_that_came_here_starts_the_clock(self):
        task = listed(
            entries=(
                entry(
                    "EXECUTE", date(2026, 1, 5), imported=True,
                    submissions=(submission("periodic_report", date(2026, 2, 2)),),
                ),
            )
        )  # fmt: skip
        assert found(task, date(2026, 8, 3))["HOST_SILENT"].since == date(2026, 8, 3)
