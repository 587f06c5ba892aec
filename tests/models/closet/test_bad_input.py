"""What lists and people get wrong: nothing crashes, nothing is guessed, and the verdict says what is odd."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models import law
from models.closet import contradictions, early_warnings, find, replay, stalls
from models.closet.contradictions import ORDERED
from models.closet.names import NAMES
from models.dossier import Dossier, Grade, Party, Result
from models.language import PartyKind, Regime
from tests.builders import COOPERATIVE, ENTERPRISE, INSTITUTE, accepted, listed, recognised
from tests.models.closet.lives import LIVED

ON = date(2026, 11, 2)
DAY = timedelta(days=1)


def codes(task, on=ON):
    case = find(task, on)
    return {cause.code for cause in case.causes} if case else set()


def since(task, code, on=ON):
    return {cause.code: cause.since for cause in find(task, on).causes}[code]


def judged(task, on=ON):
    """Every judgement of the closet, none of which may crash."""
    return find(task, on), early_warnings(task, on), stalls(task, on), replay(task, on)


class TestContradictoryDates:
    @pytest.mark.parametrize(("earlier", "later"), ORDERED, ids=lambda name: name)
    def test_each_is_told_with_both_dates_and_nothing_crashes(self, earlier, later):
        task = listed(**{earlier: date(2024, 5, 2), later: date(2024, 2, 29)}, entries=LIVED)
        (said,) = contradictions(task)
        assert f"Ngày {NAMES[later]} (29/02/2024) trước ngày {NAMES[earlier]} (02/05/2024)" in said
        judged(task)
        assert contradictions(listed(**{earlier: date(2024, 2, 29)})) == ()

    def test_the_verdict_says_what_is_contradictory(self):
        task = recognised(registered_on=date(2023, 5, 2))
        case = find(task, ON)
        assert any(
            "đăng ký kết quả (02/05/2023) trước ngày nghiệm thu (10/05/2023)" in each for each in case.notes
        )

    def test_handed_over_before_it_was_accepted_it_is_judged_by_both_and_said(self):
        task = recognised(handed_over_on=date(2020, 1, 1), application_report_on=date(2019, 1, 1))
        case = find(task, ON)
        assert "HANDED_NOT_USED" in codes(task)
        assert sum("bàn giao cho đơn vị sử dụng" in each for each in case.notes) == 2
        # Before the acceptance there is no result, and so none in the closet.
        assert find(task, date(2021, 6, 1)) is None

    def test_what_is_odd_is_not_told_before_it_was_known(self):
        task = recognised(registered_on=date(2023, 5, 2))
        assert contradictions(task)
        case = find(replace(task, item13=False, recipient=None), date(2023, 5, 9))
        assert case.notes == ()

    def test_filed_before_it_was_disclosed_is_how_novelty_is_kept(self):
        task = accepted(ip_filed_on=date(2023, 2, 1), disclosed_on=date(2023, 6, 1))
        assert contradictions(task) == ()
        assert "IP_WINDOW" not in codes(task)

    def test_a_failed_result_that_was_handed_over(self):
        task = accepted(grade=Grade.FAIL, handed_over_on=date(2023, 8, 1))
        assert "Nghiệm thu không đạt" in contradictions(task)[0]
        judged(task)

    def test_guidance_awaited_without_a_document_is_no_pause_and_said(self):
        case = find(recognised(awaits_central_since=date(2026, 1, 5)), ON)
        assert not case.paused
        assert any("không có văn bản" in each for each in case.notes)

    def test_sound_dates_contradict_nothing(self):
        assert contradictions(recognised(handed_over_on=date(2023, 7, 10))) == ()

    def test_every_date_has_a_name(self):
        dates = {
            name
            for record in (Dossier, Result)
            for name in record.__dataclass_fields__
            if name.endswith(("_on", "_since"))
        }
        assert set(NAMES) == dates


class TestParties:
    def test_a_recipient_named_later_was_not_there_before(self):
        named = date(2025, 3, 3)
        task = recognised(recipient=ENTERPRISE, recipient_named_on=named, item13=True)
        assert "NO_RECIPIENT" in codes(task, named - DAY)
        assert "NO_RECIPIENT" not in codes(task, named)
        never = recognised(recipient=None, item13=False)
        assert find(task, named - DAY) == find(never, named - DAY)

    def test_a_recipient_that_was_dissolved_before_it_received(self):
        gone = replace(ENTERPRISE, dissolved_on=date(2024, 2, 29))
        task = recognised(recipient=gone)
        assert "OWNER_DISSOLVED" in codes(task, date(2024, 2, 29))
        assert "OWNER_DISSOLVED" not in codes(task, date(2024, 2, 28))
        later = recognised(recipient=gone, handed_over_on=date(2024, 6, 3))
        assert any("Đơn vị tiếp nhận" in each and "29/02/2024" in each for each in contradictions(later))

    def test_a_result_with_two_owners_needs_its_clause_however_it_was_funded(self):
        task = recognised(co_owner=COOPERATIVE, share_clause=False, contract_no="")
        assert "COOWNER_NO_CONTRACT_CLAUSE" in codes(task)
        case = find(task, ON)
        told = next(each.evidence[0] for each in case.causes if each.code == "COOWNER_NO_CONTRACT_CLAUSE")
        assert COOPERATIVE.name in told
        assert "(chưa rõ số)" in told

    def test_of_two_owners_either_may_be_dissolved(self):
        dissolved = date(2025, 7, 1)
        task = recognised(
            host=replace(INSTITUTE, dissolved_on=dissolved + DAY),
            co_owner=replace(COOPERATIVE, dissolved_on=dissolved),
        )
        found = next(each for each in find(task, ON).causes if each.code == "OWNER_DISSOLVED")
        assert found.since == dissolved
        assert ["đồng sở hữu" in each for each in found.evidence] == [True, False]

    def test_a_second_owner_whose_clause_is_not_known_is_accused_of_nothing(self):
        assert "COOWNER_NO_CONTRACT_CLAUSE" not in codes(recognised(co_owner=COOPERATIVE, share_clause=None))

    def test_a_missing_clause_without_the_day_of_signing_has_no_day(self):
        task = recognised(co_owner=COOPERATIVE, share_clause=False, contract_signed_on=None)
        assert since(task, "COOWNER_NO_CONTRACT_CLAUSE") is None


class TestTheUnknownRegime:
    def test_without_the_day_of_approval_the_basis_is_unconfirmed_never_guessed(self):
        task = recognised(
            approved_on=None, asset_report_on=None, recipient=COOPERATIVE,
            free_transfer_asked_on=date(2023, 8, 1), rights_dossier_on=date(2023, 7, 9),
        )  # fmt: skip
        assert task.regime is Regime.UNKNOWN
        found = codes(task)
        assert "LEGAL_BASIS_UNCONFIRMED" in found
        # No period and no bar of any regime is applied to it.
        assert not found & {"ASSET_REPORT_OVERDUE", "RIGHTS_DECISION_OVERDUE", "PUBLIC_ASSET_BAR"}

    def test_on_days_before_an_approval_that_came_late_the_regime_was_not_known(self):
        task = recognised(approved_on=date(2024, 3, 1))
        assert "LEGAL_BASIS_UNCONFIRMED" in codes(task, date(2024, 2, 29))
        assert "LEGAL_BASIS_UNCONFIRMED" not in codes(task, date(2024, 3, 1))


class TestTheCalendar:
    def test_twelve_months_from_a_leap_day_end_on_the_28th(self):
        task = accepted(disclosed_on=date(2024, 2, 29), ip_kind="invention")
        told = {day: find(task, day).headline.evidence[0] for day in (date(2025, 2, 28), date(2025, 3, 1))}
        assert "còn 0 ngày" in told[date(2025, 2, 28)]
        assert "đã mất tính mới từ sau ngày 28/02/2025" in told[date(2025, 3, 1)]
        assert since(task, "IP_WINDOW") == date(2024, 8, 29)

    def test_a_design_has_half_the_time_and_its_alerts_come_twice_as_fast(self):
        task = accepted(date(2026, 7, 1), disclosed_on=date(2026, 8, 31), ip_kind="design")
        first, second, last = date(2026, 11, 30), date(2027, 1, 15), date(2027, 2, 15)
        assert "IP_WINDOW" not in codes(task, first - DAY)
        for number, day in enumerate((first, second, last), start=1):
            found = next(each for each in find(task, day).causes if each.code == "IP_WINDOW")
            assert f"Cảnh báo lần {number} trên 3" in found.evidence[1]
            assert found.rule_version.startswith("ip_design@2026-04-01")
        assert "từ sau ngày 28/02/2027" in find(task, date(2027, 3, 1)).headline.evidence[0]

    @pytest.mark.parametrize(
        ("kind", "disclosed"), [("design", date(2026, 3, 31)), ("variety", date(2026, 5, 4))]
    )
    def test_where_no_text_in_force_was_read_no_window_is_told(self, kind, disclosed):
        assert "IP_WINDOW" not in codes(accepted(disclosed_on=disclosed, ip_kind=kind), date(2030, 1, 1))

    def test_tet_moves_a_clock_of_working_days_and_not_one_of_calendar_days(self):
        dossier_in = date(2026, 2, 2)
        r1 = recognised(approved_on=date(2017, 6, 1), rights_dossier_on=dossier_in)
        r2 = recognised(approved_on=date(2020, 3, 1), rights_dossier_on=dossier_in)
        # Tết from 14 to 22/02/2026: nine days, five of them working days of another year.
        assert since(r1, "RIGHTS_DECISION_OVERDUE") == date(2026, 3, 24)
        assert since(r2, "RIGHTS_DECISION_OVERDUE") == date(2026, 3, 5)

    def test_the_period_is_told_with_its_unit_and_whether_a_text_sets_it(self):
        found = {each.code: each for each in find(recognised(registered_on=None), ON).causes}
        assert (found["REG_OVERDUE"].period, found["REG_OVERDUE"].statutory) == ("30 ngày", True)
        assert (found["ORDERER_NOT_RECEIVED"].period, found["ORDERER_NOT_RECEIVED"].statutory) == (
            "60 ngày",
            False,
        )
        assert found["LEGAL_BASIS_UNCONFIRMED"].rule_version == "LEGAL_BASIS_UNCONFIRMED@2026-11"


class TestTheMergerOf2025:
    def test_a_task_of_a_merged_province_is_judged_as_before_under_the_name_of_its_time(self):
        day = date(2025, 7, 1)
        task = recognised(province="Đắk Nông")
        before, after = find(task, day - DAY), find(task, day)
        assert before.province == after.province == "Đắk Nông"
        assert {each.code: each.since for each in before.causes} == {
            each.code: each.since for each in after.causes
        }

    def test_an_orderer_dissolved_with_its_province_needs_its_successor_on_record(self):
        day = date(2025, 7, 1)
        department = Party(
            9,
            "Sở Nông nghiệp",
            PartyKind.STATE_BODY,
            province="Đắk Nông",
            dissolved_on=day,
        )
        task = recognised(province="Đắk Nông", orderer=department)
        assert "OWNER_DISSOLVED" not in codes(task, day - DAY)
        assert since(task, "OWNER_DISSOLVED", day) == day
        heir = replace(department, successor="Sở Nông nghiệp và Môi trường tỉnh Lâm Đồng")
        assert "OWNER_DISSOLVED" not in codes(replace(task, orderer=heir), ON)

    def test_a_list_that_names_a_province_of_the_time_loses_no_task(self):
        task = listed(province="Bến Tre", in_use=False)
        assert find(task, ON).province == "Bến Tre"
        assert law.rule("match", date(2025, 7, 1), task.regime, task.province) is not None
