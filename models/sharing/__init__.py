"""Who gets what of the profit of a result, in whole đồng: R1, R2, R4, and the overlay A73_7. Pure.

What a text sets as a floor is rounded up to the đồng and what it sets as a ceiling is rounded down, so that
rounding never breaks it; the rest is split by the largest remainder, so that the lines sum to the whole.
"""

from models.sharing.formulas import author_remuneration, basis_of, share
from models.sharing.ledger import Entitled, Ledger, Payment, Period, Settled, settle, totals
from models.sharing.money import split
from models.sharing.words import Basis, Line, ProfitCase, Shares

__all__ = [
    "Basis",
    "Entitled",
    "Ledger",
    "Line",
    "Payment",
    "Period",
    "ProfitCase",
    "Settled",
    "Shares",
    "author_remuneration",
    "basis_of",
    "settle",
    "share",
    "split",
    "totals",
]
