"""Whole đồng: reading them, splitting them without a rest, and writing a part as a percentage."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from models import law
from models.errors import BadInput
from models.language import Regime, Rule


def split(amount: Decimal, weights: Sequence[Fraction | Decimal | int]) -> tuple[Decimal, ...]:
    """Split whole đồng by weight; the đồng left over go to the largest remainders, the earlier first.

    Raises:
        BadInput: when a weight is negative or all are zero.
    """
    whole = whole_dong(amount, "Số tiền")
    parts = [Fraction(weight) for weight in weights]
    if not parts or min(parts) < 0 or sum(parts) == 0:
        raise BadInput("Tỷ lệ phân chia phải không âm và có tổng lớn hơn 0.")
    exact = [whole * part / sum(parts) for part in parts]
    floors = [math.floor(each) for each in exact]
    left = whole - sum(floors)
    by_remainder = sorted(range(len(parts)), key=lambda n: (floors[n] - exact[n], n))
    for n in by_remainder[:left]:
        floors[n] += 1
    return tuple(Decimal(each) for each in floors)


def share_of_state(state_share: Decimal) -> Fraction:
    """The State's part of the funding; BadInput outside 0..1."""
    if not state_share.is_finite() or not 0 <= state_share <= 1:
        raise BadInput("Phần ngân sách nhà nước phải nằm trong khoảng từ 0 đến 1 (ví dụ 0,28).")
    return Fraction(state_share)


def whole_dong(amount: Decimal, name: str) -> int:
    """The amount as whole đồng; BadInput (by that name) when negative, broken or not finite."""
    if not amount.is_finite() or amount < 0 or amount != amount.to_integral_value():
        raise BadInput(f"{name} phải là số đồng nguyên, không âm.")
    return int(amount)


@dataclass(frozen=True)
class Rulebook:
    """The rules by which a province shares on a day."""

    on: date = date.max
    province: str = ""

    def rule(self, code: str, regime: Regime | None = None) -> Rule:
        """The rule in force for that regime; KeyError when there is none."""
        found = self.find(code, regime)
        if found is None:
            raise KeyError(f"{code} {regime} {self.on}")
        return found

    def find(self, code: str, regime: Regime | None = None) -> Rule | None:
        """The rule in force for that regime; None when no text sets one."""
        return law.rule(code, self.on, regime, self.province)


def percent(part: Fraction) -> str:
    """The part in Vietnamese writing, e.g. "28,5%"."""
    number = f"{float(part * 100):.2f}".rstrip("0").rstrip(".")
    return f"{number.replace('.', ',')}%"
