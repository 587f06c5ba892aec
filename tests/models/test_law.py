"""The law as data: regimes by the day of approval; rules with article, confidence and dates in force."""

import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import law
from models.language import Confidence, Regime, Rule, Source, Unit
from models.law import BallotKind

DAY = timedelta(days=1)
ON = date(2026, 11, 2)
R0, R1, R2, R3, R4 = (
    Regime.R0_PRE2014,
    Regime.R1_LAW2013,
    Regime.R2_ND70,
    Regime.R3_NQ193,
    Regime.R4_LAW93,
)
BOUNDARIES = [
    (date(2014, 1, 1), R0, R1),
    (date(2018, 5, 15), R1, R2),
    (date(2025, 2, 19), R2, R3),
    (date(2025, 10, 1), R3, R4),
]
RULES = {"argvalues": law.RULES, "ids": [f"{rule.version}-{n}" for n, rule in enumerate(law.RULES)]}


@pytest.mark.parametrize(("first", "before", "after"), BOUNDARIES, ids=[str(day) for day, _, _ in BOUNDARIES])
def test_a_regime_begins_on_its_first_day_and_not_a_day_earlier(first, before, after):
    assert law.regime_of(first - DAY) is before
    assert law.regime_of(first) is after
    assert law.regime_of(first + DAY) is after


@pytest.mark.parametrize(
    ("approved_on", "regime"),
    [
        (date(1, 1, 1), R0),
        (date(2000, 6, 9), R0),
        (date(2013, 12, 31), R0),
        (date(2018, 5, 14), R1),
        (date(2025, 2, 18), R2),
        (date(2025, 9, 30), R3),
        (date(2025, 10, 13), R4),
        (date(2025, 10, 14), R4),
        (date(9999, 12, 31), R4),
    ],
)
def test_the_day_of_approval_chooses_the_regime(approved_on, regime):
    assert law.regime_of(approved_on) is regime


def test_what_is_not_known_is_not_guessed():
    assert law.regime_of(None) is Regime.UNKNOWN
    assert "Chưa xác định" in law.regime_text(Regime.UNKNOWN)


@pytest.mark.parametrize("regime", [regime for _, regime, _ in law.REGIMES])
def test_a_regime_cites_its_texts(regime):
    assert "Luật" in law.regime_text(regime) or "Nghị quyết" in law.regime_text(regime)


@given(st.dates(), st.dates())
def test_a_later_approval_never_falls_under_an_earlier_regime(one, other):
    order = [regime for _, regime, _ in law.REGIMES]
    early, late = sorted((one, other))
    assert order.index(law.regime_of(early)) <= order.index(law.regime_of(late))


@pytest.mark.parametrize("rule", **RULES)
def test_a_rule_has_its_article_its_confidence_and_its_name(rule):
    assert rule.source.citation
    assert isinstance(rule.source.confidence, Confidence)
    assert unicodedata.is_normalized("NFC", rule.name_vi + rule.source.citation)
    assert rule.name_vi[0].isupper()
    assert rule.code.isascii()
    assert rule.code == rule.code.lower()


@pytest.mark.parametrize("rule", **RULES)
def test_a_rules_value_fits_its_unit(rule):
    assert rule.value > 0
    if rule.unit is Unit.FRACTION:
        assert isinstance(rule.value, Fraction)
        assert rule.value <= 1
    else:
        assert isinstance(rule.value, int)
    assert rule.valid_to is None or rule.valid_from <= rule.valid_to


@pytest.mark.parametrize("rule", **RULES)
def test_what_was_not_read_is_labelled_for_reference(rule):
    labelled = str(rule.source).endswith("(tham khảo)")
    assert labelled is (rule.source.confidence in {Confidence.GENERAL, Confidence.UNCERTAIN})


@pytest.mark.parametrize(("confidence", "labelled"), [("V", False), ("V2", False), ("G", True), ("U", True)])
def test_confidence_decides_on_the_label(confidence, labelled):
    source = Source("Điều 1 Nghị định số 1/2025/NĐ-CP", Confidence(confidence))
    assert ("tham khảo" in str(source)) is labelled


@pytest.mark.parametrize("rule", **RULES)
def test_at_most_one_rule_of_a_name_holds_for_a_regime_on_a_day(rule):
    for regime in rule.regimes or Regime:
        rivals = [
            other
            for other in law.RULES
            if other.code == rule.code and other.in_force(max(rule.valid_from, ON), regime)
        ]
        assert len(rivals) == 1


@pytest.mark.parametrize("code", sorted({rule.code for rule in law.RULES}))
@pytest.mark.parametrize("regime", Regime)
def test_the_rule_that_is_found_is_in_force_for_that_regime(code, regime):
    found = law.rule(code, ON, regime)
    if found is None:
        assert all(rule.regimes and regime not in rule.regimes for rule in law.RULES if rule.code == code)
    else:
        assert found.in_force(ON, regime)
        assert found.code == code


