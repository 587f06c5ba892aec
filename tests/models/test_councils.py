"""Councils: who may sit, when a session is valid, whose ballots count, what they add up to."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import councils, law
from models.dossier import Ballot, CouncilSitting, Grade, Position, Seat
from models.language import Verdict

ON = date(2026, 11, 2)
IDENTIFY, SELECT, ACCEPT = (law.SCHEMES[code] for code in ("identification", "selection", "acceptance"))
SCHEMES = [IDENTIFY, SELECT, ACCEPT]
BY_SCHEME = {"argvalues": SCHEMES, "ids": [scheme.code for scheme in SCHEMES]}
ORDER = (
    Position.CHAIR,
    Position.VICE_CHAIR,
    Position.REVIEWER,
    Position.REVIEWER,
    Position.SECRETARY,
    Position.MEMBER,
    Position.MEMBER,
    Position.MEMBER,
    Position.MEMBER,
)
E_, P_, F_ = Grade.EXCELLENT, Grade.PASS, Grade.FAIL


def seats(count=7, *, absent=(), recused=()):
    return tuple(
        Seat(n, "Ủy viên", "Trường đại học", ORDER[n], present=n not in absent, recused=n in recused)
        for n in range(count)
    )


def ballot(scheme, seat, vote):
    field = {"agree": "agree", "score": "score", "grade": "grade"}[scheme.ballot.value]
    value = Decimal(str(vote)) if field == "score" else vote
    return Ballot(seat.person, seat.position, ON, **{field: value})


def sit(scheme, votes, *, members=None, **attendance):
    """A sitting in which the n-th member votes as the n-th of `votes` (None: no ballot)."""
    chairs = seats(members or len(votes), **attendance)
    cast = tuple(
        ballot(scheme, seat, vote) for seat, vote in zip(chairs, votes, strict=False) if vote is not None
    )
    return CouncilSitting(f"{scheme.code}-council", ON, ON, chairs, cast)


def favourable(scheme):
    return {"agree": True, "score": 85, "grade": P_}[scheme.ballot.value]


def full(scheme, members=7, **attendance):
    away = {*attendance.get("absent", ()), *attendance.get("recused", ())}
    votes = [None if n in away else favourable(scheme) for n in range(members)]
    return sit(scheme, votes, **attendance)


def verdict(scheme, sitting):
    return councils.outcome(scheme, sitting).verdict


# Forming


@pytest.mark.parametrize("scheme", **BY_SCHEME)
@pytest.mark.parametrize("count", range(1, 10))
def test_a_council_has_as_many_members_as_its_scheme_says(scheme, count):
    low, high = scheme.members
    refused = [
        each for each in councils.formation_obstacles(scheme, seats(count)) if "thành viên; hiện có" in each
    ]
    assert bool(refused) is not (low <= count <= high)


@pytest.mark.parametrize("scheme", **BY_SCHEME)
def test_a_sound_council_may_be_formed(scheme):
    assert councils.formation_obstacles(scheme, seats(7)) == ()


@pytest.mark.parametrize("scheme", **BY_SCHEME)
@pytest.mark.parametrize("chairs", [0, 2])
def test_a_council_has_exactly_one_chair(scheme, chairs):
    changed = tuple(
        replace(seat, position=Position.CHAIR if seat.person < chairs else Position.MEMBER)
        if seat.position in {Position.CHAIR, Position.VICE_CHAIR}
        else seat
        for seat in seats(7)
    )
    assert "Hội đồng phải có đúng một chủ tịch." in councils.formation_obstacles(scheme, changed)


@pytest.mark.parametrize(("scheme", "needed"), [(IDENTIFY, False), (SELECT, True), (ACCEPT, True)])
def test_a_council_that_judges_a_work_has_a_reviewer(scheme, needed):
    without = tuple(
        replace(seat, position=Position.MEMBER) if seat.position is Position.REVIEWER else seat
        for seat in seats(7)
    )
    assert any("phản biện" in each for each in councils.formation_obstacles(scheme, without)) is needed


@pytest.mark.parametrize(("scheme", "needed"), [(IDENTIFY, False), (SELECT, False), (ACCEPT, True)])
def test_an_acceptance_council_has_a_secretary_without_whom_it_could_never_conclude(scheme, needed):
    without = tuple(
        replace(seat, position=Position.MEMBER) if seat.position is Position.SECRETARY else seat
        for seat in seats(7)
    )
    assert any("thư ký" in each for each in councils.formation_obstacles(scheme, without)) is needed


@pytest.mark.parametrize("scheme", **BY_SCHEME)
def test_nobody_holds_two_seats(scheme):
    twice = (*seats(6), replace(seats(7)[6], person=0))
    assert any("hai ghế" in each for each in councils.formation_obstacles(scheme, twice))


def test_every_reason_against_a_council_is_said_at_once():
    strange = tuple(Seat(1, "Ủy viên", "", Position.MEMBER) for _ in range(3))
    assert len(councils.formation_obstacles(ACCEPT, strange)) == 5


# Quorum


@pytest.mark.parametrize("scheme", **BY_SCHEME)
@pytest.mark.parametrize(("members", "needed"), [(5, 4), (6, 4), (7, 5), (8, 6), (9, 6)])
def test_two_thirds_of_the_members_make_a_quorum(scheme, members, needed):
    assert councils.quorum(scheme, sit(scheme, [None] * members)) == needed


@pytest.mark.parametrize("scheme", **BY_SCHEME)
@pytest.mark.parametrize("missing", range(5))
@pytest.mark.parametrize("how", ["absent", "recused"])
def test_the_absent_and_the_recused_do_not_make_a_quorum(scheme, missing, how):
    away = set(range(8, 8 - missing, -1))
    found = councils.outcome(scheme, full(scheme, 9, **{how: away}))
    assert (found.verdict is Verdict.APPROVE) is (9 - missing >= 6)
    assert found.quorum_met is (9 - missing >= 6)
    if missing > 3:
        assert found.verdict is None
        assert any("chưa hợp lệ" in each for each in found.obstacles)


@pytest.mark.parametrize("scheme", **BY_SCHEME)
@pytest.mark.parametrize(
    ("absent", "valid"),
    [((), True), ((0,), True), ((1,), True), ((0, 1), False)],
    ids=["all", "vice", "chair", "none"],
)
def test_the_chair_or_the_vice_chair_must_be_there(scheme, absent, valid):
    found = councils.outcome(scheme, full(scheme, absent=absent))
    assert any("chủ tịch hoặc phó chủ tịch" in each for each in found.obstacles) is not valid
    assert (found.verdict is not None) is valid


@pytest.mark.parametrize(("scheme", "needed"), [(IDENTIFY, False), (SELECT, True), (ACCEPT, True)])
@pytest.mark.parametrize("how", ["absent", "recused"])
def test_one_reviewer_must_be_there_and_not_recused(scheme, needed, how):
    assert verdict(scheme, full(scheme, **{how: (2,)})) is Verdict.APPROVE
    found = councils.outcome(scheme, full(scheme, **{how: (2, 3)}))
    assert (found.verdict is None) is needed


@pytest.mark.parametrize(("scheme", "needed"), [(IDENTIFY, False), (SELECT, False), (ACCEPT, True)])
def test_an_acceptance_council_concludes_with_its_secretary(scheme, needed):
    found = councils.outcome(scheme, full(scheme, absent=(4,)))
    assert (found.verdict is None) is needed


@pytest.mark.parametrize("scheme", **BY_SCHEME)
@pytest.mark.parametrize("cast", range(7))
def test_a_council_concludes_when_all_who_are_there_have_voted(scheme, cast):
    found = councils.outcome(scheme, sit(scheme, [favourable(scheme)] * cast, members=7))
    assert found.verdict is None
    assert f"Mới có {cast}/7 phiếu của thành viên có mặt." in found.obstacles
    assert found.cast == cast


@pytest.mark.parametrize("scheme", **BY_SCHEME)
def test_the_ballot_of_one_who_recused_later_does_not_count(scheme):
    against = {"agree": False, "score": 0, "grade": F_}[scheme.ballot.value]
    votes = [favourable(scheme)] * 6 + [against]
    found = councils.outcome(scheme, sit(scheme, votes, recused=(6,)))
    assert found.cast == 6
    assert found.verdict is Verdict.APPROVE
    assert found.mean_score in {None, Decimal("85.00")}


def test_every_obstacle_to_a_conclusion_is_said_at_once():
    found = councils.outcome(ACCEPT, sit(ACCEPT, [None] * 7, absent=(0, 1, 2, 3, 4)))
    assert len(found.obstacles) == 5
    assert all(each in found.sentence_vi for each in found.obstacles)


# Agreeing


@pytest.mark.parametrize(("members", "against"), [(n, k) for n in range(5, 10) for k in range(n + 1)])
def test_three_quarters_of_those_present_must_agree(members, against):
    votes = [n >= against for n in range(members)]
    found = councils.outcome(IDENTIFY, sit(IDENTIFY, votes))
    agreed = Fraction(members - against, members) >= Fraction(3, 4)
    assert found.verdict is (Verdict.APPROVE if agreed else Verdict.REJECT)
    assert (found.agree, found.disagree) == (members - against, against)
    assert found.sentence_vi == f"{members - against}/{members} phiếu đồng ý."


# Scoring


@pytest.mark.parametrize(
    ("scores", "chosen"),
    [
        ([70] * 7, True),
        ([69] * 7, False),
        ([100] * 4 + [0] * 3, False),
        ([100] * 5 + [0] * 2, True),
        (["69.99"] * 7, False),
        (["69.99"] * 6 + ["70.06"], True),
        (["69.99"] * 6 + ["70.05"], False),
        ([100] * 7, True),
        ([0] * 7, False),
    ],
)
def test_the_mean_of_the_scores_must_reach_seventy(scores, chosen):
    assert verdict(SELECT, sit(SELECT, scores)) is (Verdict.APPROVE if chosen else Verdict.REJECT)


def test_a_mean_just_below_seventy_is_not_rounded_up_to_it():
    found = councils.outcome(SELECT, sit(SELECT, ["69.99"] * 6 + ["70.05"]))
    assert found.verdict is Verdict.REJECT
    assert found.mean_score == Decimal("69.99")
    assert found.sentence_vi == "Điểm trung bình 69,99/100 của 7 phiếu."


@given(st.lists(st.decimals(0, 100, places=2), min_size=7, max_size=9))
def test_the_verdict_follows_the_exact_mean(scores):
    found = councils.outcome(SELECT, sit(SELECT, scores))
    mean = sum(map(Fraction, scores)) / len(scores)
    assert (found.verdict is Verdict.APPROVE) is (mean >= 70)
    assert 0 <= mean - Fraction(found.mean_score) < Fraction(1, 100)


# Grading


@pytest.mark.parametrize(
    ("votes", "grade"),
    [
        ([E_] * 7, E_),
        ([E_] * 6 + [P_], E_),
        ([E_] * 5 + [P_] * 2, P_),
        ([E_] * 6 + [F_], P_),
        ([P_] * 7, P_),
        ([P_] * 5 + [F_] * 2, P_),
        ([P_] * 4 + [F_] * 3, F_),
        ([F_] * 7, F_),
        ([P_] * 6 + [F_] * 3, P_),
        ([P_] * 5 + [F_] * 4, F_),
        ([E_] * 6 + [P_] * 2, E_),
        ([E_] * 5 + [F_] * 3, F_),
        ([P_] * 4 + [F_], P_),
        ([P_] * 3 + [F_] * 2, F_),
    ],
)
def test_the_grade_of_the_council(votes, grade):
    found = councils.outcome(ACCEPT, sit(ACCEPT, votes))
    assert found.grade is grade
    assert found.verdict is (Verdict.REJECT if grade is F_ else Verdict.APPROVE)
    assert grade.label in found.sentence_vi


@given(st.lists(st.sampled_from([E_, P_, F_]), min_size=5, max_size=9))
def test_excellent_by_three_quarters_with_nobody_failing_and_failed_by_more_than_a_third(votes):
    found = councils.outcome(ACCEPT, sit(ACCEPT, votes))
    excellent, failing = votes.count(E_) / len(votes), Fraction(votes.count(F_), len(votes))
    assert (found.grade is E_) is (excellent >= 0.75 and not failing)
    assert (found.grade is F_) is (failing > Fraction(1, 3))
    assert sum(found.counts.values()) == found.cast == len(votes)


@given(st.lists(st.sampled_from([E_, P_, F_]), min_size=5, max_size=9), st.randoms(use_true_random=False))
def test_the_order_of_the_ballots_changes_nothing(votes, random):
    shuffled = list(votes)
    random.shuffle(shuffled)
    assert councils.outcome(ACCEPT, sit(ACCEPT, votes)) == councils.outcome(ACCEPT, sit(ACCEPT, shuffled))


@given(st.lists(st.booleans(), min_size=5, max_size=9), st.integers(0, 8))
def test_one_more_vote_in_favour_never_harms(votes, turned):
    better = [vote or n == turned for n, vote in enumerate(votes)]
    worse_passed = verdict(IDENTIFY, sit(IDENTIFY, votes)) is Verdict.APPROVE
    better_passed = verdict(IDENTIFY, sit(IDENTIFY, better)) is Verdict.APPROVE
    assert better_passed or not worse_passed


@given(st.sets(st.integers(0, 8)), st.sets(st.integers(0, 8)), st.sampled_from(SCHEMES))
def test_a_conclusion_is_drawn_by_a_valid_session_alone(absent, recused, scheme):
    found = councils.outcome(scheme, full(scheme, 9, absent=absent, recused=recused))
    there = set(range(9)) - absent - recused
    valid = (
        len(there) >= 6
        and bool(there & {0, 1})
        and (scheme is IDENTIFY or bool(there & {2, 3}))
        and (scheme is not ACCEPT or 4 in there)
    )
    assert (found.verdict is not None) is valid
    assert found.cast == len(there)
    assert [
        seat.person for seat in councils.voters(full(scheme, 9, absent=absent, recused=recused))
    ] == sorted(there)
