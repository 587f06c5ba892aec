"""The hot statements: what every decision asks and writes, as text for the driver, which prepares it.

All are set-based: one act or five hundred are written by the same statements, their rows as JSON.
"""

from typing import Final

HOLD_TASKS: Final = "select id from tasks where code = any(%(codes)s::text[]) order by id for update"
"""Hold tasks until the transaction ends, always in the same order."""
