"""What will put a result into the closet if nothing happens, and the one step that prevents it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.closet import CAUSES, early_warnings, entering, find
from models.dossier import Grade, Party
from models.language import PartyKind, ProductType
from tests.builders import INSTITUTE, accepted, dossier, entry, listed, recognised, submission

ON = date(2026, 11, 2)
DAY = timedelta(days=1)
R4_DAY = date(2026, 1, 5)
ORDERED = entry("ORDER", date(2026, 10, 1))


def codes(task, on=ON):
    case = find(task, on)
    return {cause.code for cause in case.causes} if case else set()


def under_way(**changes):
    """A task under Law 93/2025 that is being carried out, with nothing wrong with it."""
    sound = {
        "approved_on": R4_DAY,
        "contract_signed_on": date(2026, 2, 2),
        "contract_ends_on": date(2028, 2, 2),
    }
    return dossier(**{**sound, **changes})


def warned(task, on=ON, days=90):
    return {each.cause: each for each in early_warnings(task, on, days)}


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.code)
def test_each_cause_has_one_step_that_prevents_it(cause):
    assert cause.prevent.vi
    assert cause.prevent.en
    assert not cause.prevent.vi.endswith(".")


class TestClocks:
    def test_what_will_hold_within_the_days_is_foretold_with_the_step_that_prevents_it(self):
        task = accepted(date(2026, 10, 20), approved_on=R4_DAY)
        (warning,) = early_warnings(task, ON)
        assert (warning.cause, warning.on, warning.sign) == ("REG_OVERDUE", date(2026, 11, 20), False)
        assert warning.prevent.vi.startswith("Nộp hồ sơ đăng ký kết quả")
        assert early_warnings(task, ON, days=17) == ()
        assert len(early_warnings(task, ON, days=18)) == 1

    def test_what_holds_already_is_not_foretold(self):
        task = accepted(date(2026, 9, 1), approved_on=R4_DAY)
        assert "REG_OVERDUE" in codes(task)
        assert "REG_OVERDUE" not in warned(task)

    def test_every_warning_comes_true_on_its_day_and_not_before(self):
        task = accepted(date(2026, 10, 20))
        for each in early_warnings(task, ON, days=365):
            assert each.cause not in codes(task, each.on - DAY)
            assert each.cause in codes(task, each.on)

    def test_a_late_report_on_a_result_that_is_in_use_puts_nothing_into_the_closet(self):
        task = recognised(date(2026, 1, 2), handed_over_on=date(2026, 1, 5), in_use=True, approved_on=R4_DAY)
        assert "APPLICATION_REPORT_OVERDUE" in codes(task, ON + 90 * DAY)
        assert early_warnings(task, ON) == ()

    def test_handed_over_a_year_ago_and_silent_it_will_be_back(self):
        handed = date(2025, 12, 1)
        task = recognised(date(2025, 11, 3), handed_over_on=handed, benefit_agreement_on=handed)
        coming = entering(task, ON, 30)
        assert (coming.cause, coming.on) == ("HANDED_NOT_USED", handed + 366 * DAY)
        assert "báo cáo ứng dụng" in coming.prevent.vi
        assert entering(task, ON, 29) is None

    def test_a_result_enters_by_the_first_clock_that_runs_out(self):
        task = recognised(
            date(2026, 10, 1), accepted_on=date(2026, 9, 1), approved_on=R4_DAY, recipient=None
        )  # fmt: skip
        coming = entering(task, ON, 60)
        assert (coming.cause, coming.on) == ("NO_RECIPIENT", date(2026, 12, 31))
        assert "mục 13" in coming.prevent.vi

    def test_what_lies_in_the_closet_does_not_enter_it(self):
        assert entering(recognised(), ON) is None

    def test_a_failed_result_is_awaited_in_no_closet(self):
        assert early_warnings(accepted(date(2026, 10, 20), grade=Grade.FAIL), ON) == ()


class TestSigns:
    def test_a_sound_task_shows_no_sign(self):
        assert early_warnings(under_way(), ON) == ()

    def test_item_13_empty_at_ordering_is_the_earliest_sign_of_all(self):
        task = dossier(
            item13=False, recipient=None, entries=(ORDERED,), ordered_on=None, approved_on=None,
            contract_signed_on=None, contract_ends_on=None,
        )  # fmt: skip
        assert find(task, ON) is None
        sign = warned(task)["NO_RECIPIENT"]
        assert sign.sign
        assert sign.on is None
        assert "Mục 13 của phiếu đặt hàng để trống." in sign.evidence
        assert sign.prevent.vi.startswith("Ghi rõ đơn vị tiếp nhận tại mục 13")

    def test_an_ordered_task_without_a_letter_of_commitment_is_foreseen(self):
        no_letter = {
            "recipient": None,
            "contract_signed_on": None,
            "contract_ends_on": None,
            "approved_on": None,
        }
        task = dossier(entries=(ORDERED,), **no_letter)
        assert warned(task)["NO_RECIPIENT"].evidence == ("Chưa có văn bản cam kết tiếp nhận kết quả.",)
        letter = submission("reception_commitment", date(2026, 10, 2))
        assert "NO_RECIPIENT" not in warned(
            dossier(entries=(replace(ORDERED, submissions=(letter,)),), **no_letter)
        )

    def test_a_sign_names_the_day_of_acceptance_that_the_contract_leads_to(self):
        sign = warned(under_way(item13=False, recipient=None))["NO_RECIPIENT"]
        # 02/02/2028, 30 days for the acceptance dossier, 45 for the council.
        assert sign.on == date(2028, 2, 2) + 75 * DAY
        late = under_way(item13=False, recipient=None, contract_ends_on=date(2026, 5, 4))
        assert warned(late)["NO_RECIPIENT"].on == ON

    @pytest.mark.parametrize(
        ("facts", "cause"),
        [
            ({"state_reserves": True}, "STATE_RESERVED"),
            ({"approved_on": date(2025, 3, 1)}, "LEGAL_BASIS_UNCONFIRMED"),
            ({"co_owner": INSTITUTE, "share_clause": False}, "COOWNER_NO_CONTRACT_CLAUSE"),
            ({"host": replace(INSTITUTE, dissolved_on=date(2026, 7, 1))}, "OWNER_DISSOLVED"),
            ({"disclosed_on": date(2026, 4, 1), "ip_kind": "invention"}, "IP_WINDOW"),
        ],
    )
    def test_what_a_task_carries_with_it_will_hold_on_the_day_of_acceptance(self, facts, cause):
        task = under_way(**facts)
        assert set(warned(task)) == {cause}
        accepted_then = replace(
            task, result=replace(task.result, accepted_on=date(2028, 3, 1), grade=Grade.PASS)
        )
        assert cause in codes(accepted_then, date(2028, 3, 1))

    def test_publications_alone_show_no_sign(self):
        assert (
            early_warnings(under_way(item13=False, recipient=None, products=frozenset({ProductType.I})), ON)
            == ()
        )

    def test_a_life_that_has_ended_shows_no_sign(self):
        assert early_warnings(under_way(item13=False, recipient=None, outcome="terminated"), ON) == ()

    def test_the_silence_of_a_list_accuses_nobody(self):
        assert early_warnings(listed(), ON) == ()
        assert early_warnings(listed(contract_ends_on=date(2026, 12, 31)), ON) == ()

    def test_but_what_was_recorded_here_since_does(self):
        gone = Party(
            9, "Trung tâm Ứng dụng tiến bộ KH&CN", PartyKind.PUBLIC_UNIT, dissolved_on=date(2026, 7, 1)
        )
        assert set(warned(listed(host=gone))) == {"OWNER_DISSOLVED"}
