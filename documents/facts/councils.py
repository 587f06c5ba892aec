"""Facts of the three councils' papers: the decision that forms one, its ballots, its count, its minutes.

Of a secret council a paper shows how many voted how, never who; of an open one it lists them, by position.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from documents.facts import bases
from documents.facts.base import Builder, Facts, Need, Occasion, PaperFacts, Text
from documents.facts.reading import common, proposal_of, reference, referring
from models import law
from models.councils import Outcome, counted, outcome, roll, voters
from models.dossier import Ballot, CouncilSitting, Grade, Seat
from models.language import Role, Verdict
from models.law import BallotKind, CouncilScheme


@dataclass(frozen=True)
class _Kind:
    """One of the three councils: its gate and scheme, its name, its procedure, what it is charged with."""

    gate: str
    scheme: str
    name: str
    short: str
    """The name in the letterhead's narrow column."""
    procedure: str
    order: str
    charge: tuple[str, ...]


_IDENTIFY = _Kind(
    "identification-council",
    "identification",
    "Hội đồng tư vấn xác định nhiệm vụ khoa học và công nghệ",
    "Hội đồng tư vấn xác định nhiệm vụ",
    "identify",
    "order-list",
    (
        "tư vấn về sự cần thiết, tính mới, tính không trùng lặp, tính khả thi và khả năng ứng dụng",
        "xác định tên, mục tiêu, yêu cầu đối với kết quả và phương thức tuyển chọn hoặc giao trực tiếp",
        "bỏ phiếu kín, lập biên bản kiểm phiếu và biên bản họp gửi Sở Khoa học và Công nghệ",
    ),
)
_SELECT = _Kind(
    "selection-council",
    "selection",
    "Hội đồng tư vấn tuyển chọn, giao trực tiếp nhiệm vụ khoa học và công nghệ",
    "Hội đồng tư vấn tuyển chọn, giao trực tiếp",
    "select",
    "task-list-decision",
    (
        "đánh giá hồ sơ đăng ký chủ trì theo thang điểm 100 và kiến nghị tổ chức chủ trì",
        "kiến nghị những nội dung của thuyết minh cần chỉnh sửa, bổ sung trước khi thẩm định kinh phí",
        "lập biên bản họp và phiếu chấm điểm tổng hợp gửi Sở Khoa học và Công nghệ",
    ),
)
_ACCEPT = _Kind(
    "acceptance-council",
    "acceptance",
    "Hội đồng tư vấn đánh giá, nghiệm thu kết quả thực hiện nhiệm vụ khoa học và công nghệ",
    "Hội đồng tư vấn đánh giá, nghiệm thu",
    "accept",
    "acceptance-receipt",
    (
        "đánh giá số lượng, khối lượng, chất lượng từng sản phẩm và báo cáo tổng hợp so với hợp đồng",
        "xếp loại kết quả thực hiện nhiệm vụ và kiến nghị về công nhận, ứng dụng, chuyển giao kết quả",
        "lập biên bản họp và phiếu đánh giá tổng hợp gửi Sở Khoa học và Công nghệ",
    ),
)


class SeatLine(Facts):
    """A seat as a list shows it: no name, the position on the council and where the member comes from."""

    position: Text
    title: Text | None
    organisation: Text | None
    attendance: Text


class VoteLine(Facts):
    """How many ballots say the same: "Đạt", 5 of 7, 71,4 %."""

    label: Text
    count: int
    percent: Decimal


class RollLine(Facts):
    """How one member of an open council voted: the heading of the list, the position, the function."""

    heading: Text
    position: Text
    title: Text | None
    score: Decimal | None


class ConflictLine(Facts):
    """A conflict of interest that a member stated."""

    position: Text
    title: Text | None
    conflict: Text


class CouncilFacts(PaperFacts):
    """What all papers of a council share."""

    council: Text
    size: int
    met_on: date | None
    quorum: Text
    source: Text
    """On what quorum and threshold rest."""


class CouncilDecisionFacts(CouncilFacts):
    """Quyết định thành lập hội đồng."""

    seats: tuple[SeatLine, ...]
    charge: tuple[Text, ...]


class CouncilVoteFacts(CouncilFacts):
    """Phiếu tổng hợp, biên bản kiểm phiếu, biên bản họp."""

    decision: Text | None
    kind: Text
    """"agree", "score" or "grade"."""
    seats: tuple[SeatLine, ...]
    present: int
    absent: int
    recused: int
    handed_out: int
    cast: int
    votes: tuple[VoteLine, ...]
    scores: tuple[Decimal, ...]
    mean: Decimal | None
    grade: Text | None
    approved: bool
    sentence: Text
    threshold: Text
    remarks: tuple[Text, ...]
    """What members wrote on their ballots, in alphabetical order: the order must not betray the writer."""
    secret: bool = True
    roll: tuple[RollLine, ...] = ()
    """Who voted how; empty for a secret council."""
    stated: int = 0
    """Members who stated whether they have a conflict of interest."""
    conflicts: tuple[ConflictLine, ...] = ()
    written: int = 0
    """Ballots that absent members sent."""
    counts_written: bool = False
    divergence: Text | None = None


