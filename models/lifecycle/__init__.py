"""The stages in the order in which they are lived: data, one row of the stage table each; and their versions.

A stage says what may enter it, who submits which paper, who decides at which gate, by when, which documents
are generated, and where the task goes next. `progress` judges by it, `actions` walk it, `flows` run a flow
for each stage, and `docs/lifecycle.md` is written from it.

`LIFECYCLE` is the first version. Provinces may have others beside it (`versions`): whoever judges a task asks
`stages_of(task)`, for the task keeps the version under which it entered.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from models.errors import NotFound
from models.language import Confidence, Generated, Moment, Paper, Source, Stage
from models.lifecycle import checks
from models.lifecycle.obligations import OBLIGATIONS
from models.lifecycle.ordering import APPROVE, CALL, CONTRACT, IDENTIFY, ORDER, SELECT
from models.lifecycle.ownership import EQUIPMENT, IP, RIGHTS_R1, RIGHTS_R2, RIGHTS_R4
from models.lifecycle.research import ACCEPT, COMPLETE, EXECUTE, RECOGNISE, REGISTER, SUBMIT
from models.lifecycle.transfer import ARCHIVE, FOLLOW_UP, MATCH, REPLICATE, SHARE, TRANSFER, VALUE
from models.lifecycle.versions import Version

if TYPE_CHECKING:
    from models.dossier import Dossier

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
"""The stages of the first version, and what others have beside them: what a stage is called, by its code."""
FIRST = ORDER
ON_SUPPLEMENT = Generated("supplement-notice", Moment.SUPPLEMENT)
"""Whoever returns a dossier for supplement, in any stage, says in writing what is missing."""
VERSION = "2026-11"
"""The first version: a new task enters under it, unless its province has one of its own."""
PRESENT = Version(
    VERSION,
    "Vòng đời chung",
    "The common lifecycle",
    Source("Bảng giai đoạn của hệ thống (docs/lifecycle.md)", Confidence.GENERAL),
    LIFECYCLE,
)


class _Standing:
    """The versions that stand side by side: the first, and those beside it."""

    def __init__(self, *further: Version) -> None:
        self.versions = {each.code: each for each in (PRESENT, *further)}

    @cached_property
    def stages(self) -> dict[str, dict[str, Stage]]:
        """Each version's stages by code; behind its own, those of others, where its tasks once were."""
        found = {code: {stage.code: stage for stage in each.stages} for code, each in self.versions.items()}
        everywhere = {code: stage for own in reversed(found.values()) for code, stage in own.items()}
        known = {version: {**everywhere, **own} for version, own in found.items()}
        return {"": known[VERSION], **known}

    @cached_property
    def papers(self) -> dict[str, Paper]:
        """What is handed in, by its code, as the first version that asks for it calls it."""
        every = [
            each for version in self.versions.values() for stage in version.stages for each in stage.papers
        ]
        return {paper.code: paper for paper in reversed(every)}


class _House:
    """What was adopted when the house was wired; until then, the first version alone."""

    standing = _Standing()


def adopt(*further: Version) -> None:
    """From now on let these versions stand beside the first."""
    _House.standing = _Standing(*further)
    known = _House.standing.stages[VERSION]
    STAGES.update(known)
    for code in STAGES.keys() - known.keys():
        del STAGES[code]


def versions() -> tuple[Version, ...]:
    """The versions that stand side by side, the first one first."""
    return tuple(_House.standing.versions.values())


def version(code: str) -> Version:
    """The version of that code.

    Raises:
        NotFound: there is none.
    """
    if code not in _House.standing.versions and code:
        known = ", ".join(_House.standing.versions)
        raise NotFound(f"Không có phiên bản vòng đời «{code}»; các phiên bản đang có: {known}.")
    return _House.standing.versions[code or VERSION]


def entering(province: str, on: date) -> Version:
    """The version that a new task of the province enters under on that day: the latest there."""
    found = (each for each in versions() if each.province in {"", province} and each.valid_from <= on)
    return max(found, key=lambda each: (each.valid_from, each.province != ""))


def stages_of(task: Dossier) -> Mapping[str, Stage]:
    """The stages by which the task is judged: those of its own version.

    Raises:
        NotFound: the task's version stands nowhere; a task is never judged by another one's rules.
    """
    known = _House.standing.stages.get(task.lifecycle)
    if known is None:
        raise NotFound(
            f"Nhiệm vụ {task.code} theo phiên bản vòng đời «{task.lifecycle}», nhưng phiên bản này không "
            "được khai báo: hãy khôi phục mục «versions» trong tệp quy định của tỉnh (TRIPLEHELIX_RULES)."
        )
    return known


def every_stage() -> tuple[Stage, ...]:
    """The stages of all versions in their order, each code once, as the first that has it knows it."""
    return tuple({stage.code: STAGES[stage.code] for each in versions() for stage in each.stages}.values())


def paper_named(code: str) -> Paper | None:
    """What is handed in under that code, in whatever version."""
    return _House.standing.papers.get(code)


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
    "PRESENT",
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
    "Version",
    "adopt",
    "checks",
    "entering",
    "every_stage",
    "paper_named",
    "stages_of",
    "version",
    "versions",
]
