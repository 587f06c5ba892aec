"""The closet's rounds: each asks only the tasks whose verdict may have changed since the one before.

A verdict changes by an act or by the day. Every act leaves an entry in the audit chain, which names its task.
On which day the clock may change a verdict, the verdict itself has told (`models.closet.verdict`), and that
is remembered. What an organisation becomes, a trigger makes known. When the rules have changed, or the
program that judges by them, or the day lies before that of the last round, all tasks are asked.

A round only looks, and writes down until when it need not look again. What has changed is judged anew under
lock by `actions.closet.judge`.
"""

from actions.watching.looking import holds_until, keep_until, last_height
from actions.watching.rounds import Round, begin, end, lying, shown_before

__all__ = ["Round", "begin", "end", "holds_until", "keep_until", "last_height", "lying", "shown_before"]
