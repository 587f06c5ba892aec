"""The stages in the order in which they are lived: data, one row of the stage table each.

A stage says what may enter it, who submits which paper, who decides at which gate, by when, which documents
are generated, and where the task goes next. `progress` judges by it, `actions` walk it, `flows` run a flow
for each stage, and `docs/lifecycle.md` is written from it.
"""

from models.language import Generated, Moment, Stage
from models.lifecycle import checks
from models.lifecycle.obligations import OBLIGATIONS
from models.lifecycle.ordering import APPROVE, CALL, CONTRACT, IDENTIFY, ORDER, SELECT
from models.lifecycle.ownership import EQUIPMENT, IP, RIGHTS_R1, RIGHTS_R2, RIGHTS_R4
from models.lifecycle.research import ACCEPT, COMPLETE, EXECUTE, RECOGNISE, REGISTER, SUBMIT
from models.lifecycle.transfer import ARCHIVE, FOLLOW_UP, MATCH, REPLICATE, SHARE, TRANSFER, VALUE

LIFECYCLE: tuple[Stage, ...] = (
    ORDER,
    IDENTIFY,
    CALL,
    SELECT,
    APPROVE,
    CONTRACT,
    EXECUTE,
    SUBMIT,
    ACCEPT,
    COMPLETE,
    REGISTER,
    RECOGNISE,
    EQUIPMENT,
    RIGHTS_R1,
    RIGHTS_R2,
    RIGHTS_R4,
    IP,
    MATCH,
    VALUE,
    TRANSFER,
    SHARE,
    REPLICATE,
    FOLLOW_UP,
    ARCHIVE,
)
"""All rows of the stage table; row 13 has four stages, by regime and kind of asset."""

STAGES: dict[str, Stage] = {stage.code: stage for stage in LIFECYCLE}
FIRST = ORDER
ON_SUPPLEMENT = Generated("supplement-notice", Moment.SUPPLEMENT)
"""Whoever returns a dossier for supplement, in any stage, says in writing what is missing."""
VERSION = "2026-11"
"""The version of the lifecycle that a new task enters under."""

__all__ = [
    "ACCEPT",
    "APPROVE",
    "ARCHIVE",
    "CALL",
    "COMPLETE",
    "CONTRACT",
    "EQUIPMENT",
    "EXECUTE",
    "FIRST",
    "FOLLOW_UP",
    "IDENTIFY",
    "IP",
    "LIFECYCLE",
    "MATCH",
    "OBLIGATIONS",
    "ON_SUPPLEMENT",
    "ORDER",
    "RECOGNISE",
    "REGISTER",
    "REPLICATE",
    "RIGHTS_R1",
    "RIGHTS_R2",
    "RIGHTS_R4",
    "SELECT",
    "SHARE",
    "STAGES",
    "SUBMIT",
    "TRANSFER",
    "VALUE",
    "VERSION",
    "checks",
]
