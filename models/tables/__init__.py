"""Mapped classes: facts only. What is stalled, overdue or allowed is computed, never stored."""

from models.tables.advisory import AdvisoryAction, AdvisoryItem, AdvisorySession
from models.tables.base import Base
from models.tables.market import Match, Need
from models.tables.memory import Audit, ClosetCase, Promise, RemedyTaken, Window
from models.tables.parties import Delegation, Organisation, Person
from models.tables.records import Document, Register, Signature
from models.tables.tasks import Result, Task
from models.tables.work import Ballot, ClockStop, Council, Decision, Seat, StageEntry, Submission

__all__ = [
    "AdvisoryAction",
    "AdvisoryItem",
    "AdvisorySession",
    "Audit",
    "Ballot",
    "Base",
    "ClockStop",
    "ClosetCase",
    "Council",
    "Decision",
    "Delegation",
    "Document",
    "Match",
    "Need",
    "Organisation",
    "Person",
    "Promise",
    "Register",
    "RemedyTaken",
    "Result",
    "Seat",
    "Signature",
    "StageEntry",
    "Submission",
    "Task",
    "Window",
]
