"""What a ballot adds up to, whose ballots count, and which of them lie too far apart."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models import ballots, councils, law
from models.dossier import Ballot, CouncilSitting, Grade, Position, Seat
from models.language import ProductType

ON = date(2026, 11, 2)
IDENTIFY, SELECT, ACCEPT = (law.SCHEMES[code] for code in ("identification", "selection", "acceptance"))
P, E, F = Grade.PASS, Grade.EXCELLENT, Grade.FAIL
BOTH = (ProductType.II, ProductType.III)


def answers(scheme, products=(), **changed):
    """The most favourable answers, with some changed."""
    best = {
        ballots.Answer.YES_NO: lambda _: "yes",
        ballots.Answer.POINTS: lambda each: str(each.most),
        ballots.Answer.RATING: lambda _: "pass",
        ballots.Answer.SHARE: lambda _: "",
    }
    asked = ballots.questions(scheme, products)
    told = {each.code: best[each.answer](each) for each in asked}
    return told | {name.replace("__", ".").replace("_", "-"): value for name, value in changed.items()}


def sitting(votes, *, absent=(), written=(), secret=True, field="score"):
    seats = tuple(
        Seat(n, f"Ủy viên {n}", "Viện", Position.CHAIR if n == 0 else Position.REVIEWER, n not in absent)
        for n in range(len(votes))
    )
    cast = tuple(
        Ballot(n, seats[n].position, ON, **{field: vote}, written=n in written)
        for n, vote in enumerate(votes)
        if vote is not None
    )
    return CouncilSitting("selection-council", ON, ON, seats, cast, secret=secret)


@pytest.mark.parametrize("code", [each.code for each in law.SCHEMES.values() if each.ballot == "score"])
def test_the_weights_of_a_council_that_scores_add_up_to_a_hundred(code):
    assert sum(each.most for each in ballots.questions(law.SCHEMES[code])) == 100


def test_a_score_is_the_sum_of_the_points():
    given = answers(SELECT, overview="7.5", method="20")
    assert ballots.total(SELECT, (), given).score == Decimal("87.5")


@pytest.mark.parametrize("points", ["-1", "10.01", "nan", "1e9", "mười", "9.999", "Infinity"])
def test_points_lie_between_nought_and_the_weight(points):
    found = ballots.total(SELECT, (), answers(SELECT, overview=points))
    assert found.reasons == ("Tiêu chí «Tổng quan, tính cấp thiết» phải ghi điểm từ 0 đến 10.",)
    assert found.score is None


def test_every_criterion_that_is_wrong_is_named_at_once():
    found = ballots.total(SELECT, (), {"overview": "11", "hue": "1"})
    assert len(found.reasons) == 1 + 1 + 5


@pytest.mark.parametrize(("novelty", "agrees"), [("yes", True), ("no", False)])
def test_who_finds_one_criterion_not_met_does_not_agree(novelty, agrees):
    assert ballots.total(IDENTIFY, (), answers(IDENTIFY, novelty=novelty)).agree is agrees


@pytest.mark.parametrize(
    ("changed", "grade"),
    [
        ({}, P),
        ({"report": "fail"}, F),
        ({"II__quality": "fail"}, F),
        ({"II__quantity": "fail"}, F),
        ({"II__quality": "excellent"}, P),
        ({f"{kind}__{what}": "excellent" for kind in BOTH for what in ("quality", "quantity")}, E),
    ],
)
def test_a_grade_follows_from_products_and_report(changed, grade):
    assert ballots.total(ACCEPT, BOTH, answers(ACCEPT, BOTH, **changed)).grade is grade


def test_one_short_quantity_of_four_is_forgiven_when_three_quarters_were_delivered():
    kinds = tuple(ProductType)
    short = {"II__quantity": "fail"}
    assert ballots.total(ACCEPT, kinds, answers(ACCEPT, kinds, **short, II__delivered="75")).grade is P
    assert ballots.total(ACCEPT, kinds, answers(ACCEPT, kinds, **short, II__delivered="74")).grade is F


def test_a_task_without_known_products_is_rated_as_a_whole():
    assert [each.code for each in ballots.questions(ACCEPT)] == [
        "all.quality", "all.quantity", "all.delivered", "report",
    ]  # fmt: skip


def test_what_an_absent_member_wrote_counts_only_where_the_scheme_says_so():
    held = sitting([Decimal(80)] * 6 + [Decimal(20)], absent={6}, written={6})
    read_out = councils.outcome(SELECT, held)
    counting = councils.outcome(replace(SELECT, counts_written=True), held)
    assert (read_out.cast, read_out.written, read_out.mean_score) == (6, 1, Decimal("80.00"))
    assert (counting.cast, counting.mean_score) == (7, Decimal("71.42"))


def test_a_written_vote_makes_nobody_present():
    held = sitting([Decimal(80)] * 7, absent={4, 5, 6}, written={4, 5, 6})
    found = councils.outcome(replace(SELECT, counts_written=True), held)
    assert found.verdict is None
    assert "có mặt 4/7" in found.sentence_vi


def test_a_written_vote_does_not_stand_for_one_that_a_member_present_still_owes():
    held = sitting([Decimal(80)] * 5 + [None, Decimal(80)], absent={6}, written={6})
    found = councils.outcome(replace(SELECT, counts_written=True), held)
    assert found.obstacles == ("Mới có 5/6 phiếu của thành viên có mặt.",)


@pytest.mark.parametrize(("low", "flagged"), [(80, False), (65, False), (50, True)])
def test_a_score_far_from_the_mean_is_flagged(low, flagged):
    found = councils.outcome(SELECT, sitting([Decimal(80)] * 6 + [Decimal(low)]))
    assert bool(found.divergence) is flagged


def test_both_ends_of_the_grades_for_one_result_are_flagged():
    seats = sitting([P] * 5 + [E, F], field="grade")
    assert len(councils.divergent(ACCEPT, seats.ballots)) == 2
    assert councils.divergent(ACCEPT, sitting([P] * 6 + [F], field="grade").ballots) == ()


def test_a_secret_council_has_no_roll():
    assert councils.roll(SELECT, sitting([Decimal(80)] * 7)) == ()


def test_an_open_council_lists_who_agreed_who_did_not_who_was_silent_absent_or_recused():
    held = sitting([True, True, False, None, True, None, None], absent={5}, secret=False, field="agree")
    held = replace(held, seats=(*held.seats[:6], replace(held.seats[6], recused=True)))
    shown = {heading: [seat.person for seat, _ in seats] for heading, seats in councils.roll(IDENTIFY, held)}
    assert shown == {
        "Đồng ý": [0, 1, 4],
        "Không đồng ý": [2],
        "Không bỏ phiếu": [3],
        "Vắng mặt": [5],
        "Không tham gia do xung đột lợi ích": [6],
    }
