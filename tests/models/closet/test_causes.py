"""Why a result is stuck: each cause from the day before it holds to the fact that ends it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from models import law
from models.closet import CAUSES, bucket_of, find
from models.dossier import Dossier, Grade, Party
from models.language import PartyKind, ProductType, Regime, Severity
from tests.builders import (
    COOPERATIVE,
    ENTERPRISE,
    INSTITUTE,
    ORDERER,
    accepted,
    decision,
    dossier,
    entry,
    issued,
    listed,
    recognised,
    submission,
)

ON = date(2026, 11, 2)
DAY = timedelta(days=1)
R1_DAY, R4_DAY = date(2017, 6, 1), date(2026, 1, 5)


def codes(task, on=ON):
    case = find(task, on)
    return {cause.code for cause in case.causes} if case else set()


def cause_of(task, code, on=ON):
    case = find(task, on)
    return next((each for each in case.causes if each.code == code), None) if case else None


def with_result(task: Dossier, **facts) -> Dossier:
    return replace(task, result=replace(task.result, **facts))


SELECTED = entry("SELECT", date(2019, 11, 4), left_on=date(2020, 1, 10))
MEMORANDUM = entry("MATCH", date(2023, 7, 1), issued=(issued("memorandum", date(2023, 8, 1)),))
DRAFTED = entry("TRANSFER", date(2023, 9, 1), submissions=(submission("transfer_draft", date(2023, 9, 5)),))

CASES = {
    # cause: (stuck task, first day, the fact that ends it)
    "NO_RECIPIENT": (recognised(recipient=None), date(2023, 9, 29), {"recipient": ENTERPRISE}),
    "NO_RECIPIENT-found": (
        recognised(recipient=None),
        date(2023, 9, 29),
        {"partner_found_on": date(2023, 9, 29)},
    ),
    "NO_RECIPIENT-replicated": (
        recognised(recipient=None),
        date(2023, 9, 29),
        {"replication_approved_on": date(2023, 9, 29)},
    ),
    "NO_RECIPIENT-item13": (
        dossier(item13=False, recipient=None),
        date(2019, 6, 3),
        {"recipient": ENTERPRISE},
    ),
    "NO_RECIPIENT-commitment": (
        dossier(recipient=None, entries=(SELECTED,)),
        date(2020, 4, 1),
        {
            "entries": (
                replace(SELECTED, submissions=(submission("application_commitment", date(2019, 12, 2)),)),
            )
        },
    ),
    "ORDERER_NOT_RECEIVED": (recognised(), date(2023, 8, 30), {"handed_over_on": date(2023, 8, 30)}),
    "REG_OVERDUE": (accepted(), date(2023, 6, 10), {"registered_on": date(2023, 6, 10)}),
    "ASSET_REPORT_OVERDUE": (accepted(), date(2023, 7, 10), {"asset_report_on": date(2023, 7, 10)}),
    "RIGHTS_DECISION_OVERDUE": (
        recognised(rights_dossier_on=date(2023, 7, 9)),
        date(2023, 8, 9),
        {"rights_decided_on": date(2023, 8, 9)},
    ),
    "HANDOVER_OVERDUE": (
        recognised(rights_decided_on=date(2023, 8, 8)),
        date(2023, 8, 16),
        {"handed_over_on": date(2023, 8, 16)},
    ),
    "HANDOVER_OVERDUE-confirmed": (
        recognised(rights_decided_on=date(2023, 8, 8)),
        date(2023, 8, 16),
        {
            "entries": (
                entry(
                    "RIGHTS_R2",
                    date(2023, 7, 1),
                    decisions=(decision("rights-handover", date(2023, 8, 16)),),
                ),
            )
        },
    ),
    "HANDOVER_OVERDUE-recorded": (
        recognised(rights_decided_on=date(2023, 8, 8)),
        date(2023, 8, 16),
        {"rights_handed_on": date(2023, 8, 16)},
    ),
    "PUBLIC_ASSET_BAR": (
        recognised(recipient=COOPERATIVE, free_transfer_asked_on=date(2023, 8, 1)),
        date(2023, 8, 1),
        {"paid_path_on": date(2023, 8, 1)},
    ),
    "PUBLIC_ASSET_BAR-use-right": (
        recognised(recipient=COOPERATIVE, free_transfer_asked_on=date(2023, 8, 1)),
        date(2023, 8, 1),
        {"rights_rung": 5, "rights_decided_on": date(2023, 8, 1)},
    ),
    "STATE_RESERVED": (
        accepted(date(2028, 1, 10), approved_on=R4_DAY, state_reserves=True),
        date(2028, 1, 10),
        {"state_decision_on": date(2028, 1, 10)},
    ),
    "COOWNER_NO_CONTRACT_CLAUSE": (
        dossier(state_share=Decimal("0.6"), share_clause=False),
        date(2020, 4, 1),
        {"share_clause": True},
    ),
    "COOWNER_NO_CONTRACT_CLAUSE-second-owner": (
        dossier(co_owner=ENTERPRISE, share_clause=False),
        date(2020, 4, 1),
        {"share_clause": True},
    ),
    "VALUATION_MISSING": (
        recognised(paid_path_on=date(2023, 8, 1)),
        date(2023, 10, 1),
        {"valued_on": date(2023, 10, 1)},
    ),
    "PRICE_DISPUTE": (
        recognised(
            paid_path_on=date(2023, 8, 1), valued_on=date(2023, 9, 1), partner_found_on=date(2023, 8, 15)
        ),
        date(2023, 12, 1),
        {"transferred_on": date(2023, 12, 1)},
    ),
    "IP_WINDOW": (
        accepted(disclosed_on=date(2023, 8, 31)),
        date(2024, 2, 29),
        {"ip_filed_on": date(2024, 2, 29)},
    ),
    "IP_WINDOW-waived": (
        accepted(disclosed_on=date(2023, 6, 1), ip_decided_on=date(2023, 7, 1)),
        date(2023, 12, 1),
        {"ip_waived_on": date(2023, 12, 1)},
    ),
    "IP_WINDOW-design": (
        accepted(date(2026, 9, 1), disclosed_on=date(2026, 9, 30), ip_kind="design"),
        date(2026, 12, 30),
        {"ip_filed_on": date(2026, 12, 30)},
    ),
    "IP_PENDING": (
        recognised(ip_filed_on=date(2023, 1, 31), partner_found_on=date(2023, 8, 1)),
        date(2024, 8, 1),
        {"ip_granted_on": date(2024, 8, 1)},
    ),
    "IP_PENDING-given-up": (
        recognised(ip_filed_on=date(2023, 1, 31), partner_found_on=date(2023, 8, 1)),
        date(2024, 8, 1),
        {"ip_waived_on": date(2024, 8, 1)},
    ),
    "NO_FUNDING_AFTER": (
        recognised(partner_found_on=date(2023, 8, 1)),
        date(2023, 10, 1),
        {"funding_line_on": date(2023, 10, 1)},
    ),
    "REVENUE_SHARE_UNSET": (
        recognised(entries=(DRAFTED,)),
        date(2023, 9, 5),
        {"benefit_agreement_on": date(2023, 9, 5)},
    ),
    "OWNER_DISSOLVED": (
        recognised(host=replace(INSTITUTE, dissolved_on=date(2025, 7, 1))),
        date(2025, 7, 1),
        {"host": replace(INSTITUTE, dissolved_on=date(2025, 7, 1), successor="Viện kế thừa")},
    ),
    "OWNER_DISSOLVED-recipient": (
        recognised(recipient=replace(ENTERPRISE, dissolved_on=date(2024, 2, 29))),
        date(2024, 2, 29),
        {"recipient": ENTERPRISE},
    ),
    "OWNER_DISSOLVED-second-owner": (
        recognised(co_owner=replace(COOPERATIVE, dissolved_on=date(2025, 7, 1))),
        date(2025, 7, 1),
        {"co_owner": replace(COOPERATIVE, dissolved_on=date(2025, 7, 1), successor="Hợp tác xã kế thừa")},
    ),
    "CONTRACT_UNSIGNED-recorded": (
        recognised(memorandum_on=date(2023, 8, 1)),
        date(2023, 11, 30),
        {"transferred_on": date(2023, 11, 30)},
    ),
    "CONTRACT_UNSIGNED": (
        recognised(entries=(MEMORANDUM,)),
        date(2023, 11, 30),
        {"transferred_on": date(2023, 11, 30)},
    ),
    "HANDED_NOT_USED": (
        recognised(handed_over_on=date(2023, 7, 10)),
        date(2024, 7, 10),
        {"application_report_on": date(2024, 7, 10)},
    ),
    "HANDED_NOT_USED-no-use": (
        recognised(handed_over_on=date(2023, 7, 10), in_use=False),
        date(2024, 7, 10),
        {"in_use": True},
    ),
    "APPLICATION_REPORT_OVERDUE": (
        recognised(handed_over_on=date(2023, 7, 10)),
        date(2024, 7, 10),
        {"application_report_on": date(2024, 7, 10)},
    ),
    "APPLICATION_REPORT_OVERDUE-second": (
        recognised(handed_over_on=date(2023, 7, 10), application_report_on=date(2024, 7, 1), in_use=True),
        date(2025, 7, 2),
        {"application_report_on": date(2025, 7, 2)},
    ),
    "AWAIT_CENTRAL": (
        recognised(awaits_central_since=date(2023, 8, 1), awaits_central_document="1203/SKHCN-QLKH"),
        date(2023, 8, 1),
        {"awaits_central_since": None, "awaits_central_document": ""},
    ),
    "AWAIT_CENTRAL-guided": (
        recognised(awaits_central_since=date(2023, 8, 1), awaits_central_document="1203/SKHCN-QLKH"),
        date(2023, 8, 1),
        {"central_guidance_on": date(2023, 8, 1)},
    ),
    "NOT_TRANSFERABLE_BY_NATURE": (
        accepted(products=frozenset({ProductType.I})),
        date(2023, 5, 10),
        {"not_transferable_on": date(2023, 5, 10)},
    ),
    "LEGAL_BASIS_UNCONFIRMED": (
        recognised(),
        date(2025, 10, 14),
        {"legal_basis_on": date(2025, 10, 14)},
    ),
    "LEGAL_BASIS_UNCONFIRMED-unknown": (
        recognised(approved_on=None),
        date(2023, 5, 10),
        {"approved_on": date(2020, 3, 1), "regime": Regime.R2_ND70},
    ),
    "LOW_TRL": (
        accepted(trl=6),
        date(2023, 5, 10),
        {"trl": 7},
    ),
    "REGULATORY_APPROVAL": (
        accepted(approval_needed_since=date(2023, 6, 1)),
        date(2023, 6, 1),
        {"approval_granted_on": date(2023, 6, 1)},
    ),
}
"""What holds, since when, and what ends it (the ending fact is dated on that very day)."""


def changed(task: Dossier, facts: dict) -> Dossier:
    of_result = {name: value for name, value in facts.items() if hasattr(task.result, name)}
    of_task = {name: value for name, value in facts.items() if name not in of_result}
    return with_result(replace(task, **of_task), **of_result)


def test_there_is_a_cause_for_each_of_the_24_and_each_is_tested():
    assert len(CAUSES) == len({cause.code for cause in CAUSES}) == 24
    assert {name.split("-")[0] for name in CASES} == {cause.code for cause in CAUSES}


@pytest.mark.parametrize("name", CASES)
def test_not_yet_the_day_before(name):
    task, first_day, _ = CASES[name]
    assert name.split("-")[0] not in codes(task, first_day - DAY)


@pytest.mark.parametrize("name", CASES)
def test_found_on_the_day_with_evidence_and_a_way_out(name):
    task, first_day, _ = CASES[name]
    found = cause_of(task, name.split("-")[0], first_day)
    assert found is not None
    assert found.since == first_day
    assert found.evidence
    assert all(sentence.endswith((".", ")")) for sentence in found.evidence)
    assert found.remedies
    assert found.responsible
    assert found.source


@pytest.mark.parametrize("name", CASES)
def test_ten_years_do_not_end_it(name):
    task, first_day, _ = CASES[name]
    found = cause_of(task, name.split("-")[0], first_day + 3653 * DAY)
    assert found is not None
    assert found.since == first_day


@pytest.mark.parametrize("name", CASES)
def test_the_fact_ends_it(name):
    task, first_day, ending = CASES[name]
    assert name.split("-")[0] not in codes(changed(task, ending), first_day)


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.code)
def test_every_cause_is_told_in_two_languages_with_a_basis(cause):
    assert cause.vi
    assert cause.en
    assert cause.source.citation
    assert cause.rule is None or law.rule(cause.rule, ON, Regime.R2_ND70) is not None


SEVERITIES = {
    Severity.CRITICAL: {"PUBLIC_ASSET_BAR", "STATE_RESERVED", "IP_WINDOW"},
    Severity.MEDIUM: {
        "REG_OVERDUE", "HANDOVER_OVERDUE", "PRICE_DISPUTE", "LOW_TRL", "REVENUE_SHARE_UNSET",
        "REGULATORY_APPROVAL", "CONTRACT_UNSIGNED", "APPLICATION_REPORT_OVERDUE",
    },
    Severity.LOW: {"IP_PENDING"},
    Severity.INFO: {"AWAIT_CENTRAL"},
    Severity.NONE: {"NOT_TRANSFERABLE_BY_NATURE"},
}  # fmt: skip


def test_severities_are_those_of_the_domain():
    rest = {cause.code for cause in CAUSES} - set().union(*SEVERITIES.values())
    assert {cause.code: cause.severity for cause in CAUSES} == {
        code: severity for severity, named in {**SEVERITIES, Severity.HIGH: rest}.items() for code in named
    }


class TestTheDatesOfTheLaw:
    def test_r1_decides_in_30_working_days_with_tet_between(self):
        task = recognised(
            date(2019, 1, 2), accepted_on=date(2018, 12, 3), approved_on=R1_DAY,
            rights_dossier_on=date(2019, 1, 14),
        )  # fmt: skip
        # 30 working days from Monday 14/01/2019, with Tết from 04 to 08/02: Monday 04/03/2019.
        assert "RIGHTS_DECISION_OVERDUE" not in codes(task, date(2019, 3, 4))
        assert cause_of(task, "RIGHTS_DECISION_OVERDUE", date(2019, 3, 5)).since == date(2019, 3, 5)

    def test_r2_decides_in_30_calendar_days_tet_or_not(self):
        task = recognised(
            date(2023, 1, 2), accepted_on=date(2022, 12, 1), rights_dossier_on=date(2023, 1, 13)
        )
        assert cause_of(task, "RIGHTS_DECISION_OVERDUE").since == date(2023, 2, 13)

    def test_r4_has_neither_asset_report_nor_rights_decision(self):
        task = recognised(
            date(2028, 3, 1), accepted_on=date(2028, 1, 10), asset_report_on=None, registered_on=None,
            approved_on=R4_DAY, rights_dossier_on=date(2028, 3, 2),
        )  # fmt: skip
        found = codes(task, date(2029, 1, 1))
        assert "REG_OVERDUE" in found
        assert not found & {"ASSET_REPORT_OVERDUE", "RIGHTS_DECISION_OVERDUE", "LEGAL_BASIS_UNCONFIRMED"}

    def test_under_r4_the_host_holds_the_result_and_nothing_is_handed_to_it(self):
        task = recognised(
            date(2028, 3, 1), accepted_on=date(2028, 1, 10), approved_on=R4_DAY,
            rights_decided_on=date(2028, 3, 2),
        )  # fmt: skip
        assert not codes(task, date(2028, 12, 1)) & {"HANDOVER_OVERDUE", "ORDERER_NOT_RECEIVED"}

    def test_acceptance_on_a_leap_day(self):
        assert cause_of(accepted(date(2024, 2, 29)), "REG_OVERDUE").since == date(2024, 3, 31)

    def test_the_rule_that_set_the_days_is_kept_with_the_cause(self):
        found = cause_of(accepted(), "REG_OVERDUE")
        assert found.rule_version == "registration@2014-06-11"
        assert found.source == "Thông tư số 14/2014/TT-BKHCN"

    def test_what_is_only_custom_is_labelled_for_reference(self):
        assert "tham khảo" in cause_of(recognised(), "ORDERER_NOT_RECEIVED").source

    def test_novelty_is_lost_after_twelve_months(self):
        task = accepted(disclosed_on=date(2023, 6, 1))
        near = cause_of(task, "IP_WINDOW", date(2024, 5, 31))
        lost = cause_of(task, "IP_WINDOW", date(2024, 6, 2))
        assert "còn 1 ngày" in near.evidence[0]
        assert "đã mất tính mới" in lost.evidence[0]
        assert "lần 3" in lost.evidence[1]


class TestTheCase:
    def test_nothing_found_is_no_case(self):
        assert find(dossier(), ON) is None

    def test_days_count_from_recognition(self):
        case = find(recognised(), ON)
        assert (case.days, case.since_fact) == ((ON - date(2023, 6, 30)).days, "ngày công nhận kết quả")
        assert case.closet
        assert case.bucket == ">1095"

    def test_without_recognition_days_count_from_acceptance_and_say_so(self):
        case = find(accepted(), ON)
        assert case.days == (ON - date(2023, 5, 10)).days
        assert "chưa biết ngày công nhận" in case.since_fact

    def test_the_headline_is_the_gravest_then_the_oldest(self):
        case = find(
            recognised(recipient=COOPERATIVE, free_transfer_asked_on=date(2026, 1, 5), registered_on=None), ON
        )
        assert case.headline.code == "PUBLIC_ASSET_BAR"
        order = [(-cause.severity, cause.since) for cause in case.causes]
        assert order == sorted(order)

    @pytest.mark.parametrize(
        ("days", "bucket"),
        [
            (0, "0-90"), (90, "0-90"), (91, "91-180"), (180, "91-180"), (181, "181-365"), (365, "181-365"),
            (366, ">365"), (1095, ">365"), (1096, ">1095"), (None, "unknown"),
        ],
    )  # fmt: skip
    def test_age_buckets(self, days, bucket):
        assert bucket_of(days) == bucket

    def test_a_stall_before_acceptance_is_told_apart(self):
        case = find(dossier(item13=False, recipient=None), ON)
        assert not case.closet
        assert case.days == (ON - date(2019, 6, 3)).days

    def test_central_guidance_awaited_with_a_document_pauses_the_case(self):
        task = recognised(awaits_central_since=date(2026, 1, 5), awaits_central_document="1203/SKHCN-QLKH")
        case = find(task, ON)
        assert case.paused
        assert "1203/SKHCN-QLKH" in cause_of(task, "AWAIT_CENTRAL").evidence[0]
        assert case.headline.code != "AWAIT_CENTRAL"

    @pytest.mark.parametrize("document", ["", "   "])
    def test_without_a_document_nothing_is_paused(self, document):
        case = find(recognised(awaits_central_since=date(2026, 1, 5), awaits_central_document=document), ON)
        assert not case.paused

    def test_a_failed_result_is_in_nobodys_closet(self):
        assert find(accepted(grade=Grade.FAIL), ON) is None

    def test_a_task_rejected_at_ordering_is_not_stuck(self):
        assert find(dossier(item13=False, recipient=None, outcome="rejected"), ON) is None

    @pytest.mark.parametrize("way", ["transferred_on", "handed_over_on", "replication_approved_on"])
    def test_a_result_that_left_in_time_is_not_in_the_closet(self, way):
        task = recognised(**{way: date(2023, 7, 10), "benefit_agreement_on": date(2023, 7, 10)})
        assert find(task, date(2023, 12, 1)) is None

    def test_handed_over_and_unused_for_a_year_it_is_back_in_the_closet(self):
        case = find(recognised(handed_over_on=date(2023, 7, 10)), ON)
        assert case.closet
        assert (case.days, case.since_fact) == ((ON - date(2023, 7, 10)).days, "ngày bàn giao")

    def test_publications_alone_never_wait_for_a_recipient(self):
        case = find(recognised(recipient=None, products=frozenset({ProductType.I})), ON)
        assert [cause.code for cause in case.causes] == ["NOT_TRANSFERABLE_BY_NATURE"]
        assert not case.closet

    def test_the_paid_rungs_stand_in_the_evidence_of_the_public_asset_bar(self):
        task = recognised(recipient=COOPERATIVE, free_transfer_asked_on=date(2023, 8, 1))
        told = " ".join(cause_of(task, "PUBLIC_ASSET_BAR").evidence)
        assert all(f"Bậc {number}" in told for number in (3, 4, 5))
        offered = {remedy.code for remedy in cause_of(task, "PUBLIC_ASSET_BAR").remedies}
        assert {"paid_rung", "use_right", "replicate", "legal_opinion"} <= offered

    @pytest.mark.parametrize(
        "changes",
        [{"recipient": ORDERER}, {"state_share": Decimal("0.5")}, {"state_share": None},
         {"approved_on": R4_DAY}, {"approved_on": date(2025, 3, 1)}, {"approved_on": None}],
        ids=["state-body", "co-funded", "funding-unknown", "r4", "r3", "regime-unknown"],
    )  # fmt: skip
    def test_the_public_asset_bar_holds_only_where_the_law_bars(self, changes):
        task = recognised(**{"recipient": COOPERATIVE, "free_transfer_asked_on": date(2023, 8, 1), **changes})
        assert "PUBLIC_ASSET_BAR" not in codes(task)

    def test_two_owners_without_a_clause_are_found_before_acceptance(self):
        case = find(dossier(state_share=Decimal("0.31"), share_clause=False), ON)
        assert case.headline.code == "COOWNER_NO_CONTRACT_CLAUSE"
        assert not case.closet

    def test_contradictory_dates_are_judged_by_what_they_say(self):
        task = recognised(handed_over_on=date(2020, 1, 1), application_report_on=date(2019, 1, 1))
        assert "HANDED_NOT_USED" in codes(task)


class TestWhatAListSays:
    def test_the_ben_tre_coconut_result_has_a_cause_but_no_days(self):
        case = find(listed(in_use=False, province="Bến Tre"), ON)
        assert case.closet
        assert (case.headline.code, case.headline.since) == ("NO_RECIPIENT", None)
        assert (case.days, case.since, case.bucket) == (None, None, "unknown")
        assert "chưa biết ngày" in case.headline.evidence[0]
        assert "LEGAL_BASIS_UNCONFIRMED" in {cause.code for cause in case.causes}

    @pytest.mark.parametrize(
        "named",
        [
            {"recipient": Party(9, "Sở NN-PTNT tỉnh Long An", PartyKind.STATE_BODY)},
            {"recipient_note": "Sở NN-PTNT tỉnh Long An"},
        ],
        ids=["party", "note"],
    )
    def test_the_long_an_results_were_received_and_not_used(self, named):
        case = find(listed(in_use=False, province="Long An", **named), ON)
        assert case.closet
        assert case.headline.code == "HANDED_NOT_USED"
        assert case.days is None
        assert "Sở NN-PTNT tỉnh Long An" in case.headline.evidence[0]

    @pytest.mark.parametrize("named", [{"recipient": ENTERPRISE}, {"recipient_note": "Sở Du lịch"}])
    def test_a_recipient_named_and_use_unknown_is_no_case(self, named):
        assert find(listed(**named), ON) is None
        assert find(listed(**named, grade=Grade.PASS), ON) is None

    def test_unless_a_date_is_known_from_which_reports_are_owed(self):
        case = find(listed(recipient=ENTERPRISE, accepted_on=date(2019, 3, 1)), ON)
        assert [cause.code for cause in case.causes] == ["APPLICATION_REPORT_OVERDUE"]
        assert case.headline.since == date(2020, 3, 1)

    def test_accepted_without_recipient_it_is_stuck_since_acceptance(self):
        case = find(listed(accepted_on=date(2019, 3, 1), grade=Grade.GOOD), ON)
        assert (case.headline.code, case.headline.since) == ("NO_RECIPIENT", date(2019, 3, 1))
        assert case.days == (ON - date(2019, 3, 1)).days
        assert "chưa biết ngày công nhận" in case.headline.evidence[0]

    def test_papers_that_a_list_is_silent_about_are_not_missing(self):
        task = listed(accepted_on=date(2023, 3, 1), approved_on=date(2020, 3, 1))
        assert not codes(task) & {"REG_OVERDUE", "ASSET_REPORT_OVERDUE"}

    def test_but_what_happens_after_the_import_is_on_record_here(self):
        task = listed(accepted_on=date(2026, 2, 2), approved_on=date(2020, 3, 1), recipient=ENTERPRISE)
        assert {"REG_OVERDUE", "ASSET_REPORT_OVERDUE"} <= codes(task)

    def test_a_title_alone_is_no_case(self):
        assert find(listed(), ON) is None

    def test_a_result_in_use_is_no_case(self):
        assert find(listed(in_use=True, accepted_on=date(2019, 3, 1)), ON) is None
