"""Mapped classes: facts only. What is stalled, overdue or allowed is computed, never stored."""

from models.tables.advisory import AdvisoryAction, AdvisoryItem, AdvisorySession
from models.tables.agreements import Agreement, AgreementItem
from models.tables.base import Base
from models.tables.boards import PublishedBoard, PublishedCase
from models.tables.calendar import SpecialDay
from models.tables.changes import ProcessChange, ProcessMove
from models.tables.desk import Comment, FormDraft, Upload
from models.tables.doors import Answer, Invitation, Knock, PortalSession, Token
from models.tables.letterheads import LetterheadLine
from models.tables.market import Match, Need
from models.tables.memory import Audit, AuditHead, ClosetCase, Promise, RemedyTaken, Window
from models.tables.money import FundingLine, Movement, ProvinceYear
from models.tables.panels import Nomination, Panel, PanelBallot, PanelSeat
from models.tables.parties import Delegation, Organisation, Person
from models.tables.protection import Filing, Income, Payout, Publication
from models.tables.reaching import Delivery, Sent, Webhook
from models.tables.records import Document, Register, Signature
from models.tables.steering import Plan, Reading, ReportedFigures, Target, WorkFile, WorkItem
from models.tables.support import Proposal, SupportCall, SupportPayment
from models.tables.surveys import Survey, SurveyLink
from models.tables.tasks import Result, Task
from models.tables.watching import ClosetRound, ClosetWatch
from models.tables.work import Ballot, ClockStop, Council, Decision, Seat, StageEntry, Submission

__all__ = [
    "AdvisoryAction",
    "AdvisoryItem",
    "AdvisorySession",
    "Agreement",
    "AgreementItem",
    "Answer",
    "Audit",
    "AuditHead",
    "Ballot",
    "Base",
    "ClockStop",
    "ClosetCase",
    "ClosetRound",
    "ClosetWatch",
    "Comment",
    "Council",
    "Decision",
    "Delegation",
    "Delivery",
    "Document",
    "Filing",
    "FormDraft",
    "FundingLine",
    "Income",
    "Invitation",
    "Knock",
    "LetterheadLine",
    "Match",
    "Movement",
    "Need",
    "Nomination",
    "Organisation",
    "Panel",
    "PanelBallot",
    "PanelSeat",
    "Payout",
    "Person",
    "Plan",
    "PortalSession",
    "ProcessChange",
    "ProcessMove",
    "Promise",
    "Proposal",
    "ProvinceYear",
    "Publication",
    "PublishedBoard",
    "PublishedCase",
    "Reading",
    "Register",
    "RemedyTaken",
    "ReportedFigures",
    "Result",
    "Seat",
    "Sent",
    "Signature",
    "SpecialDay",
    "StageEntry",
    "Submission",
    "SupportCall",
    "SupportPayment",
    "Survey",
    "SurveyLink",
    "Target",
    "Task",
    "Token",
    "Upload",
    "Webhook",
    "Window",
    "WorkFile",
    "WorkItem",
]
