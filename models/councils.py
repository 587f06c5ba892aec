"""How a council's ballots become a verdict. Pure: the scheme of `law.py` and the sitting decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from models.dossier import Ballot, CouncilSitting, Grade, Position, Seat
from models.language import Verdict
from models.law import BallotKind, CouncilScheme

_CHAIRS = frozenset({Position.CHAIR, Position.VICE_CHAIR})


@dataclass(frozen=True)
class Outcome:
    """What the ballots say so far. `verdict` is None while `obstacles` stand in the way of a conclusion."""

    verdict: Verdict | None
    sentence_vi: str
    obstacles: tuple[str, ...]
    members: int
    present: int
    recused: int
    cast: int
    needed: int
    grade: Grade | None = None
    mean_score: Decimal | None = None
    agree: int = 0
    disagree: int = 0
    counts: Mapping[Grade, int] = field(default_factory=dict)
    written: int = 0
    """Ballots that absent members sent, whether they count or not."""
    divergence: str = ""
    """What is to be talked over because members judge too differently; empty when they do not."""

    @property
    def quorum_met(self) -> bool:
        """Whether a conclusion may be drawn."""
        return not self.obstacles


def voters(sitting: CouncilSitting) -> tuple[Seat, ...]:
    """The members who are present and not recused: those whose ballots count."""
    return tuple(seat for seat in sitting.seats if seat.present and not seat.recused)


def counted(scheme: CouncilScheme, sitting: CouncilSitting) -> tuple[Ballot, ...]:
    """The ballots that count: of those present, and where the scheme says so what absent members sent."""
    able = {seat.person for seat in voters(sitting)}
    if scheme.counts_written:
        away = {seat.person for seat in sitting.seats if not seat.present and not seat.recused}
        able |= {ballot.person for ballot in sitting.ballots if ballot.written and ballot.person in away}
    return tuple(ballot for ballot in sitting.ballots if ballot.person in able)


def divergent(scheme: CouncilScheme, ballots: Sequence[Ballot]) -> tuple[Ballot, ...]:
    """The ballots that lie too far from the others: from the mean score, or at both ends of the grades.

    No text that was read sets the distance; it is configuration of the scheme.
    """
    scored = [(ballot, Fraction(ballot.score)) for ballot in ballots if ballot.score is not None]
    if scored:
        mean = sum((score for _, score in scored), Fraction(0)) / len(scored)
        return tuple(ballot for ballot, score in scored if abs(score - mean) >= scheme.divergence)
    ends = [ballot for ballot in ballots if ballot.grade in {Grade.EXCELLENT, Grade.FAIL}]
    return tuple(ends) if len({ballot.grade for ballot in ends}) > 1 else ()


def quorum(scheme: CouncilScheme, sitting: CouncilSitting) -> int:
    """How many members must be present for the session to be valid."""
    needed = scheme.quorum * len(sitting.seats)
    return -(-needed.numerator // needed.denominator)


def formation_obstacles(scheme: CouncilScheme, seats: tuple[Seat, ...]) -> tuple[str, ...]:
    """Why a council may not be formed of these seats: its size, chair, reviewers, secretary, double seats."""
    low, high = scheme.members
    reviewers = sum(seat.position is Position.REVIEWER for seat in seats)
    found = []
    if not low <= len(seats) <= high:
        found.append(f"{scheme.vi} phải có từ {low} đến {high} thành viên; hiện có {len(seats)}.")
    if sum(seat.position is Position.CHAIR for seat in seats) != 1:
        found.append("Hội đồng phải có đúng một chủ tịch.")
    if reviewers < scheme.reviewers_present:
        found.append(f"Hội đồng phải có ít nhất {scheme.reviewers_present} ủy viên phản biện.")
    if scheme.secretary_present and not any(seat.position is Position.SECRETARY for seat in seats):
        found.append("Hội đồng phải có ủy viên thư ký khoa học.")
    if len({seat.person for seat in seats}) != len(seats):
        found.append("Một người không thể giữ hai ghế trong cùng một hội đồng.")
    return tuple(found)


def presence_obstacles(scheme: CouncilScheme, sitting: CouncilSitting) -> tuple[str, ...]:
    """Why no valid session can be held by those who are present and not recused."""
    present = voters(sitting)
    positions = {seat.position for seat in present}
    reviewers = sum(seat.position is Position.REVIEWER for seat in present)
    needed = quorum(scheme, sitting)
    obstacles = []
    if len(present) < needed:
        obstacles.append(
            f"Phiên họp chưa hợp lệ: có mặt {len(present)}/{len(sitting.seats)} thành viên, cần {needed}."
        )
    if scheme.chair_present and not positions & _CHAIRS:
        obstacles.append("Phiên họp phải có chủ tịch hoặc phó chủ tịch hội đồng.")
    if scheme.secretary_present and Position.SECRETARY not in positions:
        obstacles.append("Phiên họp phải có ủy viên thư ký khoa học.")
    if reviewers < scheme.reviewers_present:
        obstacles.append(f"Phiên họp phải có ít nhất {scheme.reviewers_present} ủy viên phản biện.")
    return tuple(obstacles)


def outcome(scheme: CouncilScheme, sitting: CouncilSitting) -> Outcome:
    """What the council has decided, or what still stands in the way of a decision."""
    present = voters(sitting)
    ballots = counted(scheme, sitting)
    obstacles = list(presence_obstacles(scheme, sitting))
    there = {seat.person for seat in present} & {ballot.person for ballot in ballots}
    if len(there) < len(present):
        obstacles.append(f"Mới có {len(there)}/{len(present)} phiếu của thành viên có mặt.")
    grades = Counter(ballot.grade for ballot in ballots if ballot.grade is not None)
    scores = [ballot.score for ballot in ballots if ballot.score is not None]
    agree = sum(ballot.agree is True for ballot in ballots)
    mean = sum(map(Fraction, scores), Fraction(0)) / len(scores) if scores else None
    grade = _grade_of(scheme, grades, mean, len(ballots), sitting.days_late)
    verdict = _verdict(scheme, agree=agree, cast=len(ballots), mean=mean, grade=grade)
    found = Outcome(
        verdict=None if obstacles else verdict,
        sentence_vi="",
        obstacles=tuple(obstacles),
        members=len(sitting.seats),
        present=sum(seat.present for seat in sitting.seats),
        recused=sum(seat.recused for seat in sitting.seats),
        cast=len(ballots),
        needed=quorum(scheme, sitting),
        grade=grade,
        mean_score=_written(mean) if mean is not None else None,
        agree=agree,
        disagree=sum(ballot.agree is False for ballot in ballots),
        counts=dict(grades),
        written=sum(ballot.written for ballot in sitting.ballots),
        divergence="" if obstacles else _divergence(scheme, ballots),
    )
    return _with_sentence(scheme, found)


def _divergence(scheme: CouncilScheme, ballots: Sequence[Ballot]) -> str:
    far = len(divergent(scheme, ballots))
    if not far:
        return ""
    if scheme.ballot is BallotKind.SCORE:
        return f"{far}/{len(ballots)} phiếu lệch từ {scheme.divergence} điểm trở lên so với điểm trung bình."
    return "Có phiếu Xuất sắc và có phiếu Không đạt cho cùng một kết quả."


def roll(
    scheme: CouncilScheme, sitting: CouncilSitting
) -> tuple[tuple[str, tuple[tuple[Seat, Ballot | None], ...]], ...]:
    """Who voted how: a heading, and the seats with their ballots. Empty for a secret council, always."""
    if sitting.secret:
        return ()
    valid = {ballot.person: ballot for ballot in counted(scheme, sitting)}
    lists: dict[str, list[tuple[Seat, Ballot | None]]] = {heading: [] for heading in _headings(scheme)}
    for seat in sitting.seats:
        ballot = valid.get(seat.person)
        lists[_heading(seat, ballot)].append((seat, ballot))
    return tuple((heading, tuple(seats)) for heading, seats in lists.items() if seats)


_SCORED = "Chấm điểm"
_SILENT = "Không bỏ phiếu"
_AWAY = "Vắng mặt"
_RECUSED = "Không tham gia do xung đột lợi ích"
_AGREED = {True: "Đồng ý", False: "Không đồng ý"}


def _headings(scheme: CouncilScheme) -> tuple[str, ...]:
    said = {
        BallotKind.AGREE: tuple(_AGREED.values()),
        BallotKind.SCORE: (_SCORED,),
        BallotKind.GRADE: tuple(grade.label for grade in Grade),
    }
    return (*said[scheme.ballot], _SILENT, _AWAY, _RECUSED)


def _heading(seat: Seat, ballot: Ballot | None) -> str:
    if seat.recused:
        return _RECUSED
    if ballot is None:
        return _SILENT if seat.present else _AWAY
    if ballot.grade is not None:
        return ballot.grade.label
    return _SCORED if ballot.agree is None else _AGREED[ballot.agree]


class Measure(StrEnum):
    """What a product criterion of the order measures."""

    QUALITY = "quality"
    """Quality or type of the product."""
    QUANTITY = "quantity"
    """Number or volume of the product."""


@dataclass(frozen=True)
class Criterion:
    """One product criterion as a member rates it; `delivered` is the share of what was ordered."""

    measure: Measure
    rating: Grade
    delivered: Fraction = Fraction(1)


_ENOUGH = Fraction(3, 4)


def member_grade(products: Sequence[Criterion], report: Grade, *, too_late: bool = False) -> Grade:
    """A member's overall rating from the ratings of products and report (Circular 11/2014 [V])."""
    if too_late or report is Grade.FAIL or not products:
        return Grade.FAIL
    if all(each.rating is Grade.EXCELLENT for each in products):
        return Grade.EXCELLENT
    quantities = [each for each in products if each.measure is Measure.QUANTITY]
    short = [each for each in quantities if each.rating is Grade.FAIL]
    quality_holds = all(each.rating is not Grade.FAIL for each in products if each.measure is Measure.QUALITY)
    met = not quantities or Fraction(len(quantities) - len(short), len(quantities)) >= _ENOUGH
    nearly = all(each.delivered >= _ENOUGH for each in short)
    return Grade.PASS if quality_holds and met and nearly else Grade.FAIL


