"""Periodic reports of a province: read once, shown as a page, a paper, a workbook and a board alike.

Everybody holds the file of work first, then the registers of numbers, then the audit chain.
"""

from actions.reporting.issuing import Issued, Offered, draft, issue, issue_target, issued, offered
from actions.reporting.reading import report, target_report
from actions.reporting.writing import ROWS, chart, markdown, workbook

__all__ = [
    "ROWS",
    "Issued",
    "Offered",
    "chart",
    "draft",
    "issue",
    "issue_target",
    "issued",
    "markdown",
    "offered",
    "report",
    "target_report",
    "workbook",
]
