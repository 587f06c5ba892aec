"""Steering a province: its plans with targets and work, its boards, its indicators, what records say of work.

Everybody holds the plan first, then its targets and work, then the audit chain.
"""

from actions.steering.lines import PlanLine, TargetLine, WorkLine
from actions.steering.measuring import indicators
from actions.steering.performing import OfficerLine, Performances, UnitLine, performance_of, performances
from actions.steering.reading import (
    CouncilWork,
    PlanBoard,
    PlanSheet,
    board,
    plan_sheet,
    target_sheet,
    work_given_to,
    work_sheet,
)
from actions.steering.samples import take_samples
from actions.steering.taking_in import TakenIn, take_in
from models.steering.indicators import Indicator

__all__ = [
    "CouncilWork",
    "Indicator",
    "OfficerLine",
    "Performances",
    "PlanBoard",
    "PlanLine",
    "PlanSheet",
    "TakenIn",
    "TargetLine",
    "UnitLine",
    "WorkLine",
    "board",
    "indicators",
    "performance_of",
    "performances",
    "plan_sheet",
    "take_in",
    "take_samples",
    "target_sheet",
    "work_given_to",
    "work_sheet",
]
