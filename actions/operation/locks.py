"""Changing tables while people work: a change waits a little for its locks, and lets everybody past.

Whoever waits for a lock of a table makes all who come later wait behind it. So a change of the schema never
waits for longer than `LOCK_SECONDS`: it is undone, and begun again after a pause.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Final, ParamSpec

from psycopg.errors import LockNotAvailable
from sqlalchemy import TextClause, text
from sqlalchemy.exc import OperationalError

from models.errors import Unavailable

P = ParamSpec("P")

LOCK_SECONDS: Final = 4
"""For which pages of others may stand still; they wait for 8 s at most (`actions.connections`)."""
PAUSES: Final = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds between two attempts, in which those go on who were made to wait."""


def waits_little() -> TextClause:
    """Let each lock of this transaction be waited for so long, and no longer."""
    return text(f"set local lock_timeout = '{int(LOCK_SECONDS * 1000)}ms'")


def patient(change: Callable[P, None]) -> Callable[P, None]:
    """A change that waits little for its locks, made again and again where others hold them.

    It raises Unavailable when somebody held a table all the while; nothing was changed then.
    """

    @wraps(change)
    def changed(*args: P.args, **more: P.kwargs) -> None:
        for rest in (*PAUSES, None):
            try:
                return change(*args, **more)
            except OperationalError as busy:
                if not isinstance(busy.orig, LockNotAvailable):
                    raise
                if rest is None:
                    raise Unavailable(
                        "Các bảng đang bận: một giao dịch dài giữ khóa nên chưa nâng cấp được lược đồ. "
                        "Không có gì bị thay đổi; hãy chạy lại khi việc đó xong (./triplehelix upgrade)."
                    ) from busy
                time.sleep(rest)
        return None

    return changed
