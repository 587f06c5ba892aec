"""What a database says when it cannot do what it is asked, in sentences for the person who waits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from psycopg import DatabaseError as DriverDatabaseError
from psycopg import DataError as DriverDataError
from psycopg import Error as DriverError
from psycopg import InterfaceError as DriverInterfaceError
from psycopg import OperationalError as DriverOperationalError
from psycopg.errors import (
    DeadlockDetected,
    DiskFull,
    LockNotAvailable,
    QueryCanceled,
    ReadOnlySqlTransaction,
    TooManyConnections,
)
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as QueueTimeout

from actions import connections
from models.errors import BadInput, DatabaseAway, OutcomeUnknown, TripleHelixError, Unavailable

AWAY: Final = (
    "Cơ sở dữ liệu không trả lời; không có gì bị mất. Hãy thử lại sau, hoặc chạy `./triplehelix doctor`."
)
UNKNOWN: Final = (
    "Kết nối tới cơ sở dữ liệu bị đứt đúng lúc ghi, nên chưa rõ việc vừa gửi đã được ghi nhận hay chưa. "
    "Hãy mở lại hồ sơ, xem nhật ký của nó, và chỉ gửi lần nữa khi chưa thấy."
)
_CROWDED: Final = (
    "Đang có quá nhiều yêu cầu cùng lúc nên yêu cầu này chưa được nhận; không có gì được ghi. "
    "Hãy thử lại sau ít phút."
)
_TOO_LARGE: Final = (
    "Có giá trị mà cơ sở dữ liệu không chứa được: số quá lớn, hoặc ký tự không phải văn bản. "
    "Không có gì được ghi; hãy kiểm tra lại."
)
_DISK_FULL: Final = (
    "Ổ đĩa của cơ sở dữ liệu đã đầy nên việc này không được ghi; những gì đã ghi vẫn còn nguyên. "
    "Hãy báo quản trị hệ thống giải phóng ổ đĩa, rồi làm lại."
)
_ONLY_TO_READ: Final = (
    "Máy chủ cơ sở dữ liệu đang chỉ cho đọc, có thể đang chuyển sang máy dự phòng; không có gì được ghi. "
    "Hãy thử lại sau ít phút."
)
SENTENCES: Final[tuple[tuple[type[DriverError], str], ...]] = (
    (
        DeadlockDetected,
        "Hai việc cùng chạm vào một nhiệm vụ nên một việc phải dừng; không có gì được ghi. Hãy thử lại.",
    ),
    (
        DiskFull,
        _DISK_FULL,
    ),
    (
        QueryCanceled,
        "Việc này mất quá lâu nên đã dừng; không có gì được ghi. Hãy thử lại, hoặc thu hẹp điều kiện tìm.",
    ),
    (
        LockNotAvailable,
        "Một việc khác đang giữ hồ sơ này; không có gì được ghi. Hãy thử lại sau ít phút.",
    ),
    (
        ReadOnlySqlTransaction,
        _ONLY_TO_READ,
    ),
    (TooManyConnections, _CROWDED),
)
"""What the database answers itself, being there; anything else means that it is away."""

_OF_THE_WAY: Final = (OperationalError, InterfaceError, DriverOperationalError, DriverInterfaceError)
"""What is raised when there is no way to the database, or it breaks off."""
_SLOW_SECONDS: Final = 1.0
REST_SECONDS: Final = 2.0
"""After an answer was waited for in vain, people are told at once for so long, and nobody waits in a row."""


class _Silence:
    """Until when the database is taken for silent (seconds of the monotonic clock)."""

    until = float("-inf")


def forget() -> None:
    """Ask the database again at once."""
    _Silence.until = float("-inf")


@contextmanager
def explained(is_in_commit: Callable[[], bool] = lambda: False) -> Iterator[None]:
    """Turn what the database and the way to it raise into a sentence.

    Args:
        is_in_commit: whether a COMMIT was sent that nobody has answered.

    Raises:
        BadInput: a value is none that a table can hold.
        DatabaseAway: it does not answer.
        OutcomeUnknown: it fell silent in that COMMIT.
        Unavailable: it answers that it cannot do that now.
    """
    begun = time.monotonic()
    if connections.in_haste() and begun < _Silence.until:
        raise DatabaseAway(AWAY)
    try:
        yield
    except (DataError, DriverDataError) as problem:
        raise BadInput(_TOO_LARGE) from problem
    except QueueTimeout as problem:
        raise Unavailable(_CROWDED) from problem
    except (DBAPIError, DriverError) as problem:
        told = _told(problem)
        if told is None:
            raise
        if isinstance(told, DatabaseAway) and time.monotonic() - begun > _SLOW_SECONDS:
            _Silence.until = time.monotonic() + REST_SECONDS
        if isinstance(told, DatabaseAway) and is_in_commit():
            raise OutcomeUnknown(UNKNOWN) from problem
        raise told from problem


def _told(problem: DBAPIError | DriverError) -> TripleHelixError | None:
    """The refusal that says it; None for an error that is a fault of the program."""
    cause = problem.orig if isinstance(problem, DBAPIError) else problem
    for kind, sentence in SENTENCES:
        if isinstance(cause, kind):
            return Unavailable(sentence)
    is_lost = isinstance(problem, DBAPIError) and problem.connection_invalidated
    is_of_the_way = isinstance(problem, _OF_THE_WAY) or _is_unsigned(cause)
    return DatabaseAway(AWAY) if is_lost or is_of_the_way else None


def _is_unsigned(cause: BaseException | None) -> bool:
    """Whether libpq made the error itself, for a server that is gone: it bears no code of PostgreSQL's.

    The driver knows its kind by that code alone, and raises the most general one.
    """
    return type(cause) is DriverDatabaseError and cause.sqlstate is None
