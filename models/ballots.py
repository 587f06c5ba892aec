"""What a member writes on the ballot, criterion by criterion, and the total that it adds up to.

The total is computed here and typed nowhere. Criteria and weights are configuration ("tham khảo") but for
the rating by products and report, which Circular 11/2014 sets [V].
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction

from models.councils import Criterion, Measure, member_grade
from models.dossier import Grade
from models.language import ProductType
from models.law import BallotKind, CouncilScheme


class Answer(StrEnum):
    """How a criterion is answered."""

    YES_NO = "yes-no"
    """`yes` where it is met, else `no`."""
    POINTS = "points"
    """Points from 0 to the most that the criterion gives; the most is its weight in a total of 100."""
    RATING = "rating"
    """`excellent`, `pass` or `fail`."""
    SHARE = "share"
    """How much of what was ordered was delivered, in percent (0..100)."""


@dataclass(frozen=True)
class Question:
    """One criterion of a ballot. `most` are the points that it gives at most; 0 where it gives none."""

    code: str
    vi: str
    en: str
    answer: Answer
    most: int = 0
    required: bool = True


_MET = (
    Question("urgency", "Tính cấp thiết", "Urgency", Answer.YES_NO),
    Question("novelty", "Tính mới", "Novelty", Answer.YES_NO),
    Question("no-duplicate", "Không trùng lặp", "No duplication", Answer.YES_NO),
    Question(
        "feasibility",
        "Tính khả thi, khả năng ứng dụng",
        "Feasibility and applicability",
        Answer.YES_NO,
    ),
)
"""The criteria of the identification council (Circular 33/2014 [V]); that all must be met is usage."""


def _points(code: str, vi: str, en: str, most: int) -> Question:
    return Question(code, vi, en, Answer.POINTS, most)


_POINTS: dict[str, tuple[Question, ...]] = {
    "selection": (
        _points("overview", "Tổng quan, tính cấp thiết", "State of the art, urgency", 10),
        _points("method", "Nội dung, phương pháp nghiên cứu", "Content and method", 30),
        _points("product", "Sản phẩm khoa học và công nghệ", "Products", 15),
        _points(
            "use", "Khả năng ứng dụng, địa chỉ tiếp nhận, tác động", "Applicability, recipient, impact", 20
        ),
        _points("capacity", "Năng lực tổ chức, cá nhân", "Capacity of the applicant", 15),
        _points("budget", "Tính hợp lý của kinh phí", "Soundness of the budget", 10),
    ),
    "acceptance-four-grades": (
        _points("quality", "Chất lượng sản phẩm so với đặt hàng", "Quality of the products", 40),
        _points("quantity", "Số lượng, khối lượng sản phẩm", "Quantity of the products", 20),
        _points("report", "Báo cáo tổng hợp", "Final report", 20),
        _points("use", "Khả năng ứng dụng, chuyển giao", "Application and transfer", 20),
    ),
    "support-proposals": (
        _points("need", "Tính cấp thiết đối với sản xuất, kinh doanh", "Need for the business", 20),
        _points("novelty", "Tính mới của sản phẩm, quy trình, dịch vụ", "Novelty", 20),
        _points("feasibility", "Tính khả thi, năng lực của bên đề xuất", "Feasibility and capacity", 25),
        _points("impact", "Hiệu quả kinh tế, xã hội, khả năng nhân rộng", "Impact and replication", 25),
        _points("budget", "Tính hợp lý của kinh phí, phần kinh phí tự có", "Soundness of the costs", 10),
    ),
}
"""The criteria of the councils that score, with their weights; each adds up to 100."""

_PRODUCTS: dict[ProductType | None, tuple[str, str]] = {
    None: ("Sản phẩm", "Products"),
    ProductType.I: ("Sản phẩm dạng I", "Type I products"),
    ProductType.II: ("Sản phẩm dạng II", "Type II products"),
    ProductType.III: ("Sản phẩm dạng III", "Type III products"),
    ProductType.IV: ("Sản phẩm dạng IV", "Type IV products"),
}
_REPORT = Question("report", "Báo cáo tổng hợp", "Final report", Answer.RATING)
RATINGS = (Grade.EXCELLENT, Grade.PASS, Grade.FAIL)
"""The ratings on offer, best first."""


def questions(scheme: CouncilScheme, products: Collection[ProductType] = ()) -> tuple[Question, ...]:
    """What a ballot of that scheme asks of a task with these products."""
    match scheme.ballot:
        case BallotKind.AGREE:
            return _MET
        case BallotKind.SCORE:
            return _POINTS[scheme.code]
        case BallotKind.GRADE:
            asked = (each for kind in _kinds(products) for each in _of_product(kind))
            return (*asked, _REPORT)


def _kinds(products: Collection[ProductType]) -> tuple[ProductType | None, ...]:
    return tuple(sorted(products)) or (None,)


def _code(kind: ProductType | None) -> str:
    return kind.value if kind else "all"


def _of_product(kind: ProductType | None) -> tuple[Question, ...]:
    """Circular 11/2014 rates each product on its quality, and on its number or volume."""
    vi, en = _PRODUCTS[kind]
    code = _code(kind)
    return (
        Question(f"{code}.quality", f"{vi}: chất lượng", f"{en}: quality", Answer.RATING),
        Question(f"{code}.quantity", f"{vi}: số lượng, khối lượng", f"{en}: quantity", Answer.RATING),
        Question(
            f"{code}.delivered",
            f"{vi}: tỷ lệ giao nộp so với đặt hàng (%), khi số lượng không đạt",
            f"{en}: share delivered (%), where the quantity fails",
            Answer.SHARE,
            required=False,
        ),
    )


@dataclass(frozen=True)
class Total:
    """What the answers add up to: the one of the three that the scheme asks for, or why there is none yet."""

    agree: bool | None = None
    score: Decimal | None = None
    grade: Grade | None = None
    reasons: tuple[str, ...] = ()


def total(scheme: CouncilScheme, products: Collection[ProductType], marks: Mapping[str, str]) -> Total:
    """Add the answers up, or say of each criterion what is wrong with its answer."""
    asked = questions(scheme, products)
    known = {each.code for each in asked}
    reasons = [f"Phiếu không có tiêu chí «{code}»." for code in marks if code not in known]
    reasons += [reason for each in asked if (reason := _wrong(each, marks.get(each.code, "")))]
    if reasons:
        return Total(reasons=tuple(reasons))
    match scheme.ballot:
        case BallotKind.AGREE:
            return Total(agree=all(marks[each.code] == "yes" for each in asked))
        case BallotKind.SCORE:
            return Total(score=sum((Decimal(marks[each.code]) for each in asked), Decimal(0)))
        case BallotKind.GRADE:
            rated = [each for kind in _kinds(products) for each in _rated(kind, marks)]
            return Total(grade=member_grade(rated, Grade(marks[_REPORT.code])))


def _rated(kind: ProductType | None, marks: Mapping[str, str]) -> tuple[Criterion, Criterion]:
    code = _code(kind)
    delivered = Fraction(marks.get(f"{code}.delivered") or 0) / 100
    return (
        Criterion(Measure.QUALITY, Grade(marks[f"{code}.quality"])),
        Criterion(Measure.QUANTITY, Grade(marks[f"{code}.quantity"]), delivered),
    )


def _wrong(question: Question, given: str) -> str:
    """What is wrong with an answer; empty when nothing is."""
    if not given:
        return f"Chưa đánh giá tiêu chí «{question.vi}»." if question.required else ""
    match question.answer:
        case Answer.YES_NO:
            fits, wanted = given in {"yes", "no"}, "phải ghi đạt hoặc không đạt"
        case Answer.RATING:
            fits, wanted = given in RATINGS, "phải xếp loại Xuất sắc, Đạt hoặc Không đạt"
        case Answer.POINTS:
            fits, wanted = _lies_within(given, question.most), f"phải ghi điểm từ 0 đến {question.most}"
        case Answer.SHARE:
            fits, wanted = _lies_within(given, 100), "phải ghi tỷ lệ từ 0 đến 100"
    return "" if fits else f"Tiêu chí «{question.vi}» {wanted}."


def _lies_within(given: str, most: int) -> bool:
    try:
        number = Decimal(given)
    except InvalidOperation:
        return False
    return number.is_finite() and 0 <= number <= most and number == round(number, 2)
