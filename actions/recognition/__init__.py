"""Outstanding results and people of a year: nominated by rules, chosen by a panel, certified."""

from actions.recognition.concluding import Honoured, conclude
from actions.recognition.nominating import nominate, nominate_person, withdraw
from actions.recognition.reading import Line, ListRow, YearList, year_list, year_lists

__all__ = [
    "Honoured",
    "Line",
    "ListRow",
    "YearList",
    "conclude",
    "nominate",
    "nominate_person",
    "withdraw",
    "year_list",
    "year_lists",
]
