"""What boards show: the closet with its history, where every task stands, one task as a sheet.

All of them are computed from the tables' facts and a date; the boards, the portal's pages and the periodic
reports take their figures from the same functions, so that no two of them can disagree.
"""

from actions.boards.closet_page import ClosetBoard, closet_board
from actions.boards.figures import ClosetFigures, ClosetRow, Comparison, Month, Value, closet_figures
from actions.boards.places import Places, Stay, places
from actions.boards.places_page import PlacesBoard, places_board
from actions.boards.sheets import closet_sheet, task_rows, task_sheet

__all__ = [
    "ClosetBoard",
    "ClosetFigures",
    "ClosetRow",
    "Comparison",
    "Month",
    "Places",
    "PlacesBoard",
    "Stay",
    "Value",
    "closet_board",
    "closet_figures",
    "closet_sheet",
    "places",
    "places_board",
    "task_rows",
    "task_sheet",
]
