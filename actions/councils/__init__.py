"""Councils at work: forming one, who attends, conflicts of interest, ballots, and what each may be shown.

forming    the council of a gate: members, meeting day, secrecy
sitting    attendance and statements on conflicts of interest
voting     ballots, at the session or sent in writing
reading    the room of one council, as its visitor may see it
listing    the councils of a visitor, and the gates that wait for one
"""

from actions.councils.forming import form, scheme_of
from actions.councils.sitting import attend, state_conflict
from actions.councils.voting import Vote, vote, write_vote

__all__ = ["Vote", "attend", "form", "scheme_of", "state_conflict", "vote", "write_vote"]
