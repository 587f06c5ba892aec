"""Judgement: who may receive a result, in which form, on which legal basis, at what price. Pure.

`judge` answers for any combination of facts, `judge_task` for a dossier. The regime is chosen by the day on
which the host was approved; what is not known is answered with "legal opinion", never with a guess.
"""

from models.rights.judgement import LEGAL_BASIS_NOTE, UNKNOWN_REGIME, judge, judge_task
from models.rights.words import RUNGS, Answer, Asset, Permission, Rung, TransferForm

__all__ = [
    "LEGAL_BASIS_NOTE",
    "RUNGS",
    "UNKNOWN_REGIME",
    "Answer",
    "Asset",
    "Permission",
    "Rung",
    "TransferForm",
    "judge",
    "judge_task",
]
