"""The words of sharing: how profit was made, by which rules it is shared, and who gets what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from models.language import Regime

OVERLAY_FIRST_DAY = date(2023, 1, 1)
OVERLAY_END = date(2025, 10, 1)
"""Article 73(7): assigned from 2023-01-01 and before Law 93/2025 took effect on 2025-10-01 [V2]."""

OVERLAY_NOTE = (
    "Lợi nhuận chưa phân chia từ sáng chế, kiểu dáng, thiết kế bố trí, giống cây trồng đã được cấp văn "
    "bằng thì chia theo Điều 28 Luật số 93/2025/QH15 (Điều 73 khoản 7)."
)
CO_AUTHORS_NOTE = "Phần của tác giả là chung cho các đồng tác giả, chia theo thỏa thuận (Điều 28 khoản 5)."
REMUNERATION_NOTE = (
    "Đối tượng được bảo hộ: ngoài phần thưởng này, tác giả còn hưởng thù lao theo Điều 135 Luật Sở hữu "
    "trí tuệ (Điều 28 khoản 4)."
)


class ProfitCase(StrEnum):
    """How the profit was made, and by whom."""

    OWNER = "owner"
    """The owner exploits, sells or assigns the result."""
    USE_RIGHT = "use-right"
    """The host exploits it under a use right; the State stays the owner."""
    LICENCE = "licence"
    """The owner licenses it."""
    CAPITAL = "capital"
    """The result's value is contributed as capital."""


class Basis(StrEnum):
    """By which rules the profit is shared."""

    R1 = "R1"
    R2 = "R2"
    A73_7 = "A73_7"
    """Older task, granted title, profit not yet shared: Article 28 of Law 93/2025."""
    R4 = "R4"
    LEGAL_OPINION = "NEEDS_LEGAL_OPINION"


@dataclass(frozen=True)
class Line:
    """What one party gets (whole đồng), why, and by which text."""

    who_vi: str
    who_en: str
    amount: Decimal
    why: str
    source: str


@dataclass(frozen=True)
class Shares:
    """The whole table: the amounts of `lines` sum to `total`. No lines when a legal opinion is needed."""

    basis: Basis
    regime: Regime
    lines: tuple[Line, ...]
    total: Decimal
    because: str
    source: str
    notes: tuple[str, ...] = ()

    @property
    def needs_legal_opinion(self) -> bool:
        """Whether the law is not known well enough to share."""
        return self.basis is Basis.LEGAL_OPINION
