"""Panels: many candidates before one council, conflicts of interest known by itself, secrecy kept."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import ballots, councils, panels
from models.dossier import Position
from models.language import Verdict
from models.law import BallotKind

ON = date(2026, 11, 2)
UNIVERSITY, INSTITUTE, COMPANY = 10, 20, 30
POSITIONS = (Position.CHAIR, Position.VICE_CHAIR, Position.SECRETARY, Position.MEMBER, Position.MEMBER)
MEMBERS = tuple(
    panels.Member(number, f"hd.{number}", f"Ủy viên số {number}", UNIVERSITY, "Trường đại học", position)
    for number, position in enumerate(POSITIONS, start=1)
)
FIRST = panels.Candidate(1, "Giống lúa chịu mặn", frozenset({99}), frozenset({INSTITUTE}))
SECOND = panels.Candidate(2, "Bảo quản dừa tươi", frozenset({98}), frozenset({COMPANY}))


def panel(scheme=panels.HONOURS, cast=(), members=MEMBERS):
    return panels.Panel(
        scheme=panels.SCHEMES[scheme],
        formed_on=ON,
        meets_on=ON,
        secret=True,
        members=members,
        ballots=tuple(cast),
    )


def agreed(candidate, answers, **more):
    """Ballots of the members in their order: + agrees, - does not."""
    return [
        panels.Cast(candidate, person, ON, agree=answer == "+", **more)
        for person, answer in enumerate(answers, start=1)
    ]


def scored(candidate, *scores):
    return [
        panels.Cast(candidate, person, ON, score=Decimal(score))
        for person, score in enumerate(scores, start=1)
    ]


def verdicts(found):
    return [each.outcome.verdict for each in found]


def test_each_candidate_is_judged_by_its_own_ballots():
    here = panel(cast=agreed(1, "+++++") + agreed(2, "+++--"))
    assert verdicts(panels.judged(here, (FIRST, SECOND))) == [Verdict.APPROVE, Verdict.REJECT]
    assert panels.obstacles(panels.judged(here, (FIRST, SECOND))) == ()


def test_a_candidate_whose_ballots_are_not_all_in_stands_in_the_way_and_is_named():
    here = panel(cast=agreed(1, "+++++") + agreed(2, "+"))
    assert panels.obstacles(panels.judged(here, (FIRST, SECOND))) == (
        "«Bảo quản dừa tươi»: Mới có 1/5 phiếu của thành viên có mặt.",
    )
    assert panels.obstacles(()) == ("Không có đề cử, đề xuất nào để hội đồng xét.",)


@pytest.mark.parametrize(
    ("candidate", "why"),
    [
        (replace(FIRST, organisations=frozenset({COMPANY})), "tổ chức của người được xét"),
        (replace(FIRST, proposers=frozenset({5})), "người đề xuất hoặc được đề cử"),
    ],
    ids=["its organisation", "its proposer"],
)
def test_who_proposes_or_belongs_to_the_candidate_is_recused_without_a_word(candidate, why):
    members = (*MEMBERS[:4], replace(MEMBERS[4], organisation_id=COMPANY, organisation="Công ty"))
    here = panel(cast=agreed(1, "++++-"), members=members)
    (found,) = panels.judged(here, (candidate,))
    assert why in panels.conflict_of(here, candidate, members[4])
    assert (found.outcome.recused, found.outcome.cast) == (1, 4)
    assert found.outcome.verdict is Verdict.APPROVE
    assert panels.open_to(replace(here, ballots=()), (candidate,), 5) == ()
    assert panels.open_to(replace(here, ballots=()), (candidate,), 1) == (candidate,)


def test_a_stated_conflict_holds_for_that_candidate_alone():
    stated = panels.Cast(1, 3, ON, recused=True, conflict="Cùng tác giả bài báo")
    here = panel(cast=[stated])
    assert panels.conflict_of(here, FIRST, MEMBERS[2]) == "Cùng tác giả bài báo"
    assert panels.conflict_of(here, SECOND, MEMBERS[2]) == ""
    assert panels.open_to(here, (FIRST, SECOND), 3) == (SECOND,)
    (found,) = panels.judged(here, (FIRST,))
    assert "Phiên họp phải có ủy viên thư ký khoa học." in found.outcome.obstacles


def test_who_has_no_seat_votes_on_nobody():
    assert panels.open_to(panel(), (FIRST, SECOND), 77) == ()


def test_an_absent_members_written_ballot_counts():
    members = (*MEMBERS[:4], replace(MEMBERS[4], present=False))
    spoken = agreed(1, "+++-")
    unsent = panels.judged(panel(cast=spoken, members=members), (FIRST,))[0].outcome
    sent = panels.judged(
        panel(cast=[*spoken, panels.Cast(1, 5, ON, agree=False, written=True)], members=members), (FIRST,)
    )[0].outcome
    assert (unsent.verdict, unsent.cast) == (Verdict.APPROVE, 4)
    assert (sent.verdict, sent.cast, sent.written) == (Verdict.REJECT, 5, 1)


def test_of_a_secret_panel_nothing_is_told_before_every_ballot_is_in_and_never_who():
    early = panels.judged(panel(cast=agreed(1, "++-")), (FIRST,))[0]
    late = panels.judged(panel(cast=agreed(1, "+++++")), (FIRST,))[0]
    assert (early.told, late.told) == (False, True)
    assert councils.roll(panels.SCHEMES[panels.HONOURS], late.sitting) == ()


def test_remarks_stand_in_alphabetical_order_not_in_that_of_the_seats():
    cast = [replace(each, comment=word) for each, word in zip(agreed(1, "+++"), "cab", strict=True)]
    assert panels.remarks(panels.judged(panel(cast=cast), (FIRST,))[0]) == ("a", "b", "c")


def test_support_is_scored_and_passes_from_seventy():
    here = panel(panels.SUPPORT, scored(1, 70, 70, 70, 70, 70) + scored(2, 69, 70, 70, 70, 70))
    found = panels.judged(here, (FIRST, SECOND))
    assert verdicts(found) == [Verdict.APPROVE, Verdict.REJECT]
    assert panels.means(found) == {1: Decimal("70.00"), 2: Decimal("69.80")}


def test_how_far_the_votes_are_is_counted_over_all_candidates():
    here = panel(cast=agreed(1, "++"))
    assert panels.cast_of(here, (FIRST, SECOND)) == (2, 10)


@pytest.mark.parametrize("scheme", panels.SCHEMES.values(), ids=list(panels.SCHEMES))
def test_a_panels_scheme_is_configuration_and_a_panel_can_be_formed_of_five(scheme):
    assert scheme.source.confidence.is_reference_only
    seats = panels.sitting_of(panel(scheme.code), FIRST).seats
    assert councils.formation_obstacles(scheme, seats) == ()
    assert "Hội đồng phải có đúng một chủ tịch." in councils.formation_obstacles(scheme, seats[1:])
    if scheme.ballot is BallotKind.SCORE:
        assert sum(each.most for each in ballots.questions(scheme)) == 100


@given(
    st.text("+-", min_size=5, max_size=5),
    st.sets(st.integers(1, 5)),
    st.sets(st.integers(1, 5)),
)
def test_a_recused_ballot_never_counts_whatever_it_says(answers, proposers, away):
    members = tuple(replace(each, present=each.person not in away) for each in MEMBERS)
    candidate = replace(FIRST, proposers=frozenset(proposers))
    found = panels.judged(panel(cast=agreed(1, answers), members=members), (candidate,))[0].outcome
    able = set(range(1, 6)) - proposers - away
    assert found.cast == len(able)
    assert found.agree == sum(answers[person - 1] == "+" for person in able)
