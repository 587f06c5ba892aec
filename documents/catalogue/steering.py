"""The papers by which a department steers its province: each belongs to a file of work, not to a task. DATA.

Reports, lists, calls and summaries are kept in the file that they were written for (hồ sơ công việc).
"""

from documents.catalogue.words import CatalogueEntry

STEERING: dict[str, CatalogueEntry] = {}
"""The papers of a file of work by their codes."""
