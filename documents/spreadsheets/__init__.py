"""Spreadsheets in and out: the rows of a list from CSV or XLSX, and the report on the rows that stayed out.

safety     what a file is and whether it may be opened, told before it is
csv_lists  CSV in any encoding and with any delimiter
workbooks  XLSX, streamed: merged cells, and dates as exactly as they are shown
reading    the rows of a list, one by one
apart      the same in batches, a long list by a process of its own
report     the rows that did not go in, with the reason beside each
"""

from documents.spreadsheets.reading import read_lines, read_tasks
from documents.spreadsheets.report import write_report

__all__ = ["read_lines", "read_tasks", "write_report"]