def _sitting_known(kind: _Kind) -> Need:
    name = kind.name.lower()
    return Need(f"Chưa thành lập {name}.", lambda o: o.entry.sitting(kind.gate) is not None)


def _concluded(kind: _Kind) -> Need:
    def holds(occasion: Occasion) -> bool:
        sitting = occasion.entry.sitting(kind.gate)
        return sitting is not None and outcome(_scheme(kind, occasion), sitting).verdict is not None

    return Need("Hội đồng chưa có kết luận: chưa đủ thành viên có mặt hoặc chưa đủ phiếu.", holds)


def _sitting(kind: _Kind, occasion: Occasion) -> CouncilSitting:
    sitting = occasion.entry.sitting(kind.gate)
    if sitting is None:  # the builder's needs ask first
        raise LookupError(kind.gate)
    return sitting


def _scheme(kind: _Kind, occasion: Occasion) -> CouncilScheme:
    """The scheme in force in the province on the day on which the council was formed."""
    return law.scheme(kind.scheme, _sitting(kind, occasion).formed_on, occasion.dossier.province)


def _seat(seat: Seat) -> SeatLine:
    attendance = (
        "Không tham gia (xung đột lợi ích)" if seat.recused else "Có mặt" if seat.present else "Vắng mặt"
    )
    return SeatLine(
        position=seat.position.label,
        title=seat.title or None,
        organisation=seat.organisation or None,
        attendance=attendance,
    )


def _quorum(scheme: CouncilScheme) -> str:
    who = ["chủ tịch hoặc phó chủ tịch hội đồng"] if scheme.chair_present else []
    who += ["ủy viên thư ký khoa học"] if scheme.secretary_present else []
    who += [f"ít nhất {scheme.reviewers_present} ủy viên phản biện"] if scheme.reviewers_present else []
    share = f"{scheme.quorum.numerator}/{scheme.quorum.denominator}"
    return f"có mặt ít nhất {share} số thành viên, trong đó có {', '.join(who)}"


def _threshold(scheme: CouncilScheme) -> str:
    match scheme.ballot:
        case BallotKind.AGREE:
            share = f"{scheme.threshold.numerator}/{scheme.threshold.denominator}"
            return f"nhiệm vụ được đề nghị khi có ít nhất {share} số phiếu của thành viên có mặt đồng ý"
        case BallotKind.SCORE:
            return f"hồ sơ được đề nghị khi điểm trung bình đạt từ {scheme.threshold} điểm trở lên"
        case BallotKind.GRADE:
            best = f"{scheme.excellent_share.numerator}/{scheme.excellent_share.denominator}"
            worst = f"{scheme.fail_share.numerator}/{scheme.fail_share.denominator}"
            return (
                f"“Xuất sắc” khi có ít nhất {best} số phiếu Xuất sắc và không có phiếu Không đạt; "
                f"“Không đạt” khi có trên {worst} số phiếu Không đạt; các trường hợp còn lại là “Đạt”"
            )


def _formed(kind: _Kind, code: str) -> Builder:
    def write(occasion: Occasion) -> CouncilDecisionFacts:
        sitting, scheme = _sitting(kind, occasion), _scheme(kind, occasion)
        name = kind.name
        return CouncilDecisionFacts(
            **common(
                code,
                occasion,
                subject=f"Về việc thành lập {name}",
                grounds=(
                    *bases.competence(occasion, Role.DOST_DIRECTOR),
                    *bases.cited(
                        *bases.science_law(occasion.dossier, occasion.on),
                        *bases.procedure(kind.procedure, occasion.dossier, occasion.on),
                    ),
                    *referring(occasion, kind.order),
                    *proposal_of("Trưởng phòng Quản lý khoa học"),
                ),
            ),
            council=name,
            size=len(sitting.seats),
            met_on=sitting.meets_on,
            quorum=_quorum(scheme),
            source=str(scheme.source),
            seats=tuple(_seat(seat) for seat in sitting.seats),
            charge=_charge(kind, secret=sitting.secret),
        )

    return Builder(write, (_sitting_known(kind),))


def _charge(kind: _Kind, *, secret: bool) -> tuple[str, ...]:
    """What the council is charged with, by the way in which it was formed to vote."""
    way = "bỏ phiếu kín" if secret else "bỏ phiếu công khai"
    return tuple(each.replace("bỏ phiếu kín", way) for each in kind.charge)