def _written(mean: Fraction) -> Decimal:
    """The mean as minutes state it: two places, cut and not rounded, so that 69.995 never reads as 70."""
    return Decimal(int(mean * 100)).scaleb(-2)


def _grade_of(
    scheme: CouncilScheme, counts: Mapping[Grade, int], mean: Fraction | None, cast: int, days_late: int
) -> Grade | None:
    """The grade that the ballots give; None where the scheme grades nothing, or nobody has voted."""
    if scheme.ballot is BallotKind.GRADE and cast:
        return _grade(scheme, counts, cast)
    if not scheme.grades or mean is None:
        return None
    earned = next((grade for lowest, grade in scheme.grades if mean >= lowest), Grade.FAIL)
    caps = [best for days, best in scheme.lateness if days_late > days]
    return max((earned, *caps), key=_RANKS.index)


_RANKS = tuple(Grade)
"""The grades, the best first: the order in which they are declared."""


def _grade(scheme: CouncilScheme, counts: Mapping[Grade, int], cast: int) -> Grade:
    """The council's grade: failed by more than a third, excellent by three quarters with nobody failing."""
    failing = counts.get(Grade.FAIL, 0)
    if Fraction(failing, cast) > scheme.fail_share:
        return Grade.FAIL
    if not failing and Fraction(counts.get(Grade.EXCELLENT, 0), cast) >= scheme.excellent_share:
        return Grade.EXCELLENT
    return Grade.PASS


