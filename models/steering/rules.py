"""What a plan's targets, readings and work may say: every fault in a sentence, with the way out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from models.dossier import SixClears
from models.errors import BadInput
from models.steering.tallies import number_vi

HUNDRED = Decimal(100)
LARGEST = Decimal(10) ** 15
"""No figure of a province is larger; one that is has lost its comma."""
FIRST_YEAR, LAST_YEAR = 2000, 2100
_FOURTH = Decimal("0.0001")
_ROUNDED = Decimal("0.051")
"""Percentage points by which a percentage with one decimal may differ from its exact share."""


def is_share(unit: str) -> bool:
    """Whether a figure of that unit is a part of a whole; «%/năm» is growth, and no share."""
    return unit.strip() == "%"


@dataclass(frozen=True)
class TargetTerms:
    """What a plan says of a target."""

    code: str
    title: str
    goal: Decimal | None
    due_on: date | None
    unit: str = ""
    indicator: str = ""


def target_flaws(terms: TargetTerms) -> tuple[str, ...]:
    """Everything for which a target cannot be kept so."""
    return tuple(_target_flaws(terms))


def _target_flaws(terms: TargetTerms) -> Iterator[str]:
    if not terms.code.strip():
        yield "Chỉ tiêu chưa có mã trong kế hoạch."
    if not terms.title.strip():
        yield "Chỉ tiêu chưa có tên."
    if terms.due_on is None:
        yield "Chỉ tiêu chưa có thời hạn: hãy ghi ngày phải đạt, ví dụ 31/12/2026."
    if terms.goal is None:
        yield "Chỉ tiêu chưa có mức phải đạt: hãy ghi một số."
    elif terms.goal < 0:
        yield f"Mức phải đạt là số âm ({number_vi(terms.goal)})."
    elif is_share(terms.unit) and terms.goal > HUNDRED:
        yield (
            f"Mức phải đạt {number_vi(terms.goal)}% vượt 100%: một tỷ lệ không quá 100%. "
            "Nếu là mức tăng, hãy ghi đơn vị «%/năm»."
        )
    elif terms.goal > LARGEST:
        yield f"Mức phải đạt {number_vi(terms.goal)} quá lớn; có thể thiếu dấu phẩy."


@dataclass(frozen=True)
class Figure:
    """What was read of a target; numerator and denominator where it is a share."""

    value: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None


def figure(
    unit: str,
    value: Decimal | None,
    numerator: Decimal | None,
    denominator: Decimal | None,
    source: str,
    title: str,
) -> Figure:
    """What a reading says: a share is computed from its two counts, and agrees with the percentage given.

    Raises:
        BadInput: it cannot be read so, every reason at once.
    """
    reasons = list(_of_figures(title, value, numerator, denominator))
    if not source.strip():
        reasons.append(
            f"Số liệu của «{title}» chưa có nguồn: hãy ghi văn bản, báo cáo hoặc cơ quan cung cấp."
        )
    if is_share(unit):
        reasons += _of_share(title, numerator, denominator)
    elif value is None:
        reasons.append(f"Chưa ghi số đạt được của «{title}».")
    if reasons:
        raise BadInput(*reasons)
    if not is_share(unit) or numerator is None or denominator is None:
        assert value is not None  # noqa: S101 - refused above
        return Figure(value, numerator, denominator)
    share = (HUNDRED * numerator / denominator).quantize(_FOURTH, ROUND_HALF_UP)
    if value is not None and abs(value - share) > _ROUNDED:
        raise BadInput(
            f"«{title}»: {number_vi(numerator)}/{number_vi(denominator)} là {number_vi(share)}%, "
            f"không khớp với {number_vi(value)}% đã ghi. Hãy kiểm tra lại."
        )
    return Figure(share, numerator, denominator)


def _of_figures(title: str, *figures: Decimal | None) -> Iterator[str]:
    for each in figures:
        if each is not None and each < 0:
            yield f"Số liệu của «{title}» có số âm ({number_vi(each)})."
        elif each is not None and each > LARGEST:
            yield f"Số liệu của «{title}» có số quá lớn ({number_vi(each)}); có thể thiếu dấu phẩy."


def _of_share(title: str, numerator: Decimal | None, denominator: Decimal | None) -> Iterator[str]:
    if denominator is None or numerator is None:
        yield f"«{title}» là tỷ lệ (%) nên phải ghi cả tử số và mẫu số."
    elif denominator == 0:
        yield f"Mẫu số của «{title}» bằng 0: không tính được tỷ lệ."
    elif numerator > denominator > 0:
        yield (
            f"Tử số của «{title}» ({number_vi(numerator)}) lớn hơn mẫu số ({number_vi(denominator)}): "
            "tỷ lệ vượt 100%."
        )


@dataclass(frozen=True)
class WorkTerms:
    """What a plan says of a piece of work; `who` and `lead_unit` together say who does it."""

    code: str
    what: str
    who: str = ""
    lead_unit: str = ""
    due_on: date | None = None
    result: str = ""
    criterion: str = ""
    responsible: str = ""
    authority: str = ""

    @property
    def clears(self) -> SixClears:
        """The six clears as far as they are clear: a product needs the criterion by which it is judged."""
        return SixClears(
            who=self.who.strip() and self.lead_unit.strip(),
            what=self.what.strip(),
            when=self.due_on,
            result=self.result.strip() and self.criterion.strip(),
            responsibility=self.responsible.strip(),
            authority=self.authority.strip(),
        )


_HINTS = {
    "rõ người": "rõ người (người chủ trì và đơn vị chủ trì)",
    "rõ kết quả": "rõ kết quả (sản phẩm và tiêu chí nghiệm thu)",
}


def unclear(terms: WorkTerms) -> tuple[str, ...]:
    """The clears that keep a piece of work from being given out, each with what it asks for."""
    return tuple(_HINTS.get(each, each) for each in terms.clears.missing())


def work_flaws(terms: WorkTerms) -> tuple[str, ...]:
    """Everything for which a piece of work cannot be kept, even as a draft."""
    reasons = []
    if not terms.code.strip():
        reasons.append("Nhiệm vụ chưa có mã trong kế hoạch.")
    if not terms.what.strip():
        reasons.append("Nhiệm vụ chưa có nội dung.")
    return tuple(reasons)


def year_flaws(year: int | None) -> tuple[str, ...]:
    """Why a plan cannot be of that year."""
    if year is None:
        return ("Kế hoạch chưa ghi năm.",)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return (f"Năm {year} của kế hoạch không hợp lý: cần một năm từ {FIRST_YEAR} đến {LAST_YEAR}.",)
    return ()
