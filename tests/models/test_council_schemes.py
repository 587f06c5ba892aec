"""Four grades by the mean with a cap for lateness, and how one member rates products and report."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from models.councils import Criterion, Measure, member_grade, outcome
from models.dossier import Ballot, CouncilSitting, Grade, Position, Seat
from models.language import Verdict
from models.law import SCHEMES

FOUR = SCHEMES["acceptance-four-grades"]
POSITIONS = (Position.CHAIR, Position.REVIEWER, Position.SECRETARY, Position.MEMBER, Position.MEMBER)
E, P, F = Grade.EXCELLENT, Grade.PASS, Grade.FAIL


def sitting(score: str, days_late: int = 0) -> CouncilSitting:
    seats = tuple(Seat(n, "Thành viên", "", position) for n, position in enumerate(POSITIONS))
    ballots = tuple(
        Ballot(seat.person, seat.position, date(2026, 1, 5), score=Decimal(score)) for seat in seats
    )
    return CouncilSitting("acceptance-council", date(2026, 1, 5), None, seats, ballots, days_late)


@pytest.mark.parametrize(
    ("score", "late", "grade"),
    [
        ("85", 0, Grade.EXCELLENT),
        ("84.99", 0, Grade.GOOD),
        ("70", 0, Grade.GOOD),
        ("69.99", 0, Grade.PASS),
        ("50", 0, Grade.PASS),
        ("49.99", 0, Grade.FAIL),
        ("95", 30, Grade.EXCELLENT),
        ("95", 31, Grade.GOOD),
        ("95", 91, Grade.PASS),
        ("95", 181, Grade.FAIL),
        ("60", 31, Grade.PASS),
    ],
)
def test_the_mean_gives_one_of_four_grades_and_lateness_caps_it(score, late, grade):
    found = outcome(FOUR, sitting(score, late))
    assert found.grade is grade
    assert found.verdict is (Verdict.REJECT if grade is Grade.FAIL else Verdict.APPROVE)
    assert grade.label in found.sentence_vi


def quality(rating):
    return Criterion(Measure.QUALITY, rating)


def quantity(rating, delivered=1):
    return Criterion(Measure.QUANTITY, rating, Fraction(delivered))


@pytest.mark.parametrize(
    ("products", "report", "grade"),
    [
        ((quality(E), quantity(E)), P, E),
        ((quality(E), quantity(P)), E, P),
        ((quality(P), quantity(P)), P, P),
        ((quality(P), quantity(P)), F, F),
        ((quality(F), quantity(E)), E, F),
        ((quality(P), quantity(P), quantity(P), quantity(P), quantity(F, "3/4")), P, P),
        ((quality(P), quantity(P), quantity(P), quantity(P), quantity(F, "0.74")), P, F),
        ((quality(P), quantity(P), quantity(P), quantity(F, "0.9")), P, F),
        ((), E, F),
    ],
)
def test_a_member_rates_by_products_and_report(products, report, grade):
    assert member_grade(products, report) is grade


def test_what_came_too_late_fails_whatever_it_is():
    assert member_grade((quality(E),), E, too_late=True) is F


def test_the_law_names_a_council_of_nine_and_one_of_seven():
    assert SCHEMES["acceptance-national"].members == (9, 9)
    assert SCHEMES["acceptance-ministry"].members == (7, 7)
