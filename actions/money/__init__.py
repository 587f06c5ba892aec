"""Money: what is planned for tasks, every sum that moved, what a province spends, lists in and out.

Everybody holds the task first, then the audit chain. A sum on record is never changed: a mistake is taken
back by a later row with its reason.
"""

from actions.money.boards import Board, board
from actions.money.keeping import MoveForm, PlanForm, plan, record, void
from actions.money.provinces import FiguresForm, Spending, note_year, spending
from actions.money.tasks import TaskMoney, task_money

__all__ = [
    "Board",
    "FiguresForm",
    "MoveForm",
    "PlanForm",
    "Spending",
    "TaskMoney",
    "board",
    "note_year",
    "plan",
    "record",
    "spending",
    "task_money",
    "void",
]
