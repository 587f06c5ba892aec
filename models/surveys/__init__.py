"""Surveys of enterprises: the questions by version, what an answer must say, scores, the summary. Pure.

No text sets this form: groups, scale and bounds of the levels are the system's own proposal (tham khảo), and
a province confirms them before it relies on them. Nobody is asked for a person's name.
"""

from models.surveys.checking import faults
from models.surveys.counting import (
    KINDS,
    Asked,
    Row,
    Share,
    Summary,
    group_scores,
    level,
    score,
    summary,
)
from models.surveys.forms import (
    FORM_2026,
    FORMS,
    LEAST,
    LEVELS,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST,
    MOST_NEEDS,
    NOT_APPLICABLE,
    SCALE,
    SOURCE,
    Form,
    Group,
    Level,
    NeedAsked,
    Question,
    Reply,
    Willing,
    comma,
    dong,
)

__all__ = [
    "FORMS",
    "FORM_2026",
    "KINDS",
    "LEAST",
    "LEVELS",
    "LONGEST_TEXT",
    "LONGEST_TITLE",
    "MOST",
    "MOST_NEEDS",
    "NOT_APPLICABLE",
    "SCALE",
    "SOURCE",
    "Asked",
    "Form",
    "Group",
    "Level",
    "NeedAsked",
    "Question",
    "Reply",
    "Row",
    "Share",
    "Summary",
    "Willing",
    "comma",
    "dong",
    "faults",
    "group_scores",
    "level",
    "score",
    "summary",
]