def test_a_misspelt_rule_is_not_passed_over():
    with pytest.raises(KeyError):
        law.rule("registrtion", ON)


@pytest.mark.parametrize(
    ("code", "regime", "value", "unit"),
    [
        ("registration", None, 30, Unit.CALENDAR_DAYS),
        ("equipment_plan", None, 60, Unit.CALENDAR_DAYS),
        ("asset_report", R2, 60, Unit.CALENDAR_DAYS),
        ("rights_decision", R1, 30, Unit.WORKING_DAYS),
        ("rights_decision", R2, 30, Unit.CALENDAR_DAYS),
        ("handover", R2, 7, Unit.CALENDAR_DAYS),
        ("acceptance_dossier", None, 30, Unit.CALENDAR_DAYS),
        ("council_form", None, 15, Unit.WORKING_DAYS),
        ("council_papers", None, 3, Unit.WORKING_DAYS),
        ("periodic_report", None, 6, Unit.MONTHS),
        ("ip_invention", None, 12, Unit.MONTHS),
        ("ip_design", None, 6, Unit.MONTHS),
        ("archive", None, 60, Unit.CALENDAR_DAYS),
        ("author_floor", R4, Fraction(3, 10), Unit.FRACTION),
        ("author_floor", R1, Fraction(3, 10), Unit.FRACTION),
        ("broker_default", R4, Fraction(1, 10), Unit.FRACTION),
    ],
)
def test_the_numbers_of_the_law(code, regime, value, unit):
    found = law.rule(code, ON, regime)
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize(
    ("code", "regime"),
    [
        ("rights_decision", R4),
        ("asset_report", R1),
        ("asset_report", R4),
        ("broker_cap", R4),
        ("author_floor", R0),
    ],
)
def test_where_no_text_sets_a_number_there_is_none(code, regime):
    assert law.rule(code, ON, regime) is None


@pytest.mark.parametrize(
    ("code", "first"), [("ip_design", date(2026, 4, 1)), ("registration", date(2014, 6, 11))]
)
def test_a_rule_begins_with_its_text(code, first):
    assert law.rule(code, first - DAY) is None
    assert law.rule(code, first).valid_from == first


TEXT = Source("Thông tư thử nghiệm", Confidence.READ)
OLD = Rule("test", "Thử nghiệm", 30, Unit.CALENDAR_DAYS, TEXT, valid_to=date(2024, 12, 31))
NEW = Rule("test", "Thử nghiệm", 20, Unit.CALENDAR_DAYS, TEXT, valid_from=date(2025, 1, 1))


@pytest.mark.parametrize(("day", "value"), [(date(2024, 12, 31), 30), (date(2025, 1, 1), 20)])
def test_a_new_text_replaces_the_old_one_on_its_day(monkeypatch, day, value):
    monkeypatch.setattr(law, "BY_CODE", law.by_code((OLD, NEW)))
    assert law.rule("test", day).value == value


def test_of_two_texts_in_force_the_later_one_holds(monkeypatch):
    monkeypatch.setattr(law, "BY_CODE", law.by_code((replace(OLD, valid_to=None), NEW)))
    assert law.rule("test", date(2026, 1, 1)).value == 20


def test_a_version_names_the_rule_and_the_day_from_which_it_holds():
    assert OLD.version == "test@origin"
    assert NEW.version == "test@2025-01-01"
    assert law.rule("registration", ON).version == "registration@2014-06-11"


@given(st.dates(), st.dates())
def test_dates_in_force_include_both_ends(first, last):
    first, last = sorted((first, last))
    rule = replace(NEW, valid_from=first, valid_to=last)
    assert rule.in_force(first)
    assert rule.in_force(last)
    if first > date.min:
        assert not rule.in_force(first - DAY)
    if last < date.max:
        assert not rule.in_force(last + DAY)


@pytest.mark.parametrize("scheme", law.SCHEMES.values(), ids=list(law.SCHEMES))
def test_a_councils_scheme_is_sound_and_says_where_it_comes_from(scheme):
    low, high = scheme.members
    assert 5 <= low <= high <= 9
    assert scheme.quorum == Fraction(2, 3)
    assert scheme.chair_present
    assert str(scheme.source).endswith("(tham khảo)")
    assert scheme.vi.startswith("Hội đồng tư vấn")
    assert scheme.reviewers_present < low


def test_the_three_councils_of_a_province_vote_in_three_ways():
    ours = ("identification", "selection", "acceptance")
    assert Counter(law.SCHEMES[code].ballot for code in ours) == Counter(BallotKind)
    assert law.SCHEMES["selection"].threshold == 70
    assert law.SCHEMES["identification"].threshold == Fraction(3, 4)
