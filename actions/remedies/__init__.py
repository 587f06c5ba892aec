"""Remedies: what brings a result out of the closet, chosen by a person, each doing what it says.

`answer` chooses one for a case; `taken` lists those that were chosen and `settle` marks the ones that a fact
has done.
"""

from actions.remedies.choosing import answer, due_day, remedies_for, remedy_name, supposed
from actions.remedies.taken import TakenRow, settle, taken

__all__ = ["TakenRow", "answer", "due_day", "remedies_for", "remedy_name", "settle", "supposed", "taken"]
