"""Mapped classes: facts only. What is stalled, overdue or allowed is computed, never stored."""

from models.tables.advisory import AdvisoryAction, AdvisoryItem, AdvisorySession
from models.tables.agreements import Agreement, AgreementItem
from models.tables.base import Base
from models.tables.boards import PublishedBoard, PublishedCase
from models.tables.calendar import SpecialDay
from models.tables.desk import Comment, FormDraft, Upload
from models.tables.doors import Answer, Invitation, Knock, PortalSession, Token
from models.tables.market import Match, Need
from models.tables.memory import Audit, ClosetCase, Promise, RemedyTaken, Window
from models.tables.parties import Delegation, Organisation, Person
from models.tables.reaching import Delivery, Sent, Webhook
from models.tables.records import Document, Register, Signature
from models.tables.tasks import Result, Task
from models.tables.work import Ballot, ClockStop, Council, Decision, Seat, StageEntry, Submission

__all__ = [
    "AdvisoryAction",
    "AdvisoryItem",
    "AdvisorySession",
    "Agreement",
    "AgreementItem",
    "Answer",
    "Audit",
    "Ballot",
    "Base",
    "ClockStop",
    "ClosetCase",
    "Comment",
    "Council",
    "Decision",
    "Delegation",
    "Delivery",
    "Document",
    "FormDraft",
    "Invitation",
    "Knock",
    "Match",
    "Need",
    "Organisation",
    "Person",
    "PortalSession",
    "Promise",
    "PublishedBoard",
    "PublishedCase",
    "Register",
    "RemedyTaken",
    "Result",
    "Seat",
    "Sent",
    "Signature",
    "SpecialDay",
    "StageEntry",
    "Submission",
    "Task",
    "Token",
    "Upload",
    "Webhook",
    "Window",
]
