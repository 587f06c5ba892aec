"""Surveys of enterprises: opened by the department, answered behind a link, told as a yearly summary."""

from actions.surveys.answering import Opened, answer, looked_at
from actions.surveys.inviting import Invitee, Made, deliver, invite, invitees_in
from actions.surveys.keeping import SurveyForm, draft, survey_of
from actions.surveys.reading import (
    SUMMARY,
    Line,
    LinkRow,
    Stand,
    SurveyPage,
    SurveyRow,
    page,
    summary_lines,
    surveys,
)
from actions.surveys.summing import issue_summary

__all__ = [
    "SUMMARY",
    "Invitee",
    "Line",
    "LinkRow",
    "Made",
    "Opened",
    "Stand",
    "SurveyForm",
    "SurveyPage",
    "SurveyRow",
    "answer",
    "deliver",
    "draft",
    "invite",
    "invitees_in",
    "issue_summary",
    "looked_at",
    "page",
    "summary_lines",
    "survey_of",
    "surveys",
]