def _verdict(
    scheme: CouncilScheme, *, agree: int, cast: int, mean: Fraction | None, grade: Grade | None
) -> Verdict | None:
    if not cast:
        return None
    match scheme.ballot:
        case BallotKind.AGREE:
            passed = Fraction(agree, cast) >= scheme.threshold
        case BallotKind.SCORE:
            passed = mean is not None and mean >= scheme.threshold and grade is not Grade.FAIL
        case BallotKind.GRADE:
            passed = grade is not Grade.FAIL
    return Verdict.APPROVE if passed else Verdict.REJECT


def _with_sentence(scheme: CouncilScheme, counted: Outcome) -> Outcome:
    """The outcome with its sentence: what is missing, or what was concluded and by which votes."""
    if counted.obstacles:
        sentence = " ".join(counted.obstacles)
    elif scheme.ballot is BallotKind.AGREE:
        sentence = f"{counted.agree}/{counted.cast} phiếu đồng ý."
    elif scheme.ballot is BallotKind.SCORE:
        mean = str(counted.mean_score).replace(".", ",")
        sentence = f"Điểm trung bình {mean}/100 của {counted.cast} phiếu."
        if counted.grade is not None:
            sentence += f" Xếp loại {counted.grade.label}."
    else:
        votes = ", ".join(f"{count} {grade.label}" for grade, count in sorted(counted.counts.items()))
        sentence = f"Xếp loại {counted.grade.label if counted.grade else ''} ({votes})."
    return Outcome(**{**counted.__dict__, "sentence_vi": sentence})
