"""Who may receive an asset: the decision table, row by row, and the cases that the province met."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dossier import Party
from models.errors import BadInput
from models.language import Confidence, PartyKind, Regime
from models.rights import RUNGS, Asset, Permission, TransferForm, judge, judge_task
from tests.builders import COOPERATIVE, ENTERPRISE, INSTITUTE, accepted, dossier, recognised

ON = date(2026, 11, 2)
FULL, PART = Decimal(1), Decimal("0.6")
STATE, PUBLIC, SOE = PartyKind.STATE_BODY, PartyKind.PUBLIC_UNIT, PartyKind.SOE
PRIVATE = (PartyKind.ENTERPRISE, PartyKind.COOPERATIVE, PartyKind.INDIVIDUAL)
KNOWN = (STATE, PUBLIC, SOE, *PRIVATE)
R1, R2, R3, R4 = Regime.R1_LAW2013, Regime.R2_ND70, Regime.R3_NQ193, Regime.R4_LAW93
ALLOWED, CONDITIONAL = Permission.ALLOWED, Permission.CONDITIONAL
BARRED, OPINION = Permission.BARRED, Permission.LEGAL_OPINION


def ask(approved, recipient, **changes):
    facts = {
        "state_share": FULL,
        "asset": Asset.RESULT,
        "host": PUBLIC,
        "recipient_is_host": False,
        "reserved": False,
        "free": False,
        "on": ON,
    }
    return judge(approved, recipient=recipient, **{**facts, **changes})


def _table():
    """The decision table (domain notes 2.6), each cell asked against payment and free of charge.

    Columns: who receives, is it the host, regime, State's share, reserved -> (paid, free, rung).
    """
    for kind in (STATE, PUBLIC):
        yield kind, True, R1, FULL, False, CONDITIONAL, CONDITIONAL, None
        yield kind, True, R2, FULL, False, ALLOWED, ALLOWED, 1
        yield kind, False, R1, FULL, False, CONDITIONAL, CONDITIONAL, None
        yield kind, False, R4, FULL, True, CONDITIONAL, CONDITIONAL, None
    yield SOE, True, R1, FULL, False, CONDITIONAL, CONDITIONAL, None
    yield SOE, True, R2, FULL, False, ALLOWED, ALLOWED, 2
    for kind in PRIVATE:
        yield kind, True, R1, FULL, False, CONDITIONAL, CONDITIONAL, None
        yield kind, True, R2, FULL, False, CONDITIONAL, BARRED, 3
        yield kind, False, R1, FULL, False, CONDITIONAL, BARRED, None
        yield kind, False, R2, FULL, False, CONDITIONAL, BARRED, 4
        yield kind, False, R4, FULL, True, BARRED, BARRED, None
    for kind, is_host in product(KNOWN, (True, False)):
        yield kind, is_host, R2, PART, False, CONDITIONAL, CONDITIONAL, None
        if is_host:
            yield kind, True, R4, FULL, True, BARRED, BARRED, None
        if not (is_host and kind is PartyKind.INDIVIDUAL):
            yield kind, is_host, R4, FULL, False, ALLOWED, ALLOWED, None


TABLE = list(_table())


@pytest.mark.parametrize(
    ("kind", "is_host", "regime", "funded", "reserved", "paid", "free", "rung"),
    TABLE,
    ids=[
        f"{row[2]}-{'reserved' if row[4] else 'full' if row[3] == 1 else 'co-funded'}-"
        f"{'host' if row[1] else 'other'}-{row[0]}"
        for row in TABLE
    ],
)
def test_decision_table(kind, is_host, regime, funded, reserved, paid, free, rung):
    host = kind if is_host else PUBLIC
    for wanted, is_free in ((paid, False), (free, True)):
        answer = ask(
            regime,
            kind,
            host=host,
            recipient_is_host=is_host,
            state_share=funded,
            reserved=reserved,
            free=is_free,
        )
        assert (answer.verdict, answer.rung) == (wanted, rung)


@pytest.mark.parametrize("kind", [STATE, PUBLIC])
def test_another_state_body_pays_by_rung_4_or_is_given_what_remains(kind):
    assert ask(R2, kind).rung == 4
    given = ask(R2, kind, free=True)
    assert given.verdict is CONDITIONAL
    assert TransferForm.FREE_HANDOVER in given.forms


def test_a_state_enterprise_that_is_not_the_host_pays_and_free_is_for_the_lawyers():
    assert ask(R2, SOE).verdict is CONDITIONAL
    assert ask(R2, SOE, free=True).verdict is OPINION


APPROVED = {
    "unknown": None,
    "R0": date(2010, 1, 1),
    "R1": date(2017, 6, 1),
    "R2": date(2020, 3, 1),
    "R3": date(2025, 3, 1),
    "R4": date(2026, 1, 5),
}
CO_OWNER = Party(9, "Trường Đại học Nông Lâm", PUBLIC)


@pytest.mark.parametrize("recipient", PartyKind)
@pytest.mark.parametrize("host", PartyKind)
@pytest.mark.parametrize("approved", APPROVED.values(), ids=APPROVED)
def test_every_answer_has_a_sentence_an_article_and_a_way_on(approved, host, recipient):
    circumstances = product(
        (None, Decimal(0), Decimal("0.28"), FULL),
        Asset,
        (True, False),
        (None, True, False),
        (True, False),
        ("", CO_OWNER.name),
    )
    for funded, asset, is_host, reserved, free, co_owner in circumstances:
        answer = ask(
            approved,
            recipient,
            host=host,
            recipient_is_host=is_host,
            state_share=funded,
            asset=asset,
            reserved=reserved,
            free=free,
            co_owner=co_owner,
        )
        assert answer.because.endswith(".")
        assert answer.because_en.endswith(".")
        assert answer.article
        assert ("tham khảo" in answer.article) == answer.confidence.is_reference_only
        assert answer.verdict is ALLOWED or answer.makes_possible
        assert answer.verdict is not BARRED or answer.forms
        assert all(way.endswith(".") for way in answer.makes_possible)
        assert answer.regime is not Regime.UNKNOWN or answer.verdict is OPINION or funded == 0
        assert not co_owner or answer.verdict is not ALLOWED


EASE = {BARRED: 0, CONDITIONAL: 1, ALLOWED: 2}


def no_easier(one, other):
    """Whether the first way is no easier than the second; what lawyers are asked compares with nothing."""
    known = one.verdict in EASE and other.verdict in EASE
    return not known or EASE[one.verdict] <= EASE[other.verdict]


facts = st.fixed_dictionaries(
    {
        "approved": st.dates(date(2014, 1, 1), date(2027, 12, 31)),
        "recipient": st.sampled_from(KNOWN),
        "host": st.sampled_from(KNOWN),
        "recipient_is_host": st.booleans(),
        "state_share": st.decimals(0, 1, places=4),
        "asset": st.sampled_from(Asset),
        "reserved": st.booleans(),
        "on": st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    }
)


@given(facts)
def test_what_is_free_is_never_easier_than_what_is_paid_for(asked):
    assert no_easier(ask(**asked, free=True), ask(**asked, free=False))


@given(facts, st.booleans())
def test_a_private_recipient_never_has_it_easier_than_a_state_body(asked, free):
    kinds = {**asked, "recipient_is_host": False}
    for kind in PRIVATE:
        assert no_easier(
            ask(**{**kinds, "recipient": kind}, free=free), ask(**{**kinds, "recipient": STATE}, free=free)
        )


@given(facts, st.booleans())
def test_what_the_state_reserves_is_never_easier_to_get(asked, free):
    assert no_easier(
        ask(**{**asked, "reserved": True}, free=free), ask(**{**asked, "reserved": False}, free=free)
    )


@given(facts, st.booleans())
def test_a_second_owner_never_makes_it_easier(asked, free):
    alone = ask(**asked, free=free)
    shared = ask(**asked, free=free, co_owner=CO_OWNER.name)
    assert no_easier(shared, alone)
    assert shared.verdict is not ALLOWED
    assert (shared.verdict is OPINION) is (alone.verdict is OPINION)


@given(st.lists(st.decimals("0.0001", "0.9999", places=4), min_size=2, max_size=9), st.sampled_from(KNOWN))
def test_more_of_the_states_money_never_makes_equipment_easier_to_get(shares, host):
    answers = [
        ask(R2, host, host=host, recipient_is_host=True, state_share=share, asset=Asset.EQUIPMENT, free=True)
        for share in sorted(shares)
    ]
    assert all(no_easier(more, less) for less, more in pairwise(answers))


def test_a_result_with_two_owners_needs_the_second_ones_consent_under_r4():
    task = recognised(approved_on=date(2026, 1, 5), recipient=ENTERPRISE)
    assert judge_task(task, free=False, on=ON).verdict is ALLOWED
    answer = judge_task(replace(task, co_owner=CO_OWNER), free=False, on=ON)
    assert answer.verdict is CONDITIONAL
    assert answer.article == "Điều 25 khoản 1 Luật số 93/2025/QH15"
    assert answer.confidence is Confidence.SECONDARY
    assert CO_OWNER.name in answer.because
    assert any("đồng sở hữu" in way for way in answer.makes_possible)
    assert answer.forms


def test_a_contract_that_says_how_the_owners_deal_with_it_is_followed():
    task = recognised(approved_on=date(2026, 1, 5), co_owner=CO_OWNER, share_clause=True)
    answer = judge_task(task, free=False, on=ON)
    assert answer.verdict is ALLOWED
    assert any(CO_OWNER.name in note for note in answer.notes)


@pytest.mark.parametrize("clause", [None, False])
def test_a_clause_that_is_not_known_is_no_clause(clause):
    task = recognised(approved_on=date(2026, 1, 5), co_owner=CO_OWNER, share_clause=clause)
    assert judge_task(task, free=False, on=ON).verdict is CONDITIONAL


def test_the_second_owner_of_a_co_funded_result_of_decree_70_is_heard_by_the_contract():
    equipment = ask(
        R2, PUBLIC, recipient_is_host=True, state_share=Decimal("0.28"), asset="equipment", free=True,
        co_owner=CO_OWNER.name,
    )  # fmt: skip
    assert equipment.verdict is CONDITIONAL
    assert "Điều 4 khoản 2" in equipment.article
    assert equipment.confidence is Confidence.READ


def test_a_second_owner_of_a_public_asset_was_not_read_of_and_is_for_reference():
    answer = judge_task(accepted(recipient=INSTITUTE, co_owner=CO_OWNER), free=True, on=ON)
    assert answer.verdict is CONDITIONAL
    assert answer.article.endswith("(tham khảo)")


def test_what_is_barred_stays_barred_with_a_second_owner():
    answer = judge_task(accepted(recipient=COOPERATIVE, co_owner=CO_OWNER), free=True, on=ON)
    assert answer.verdict is BARRED
    assert any(CO_OWNER.name in way for way in answer.makes_possible)


def test_a_host_that_is_named_twice_has_no_second_owner():
    task = recognised(approved_on=date(2026, 1, 5), co_owner=INSTITUTE)
    assert judge_task(task, free=False, on=ON).verdict is ALLOWED


def test_the_other_exclusions_of_article_25_were_not_read_and_are_said_to_be_open():
    answer = ask(date(2026, 1, 5), PUBLIC, recipient_is_host=True)
    assert any("ba trường hợp loại trừ" in note for note in answer.notes)


def test_a_state_enterprise_that_hosts_asks_the_lawyers_for_free_equipment():
    free = ask(R2, SOE, host=SOE, recipient_is_host=True, asset=Asset.EQUIPMENT, free=True)
    assert free.verdict is OPINION
    assert ask(R2, SOE, host=SOE, recipient_is_host=True, asset=Asset.EQUIPMENT).verdict is CONDITIONAL


def test_every_form_of_transfer_has_its_vietnamese_words():
    assert {form.value for form in TransferForm} == {
        "ASSIGN_OWNERSHIP", "ASSIGN_USE_RIGHT", "LICENCE_EXCLUSIVE", "LICENCE_NONEXCLUSIVE", "SALE_DIRECT",
        "AUCTION", "CAPITAL_CONTRIBUTION", "JOINT_VENTURE", "SPIN_OFF", "SELF_EXPLOIT", "LEASE",
        "FREE_HANDOVER", "REPLICATION_TASK",
    }  # fmt: skip
    assert all(form.label for form in TransferForm)


def test_the_dak_nong_case_free_to_a_cooperative_is_barred_but_paid_paths_exist():
    answer = ask(date(2020, 3, 1), PartyKind.COOPERATIVE, free=True)
    assert answer.regime is R2
    assert answer.verdict is BARRED
    assert answer.rung == 4
    ways = " ".join(answer.makes_possible)
    for number in (3, 4, 5):
        assert f"Bậc {number}" in ways
    assert "định giá" in ways
    assert "nhân rộng" in ways


def test_vector_3_the_institute_has_the_use_right_and_the_cooperative_pays():
    approved = date(2020, 3, 1)
    institute = ask(approved, PUBLIC, recipient_is_host=True, free=True)
    assert (institute.verdict, institute.rung) == (ALLOWED, 1)
    assert TransferForm.ASSIGN_USE_RIGHT in institute.forms
    cooperative = ask(approved, PartyKind.COOPERATIVE)
    assert (cooperative.verdict, cooperative.rung) == (CONDITIONAL, 4)
    assert any("định giá" in way for way in cooperative.makes_possible)


@pytest.mark.parametrize(
    ("share", "wanted"),
    [("0.28", ALLOWED), ("0.30", ALLOWED), ("0.3000001", BARRED), ("0.31", BARRED)],
)
def test_vector_4_equipment_is_free_to_the_host_up_to_30_percent(share, wanted):
    answer = ask(
        date(2020, 3, 1),
        PartyKind.ENTERPRISE,
        host=PartyKind.ENTERPRISE,
        recipient_is_host=True,
        state_share=Decimal(share),
        asset=Asset.EQUIPMENT,
        free=True,
    )
    assert answer.verdict is wanted
    if wanted is BARRED:
        assert any("Thủ tướng" in way for way in answer.makes_possible)


@pytest.mark.parametrize(
    ("kind", "is_host", "free", "wanted"),
    [
        (PUBLIC, True, True, ALLOWED),
        (PartyKind.ENTERPRISE, True, False, CONDITIONAL),
        (PartyKind.ENTERPRISE, True, True, BARRED),
        (STATE, False, True, CONDITIONAL),
        (PartyKind.COOPERATIVE, False, False, CONDITIONAL),
        (PartyKind.COOPERATIVE, False, True, BARRED),
    ],
)
def test_fully_funded_equipment_goes_to_the_state_host_or_is_sold(kind, is_host, free, wanted):
    host = kind if is_host else PUBLIC
    answer = ask(R2, kind, host=host, recipient_is_host=is_host, asset=Asset.EQUIPMENT, free=free)
    assert answer.verdict is wanted


@pytest.mark.parametrize("regime", [R1, R3, R4])
def test_equipment_outside_decree_70_was_not_read_and_is_for_the_lawyers(regime):
    answer = ask(regime, PUBLIC, recipient_is_host=True, asset="equipment")
    assert answer.verdict is OPINION
    assert "tham khảo" in answer.article


def test_vector_7_the_last_day_of_september_2025_is_r3_and_the_next_day_r4():
    before = ask(date(2025, 9, 30), PUBLIC, recipient_is_host=True)
    after = ask(date(2025, 10, 1), PUBLIC, recipient_is_host=True)
    assert (before.regime, before.verdict) == (R3, OPINION)
    assert (after.regime, after.verdict) == (R4, ALLOWED)
    assert "sở hữu" in before.because
    assert before.confidence is Confidence.UNCERTAIN


def test_vector_8_a_reserved_order_blocks_transfer_until_the_state_decides():
    host = ask(R4, PUBLIC, recipient_is_host=True, reserved=True)
    enterprise = ask(R4, PartyKind.ENTERPRISE, reserved=True)
    assert host.verdict is enterprise.verdict is BARRED
    assert "không là chủ sở hữu" in host.because
    assert all("cơ quan nhà nước" in way for way in enterprise.makes_possible)
    assert ask(R4, PartyKind.ENTERPRISE, reserved=True, state_decided=True).verdict is CONDITIONAL


def test_an_unknown_day_of_approval_is_never_guessed():
    answer = ask(None, PartyKind.COOPERATIVE, free=True)
    assert (answer.regime, answer.verdict) == (Regime.UNKNOWN, OPINION)
    assert "Chưa biết ngày phê duyệt" in answer.because


def test_tasks_before_2014_are_handled_by_hand():
    assert ask(date(2013, 12, 31), PUBLIC).verdict is OPINION
    assert ask(date(2014, 1, 1), PUBLIC).regime is R1


@pytest.mark.parametrize(
    ("day", "regime"),
    [
        (date(2018, 5, 14), R1),
        (date(2018, 5, 15), R2),
        (date(2025, 2, 18), R2),
        (date(2025, 2, 19), R3),
        (date(2024, 2, 29), R2),
    ],
)
def test_the_regime_turns_on_the_day_the_text_says(day, regime):
    assert ask(day, PUBLIC).regime is regime


def test_unknown_funding_under_decree_70_is_not_guessed():
    assert ask(R2, PartyKind.COOPERATIVE, state_share=None, free=True).verdict is OPINION
    assert ask(R1, PartyKind.COOPERATIVE, state_share=None, free=True).verdict is OPINION


def test_what_the_order_says_of_the_states_rights_must_be_known_under_r4():
    assert ask(R4, PUBLIC, recipient_is_host=True, reserved=None).verdict is OPINION


def test_a_person_who_hosts_under_r4_needs_a_legal_opinion():
    person = PartyKind.INDIVIDUAL
    assert ask(R4, person, host=person, recipient_is_host=True).verdict is OPINION


def test_an_older_task_handled_after_decree_70_lapsed_shows_the_open_question():
    lapsed, before = date(2025, 10, 14), date(2025, 10, 13)
    assert "hết hiệu lực" in ask(R2, PUBLIC, on=lapsed).notes[0]
    assert not ask(R2, PUBLIC, on=before).notes
    assert not ask(R2, PUBLIC, on=lapsed, legal_basis_confirmed=True).notes
    assert not ask(R4, PUBLIC, on=lapsed).notes


def test_the_overlay_of_article_73_is_noted_for_tasks_from_2023_to_r4():
    def noted(day):
        return any("Điều 73 khoản 7" in note for note in ask(day, PUBLIC).notes)

    assert not noted(date(2022, 12, 31))
    assert noted(date(2023, 1, 1))
    assert noted(date(2025, 9, 30))
    assert not noted(date(2025, 10, 1))


def test_a_task_without_state_money_is_its_owners():
    assert ask(R2, PartyKind.COOPERATIVE, state_share=Decimal(0), free=True).verdict is ALLOWED


@pytest.mark.parametrize("share", ["-0.1", "1.01", "28", "NaN", "Infinity"])
def test_a_share_outside_0_to_1_is_refused(share):
    with pytest.raises(BadInput, match="từ 0 đến 1"):
        ask(R2, PUBLIC, state_share=Decimal(share))


def test_the_ladder_has_five_rungs_of_which_3_and_4_are_paid():
    assert [rung.number for rung in RUNGS] == [1, 2, 3, 4, 5]
    assert [rung.number for rung in RUNGS if rung.pays] == [3, 4]
    assert {rung.confidence for rung in RUNGS} == {Confidence.READ}


def test_a_dossier_is_judged_for_the_recipient_it_names():
    task = accepted(recipient=COOPERATIVE)
    assert judge_task(task, free=True, on=ON).verdict is BARRED
    assert judge_task(accepted(recipient=INSTITUTE), free=True, on=ON).rung == 1
    assert judge_task(dossier(recipient=None), free=True, on=ON).verdict is OPINION
    assert judge_task(dossier(recipient=ENTERPRISE, approved_on=None), free=False, on=ON).verdict is OPINION
