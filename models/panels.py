"""Panels: councils that judge many candidates in one sitting, each candidate by the rules of `councils.py`.

Whoever proposed a candidate, or belongs to its organisation, does not vote on it: the panel knows that by
itself, beside what members state. A panel's sitting is, candidate by candidate, a council's sitting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from models import councils
from models.councils import Outcome
from models.dossier import Ballot, CouncilSitting, Position, Seat
from models.language import Confidence, Source
from models.law import BallotKind, CouncilScheme

HONOURS, SUPPORT = "honours", "support-proposals"

SCHEMES: dict[str, CouncilScheme] = {
    scheme.code: scheme
    for scheme in (
        CouncilScheme(
            HONOURS,
            "Hội đồng xét chọn kết quả, cá nhân tiêu biểu",
            BallotKind.AGREE,
            Source("Thông lệ xét chọn cấp tỉnh; ngưỡng 3/4 số phiếu", Confidence.GENERAL),
            secretary_present=True,
            reviewers_present=0,
            counts_written=True,
        ),
        CouncilScheme(
            SUPPORT,
            "Hội đồng xét chọn đề xuất đổi mới sáng tạo",
            BallotKind.SCORE,
            Source(
                "Nghị định số 268/2025/NĐ-CP (5 đến 9 thành viên); số có mặt, ngưỡng 70/100 điểm",
                Confidence.GENERAL,
            ),
            secretary_present=True,
            reviewers_present=0,
            threshold=Fraction(70),
            counts_written=True,
        ),
    )
}
"""How panels sit, by the kind of file that they judge: configuration, shown as "tham khảo"."""


@dataclass(frozen=True)
class Member:
    """A seat on a panel."""

    person: int
    handle: str
    title: str
    organisation_id: int
    organisation: str
    position: Position
    present: bool = True


@dataclass(frozen=True)
class Candidate:
    """What a panel judges: its number in its file, who proposed it, whose it is; `told` says more of it."""

    number: int
    title: str
    proposers: frozenset[int] = frozenset()
    organisations: frozenset[int] = frozenset()
    told: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True)
class Cast:
    """A member's ballot on one candidate; `recused` is one withheld for a conflict that the member stated."""

    candidate: int
    person: int
    on: date
    agree: bool | None = None
    score: Decimal | None = None
    comment: str = ""
    recused: bool = False
    conflict: str = ""
    written: bool = False


@dataclass(frozen=True)
class Panel:
    """A panel with its seats and all its ballots."""

    scheme: CouncilScheme
    formed_on: date
    meets_on: date | None
    secret: bool
    members: tuple[Member, ...]
    ballots: tuple[Cast, ...] = ()

    def ballot(self, candidate: int, person: int) -> Cast | None:
        """What a member wrote on a candidate; None while nothing is in."""
        return next(
            (each for each in self.ballots if (each.candidate, each.person) == (candidate, person)), None
        )


@dataclass(frozen=True)
class Judgement:
    """What the panel says of one candidate."""

    candidate: Candidate
    sitting: CouncilSitting
    outcome: Outcome
    told: bool = False
    """Whether its counts may be shown: of a secret panel not before every ballot is in."""


def conflict_of(panel: Panel, candidate: Candidate, member: Member) -> str:
    """Why the member does not vote on the candidate; empty when the member does."""
    if member.person in candidate.proposers:
        return "Thành viên là người đề xuất hoặc được đề cử."
    if member.organisation_id in candidate.organisations:
        return f"Thành viên thuộc {member.organisation}, tổ chức của người được xét."
    stated = panel.ballot(candidate.number, member.person)
    return stated.conflict if stated is not None and stated.recused else ""


def sitting_of(panel: Panel, candidate: Candidate) -> CouncilSitting:
    """The sitting of a council that judges this candidate alone."""
    seats, ballots = [], []
    for member in panel.members:
        conflict = conflict_of(panel, candidate, member)
        seats.append(
            Seat(
                person=member.person,
                title=member.title,
                organisation=member.organisation,
                position=member.position,
                present=member.present,
                recused=bool(conflict),
                stated_on=panel.formed_on,
                conflict=conflict,
            )
        )
        cast = panel.ballot(candidate.number, member.person)
        if cast is not None and not cast.recused:
            ballots.append(
                Ballot(
                    person=member.person,
                    position=member.position,
                    on=cast.on,
                    agree=cast.agree,
                    score=cast.score,
                    comment=cast.comment,
                    written=cast.written,
                )
            )
    return CouncilSitting(
        gate=panel.scheme.code,
        formed_on=panel.formed_on,
        meets_on=panel.meets_on,
        seats=tuple(seats),
        ballots=tuple(ballots),
        secret=panel.secret,
    )


def judged(panel: Panel, candidates: Sequence[Candidate]) -> tuple[Judgement, ...]:
    """What the panel says of each candidate, in their order."""
    found = []
    for candidate in candidates:
        sitting = sitting_of(panel, candidate)
        said = councils.outcome(panel.scheme, sitting)
        found.append(Judgement(candidate, sitting, said, told=said.quorum_met or not panel.secret))
    return tuple(found)


def obstacles(judgements: Sequence[Judgement]) -> tuple[str, ...]:
    """Why the panel may not conclude yet: of every candidate, every reason."""
    if not judgements:
        return ("Không có đề cử, đề xuất nào để hội đồng xét.",)
    return tuple(
        f"«{each.candidate.title}»: {reason}" for each in judgements for reason in each.outcome.obstacles
    )


def open_to(panel: Panel, candidates: Sequence[Candidate], person: int) -> tuple[Candidate, ...]:
    """The candidates on whom the person has still to vote; none for who has no seat."""
    member = next((each for each in panel.members if each.person == person), None)
    if member is None:
        return ()
    return tuple(
        each
        for each in candidates
        if panel.ballot(each.number, person) is None and not conflict_of(panel, each, member)
    )


def cast_of(panel: Panel, candidates: Sequence[Candidate]) -> tuple[int, int]:
    """How many ballots are in, and how many there will be of members who are present, over all candidates."""
    cast = wanted = 0
    for candidate in candidates:
        sitting = sitting_of(panel, candidate)
        able = {seat.person for seat in councils.voters(sitting)}
        wanted += len(able)
        cast += sum(ballot.person in able for ballot in sitting.ballots)
    return cast, wanted


def remarks(judgement: Judgement) -> tuple[str, ...]:
    """What members wrote on a candidate, in alphabetical order: the order must not betray the writer."""
    return tuple(sorted({each.comment for each in judgement.sitting.ballots if each.comment}))


def means(judgements: Sequence[Judgement]) -> Mapping[int, Decimal]:
    """The mean score of each candidate as the minutes state it, by its number: by these it is ranked."""
    return {
        each.candidate.number: each.outcome.mean_score
        for each in judgements
        if each.outcome.mean_score is not None
    }
