"""Protection and yield of results: publications and their clearance, applications, income and payouts.

Everybody holds the task first, then registers, then the audit chain. What the closet reads of a result (first
publication, application, title, object) is recorded by `actions.results` alone; it is kept in step from here.
"""

from actions.protection.filing import DaysForm, FilingForm, file, follow
from actions.protection.ledger import recorded_ledger, share_out
from actions.protection.publishing import (
    PublicationForm,
    announce,
    cancel,
    clear,
    publish,
    waive,
)
from actions.protection.reading import TaskProtection, task_protection
from actions.protection.registering import Register, issue_register, register
from actions.protection.yields import (
    IncomeForm,
    PayoutForm,
    pay,
    record_income,
    restate_income,
    withdraw_payout,
)

__all__ = [
    "DaysForm",
    "FilingForm",
    "IncomeForm",
    "PayoutForm",
    "PublicationForm",
    "Register",
    "TaskProtection",
    "announce",
    "cancel",
    "clear",
    "file",
    "follow",
    "issue_register",
    "pay",
    "publish",
    "record_income",
    "recorded_ledger",
    "register",
    "restate_income",
    "share_out",
    "task_protection",
    "waive",
    "withdraw_payout",
]