def _voted(kind: _Kind, code: str, subject: str) -> Builder:
    def write(occasion: Occasion) -> CouncilVoteFacts:
        sitting, scheme = _sitting(kind, occasion), _scheme(kind, occasion)
        result = outcome(scheme, sitting)
        present, valid = len(voters(sitting)), counted(scheme, sitting)
        return CouncilVoteFacts(
            **common(
                code,
                occasion,
                subject=subject,
                grounds=referring(occasion, code.split("-", maxsplit=1)[0] + "-council"),
                body=kind.short,
            ),
            council=kind.name,
            size=len(sitting.seats),
            met_on=sitting.meets_on or max((ballot.on for ballot in sitting.ballots), default=None),
            quorum=_quorum(scheme),
            source=str(scheme.source),
            decision=reference(occasion, kind.gate),
            kind=scheme.ballot.value,
            seats=tuple(_seat(seat) for seat in sitting.seats),
            present=present,
            absent=sum(not seat.present and not seat.recused for seat in sitting.seats),
            recused=result.recused,
            handed_out=result.cast,
            cast=result.cast,
            votes=_votes(scheme.ballot, result),
            scores=_scores(valid),
            mean=result.mean_score,
            grade=result.grade.label if result.grade else None,
            approved=result.verdict is Verdict.APPROVE,
            sentence=result.sentence_vi,
            threshold=_threshold(scheme),
            remarks=tuple(sorted({each.comment.strip() for each in valid if each.comment.strip()})),
            secret=sitting.secret,
            roll=_roll(scheme, sitting),
            stated=sum(seat.stated_on is not None for seat in sitting.seats),
            conflicts=tuple(_conflict(seat) for seat in sitting.seats if seat.conflict),
            written=result.written,
            counts_written=scheme.counts_written,
            divergence=result.divergence or None,
        )

    return Builder(write, (_sitting_known(kind), _concluded(kind)))


def _votes(ballot: BallotKind, result: Outcome) -> tuple[VoteLine, ...]:
    def line(label: str, count: int) -> VoteLine:
        return VoteLine(label=label, count=count, percent=_percent(count, result.cast))

    match ballot:
        case BallotKind.AGREE:
            return (line("Đồng ý", result.agree), line("Không đồng ý", result.disagree))
        case BallotKind.GRADE:
            told = (Grade.EXCELLENT, Grade.PASS, Grade.FAIL)
            good = (Grade.GOOD,) if result.counts.get(Grade.GOOD) else ()
            return tuple(
                line(grade.label, result.counts.get(grade, 0)) for grade in (*told[:1], *good, *told[1:])
            )
        case BallotKind.SCORE:
            return ()


def _percent(count: int, of: int) -> Decimal:
    return (Decimal(100 * count) / of).quantize(Decimal("0.1")) if of else Decimal(0)


def _roll(scheme: CouncilScheme, sitting: CouncilSitting) -> tuple[RollLine, ...]:
    return tuple(
        RollLine(
            heading=heading,
            position=seat.position.label,
            title=seat.title or None,
            score=ballot.score if ballot else None,
        )
        for heading, seats in roll(scheme, sitting)
        for seat, ballot in seats
    )


def _conflict(seat: Seat) -> ConflictLine:
    return ConflictLine(position=seat.position.label, title=seat.title or None, conflict=seat.conflict)


def _scores(ballots: Sequence[Ballot]) -> tuple[Decimal, ...]:
    """The scores from the highest to the lowest: their order must not betray the member."""
    return tuple(sorted((ballot.score for ballot in ballots if ballot.score is not None), reverse=True))


COUNCILS: dict[str, Builder] = {
    "identification-council": _formed(_IDENTIFY, "identification-council"),
    "identification-ballot": _voted(
        _IDENTIFY, "identification-ballot", "Tổng hợp phiếu đánh giá nhiệm vụ khoa học và công nghệ đặt hàng"
    ),
    "identification-count": _voted(
        _IDENTIFY, "identification-count", "Kiểm phiếu đánh giá nhiệm vụ khoa học và công nghệ đặt hàng"
    ),
    "identification-minutes": _voted(
        _IDENTIFY, "identification-minutes", "Họp Hội đồng tư vấn xác định nhiệm vụ khoa học và công nghệ"
    ),
    "selection-council": _formed(_SELECT, "selection-council"),
    "selection-scores": _voted(
        _SELECT,
        "selection-scores",
        "Tổng hợp điểm đánh giá hồ sơ đăng ký chủ trì nhiệm vụ khoa học và công nghệ",
    ),
    "selection-minutes": _voted(
        _SELECT,
        "selection-minutes",
        "Họp Hội đồng tư vấn tuyển chọn, giao trực tiếp nhiệm vụ khoa học và công nghệ",
    ),
    "acceptance-council": _formed(_ACCEPT, "acceptance-council"),
    "acceptance-ballot": _voted(
        _ACCEPT, "acceptance-ballot", "Tổng hợp phiếu đánh giá, xếp loại kết quả thực hiện nhiệm vụ"
    ),
    "acceptance-minutes": _voted(
        _ACCEPT,
        "acceptance-minutes",
        "Họp Hội đồng tư vấn đánh giá, nghiệm thu kết quả thực hiện nhiệm vụ khoa học và công nghệ",
    ),
}
