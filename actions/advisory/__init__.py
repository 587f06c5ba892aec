"""The monthly advisory council of a province: its agenda, its minutes, and the actions that it asks for.

A session is prepared (once, and again as often as wanted, while it is not held), held, and written down in
minutes; what it asked for is done or stands on the next agenda. The council of a province that was merged
is its successor's. How often such councils meet is custom (tham khảo: once a month).

Everybody holds the tasks first, then the session, then the audit chain.
"""

from actions.advisory.minutes import Action, Conclusion, Present, Sheet
from actions.advisory.sessions import (
    Prepared,
    Recorded,
    call,
    councils,
    finish_action,
    meeting_day,
    next_month,
    overdue_actions,
    parse_month,
    prepare,
    record_minutes,
)

__all__ = [
    "Action",
    "Conclusion",
    "Prepared",
    "Present",
    "Recorded",
    "Sheet",
    "call",
    "councils",
    "finish_action",
    "meeting_day",
    "next_month",
    "overdue_actions",
    "parse_month",
    "prepare",
    "record_minutes",
]
