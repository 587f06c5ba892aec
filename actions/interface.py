"""What the interface for other systems asks beside what people ask: lists by place, and versions of tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from actions import closet, dossiers, lending, matching, sight, walls
from actions.boards import published
from actions.task_list import TaskRow, sees
from models.closet import Case
from models.deeds import Deed, may
from models.dossier import Dossier
from models.errors import NotFound, Refused
from models.language import Role
from models.lifecycle import STAGES
from models.permissions import Actor, may_see
from models.queries import boards
from models.queries import interface as queries
from models.queries.browsing import Wanted

MOST: Final = 200
"""Rows of one page."""


class Outdated(Refused):
    """Raised when somebody acts on what a task was, and it has changed since."""


@dataclass(frozen=True)
class TaskLine(TaskRow):
    """One task in a list, and how often it has changed."""

    version: int


def tasks(
    session: Session, actor: Actor, asked: Wanted, on: date, *, after: str = "", limit: int
) -> tuple[TaskLine, ...]:
    """The tasks that the actor may see and that fit, by code, those after that code."""
    found = session.execute(queries.tasks_after(sees(actor), asked, on, after=after, limit=limit))
    return tuple(
        TaskLine(
            task.code,
            task.title,
            task.province,
            host,
            STAGES.get(stage or ""),
            due,
            stopped,
            stuck,
            task.version,
        )
        for task, stage, due, stopped, host, stuck in found
    )


def version(session: Session, code: str) -> int:
    """How often the task has changed."""
    return session.scalars(queries.task_version(code)).one()


def seen(session: Session, code: str, actor: Actor, expected: int | None = None) -> Dossier:
    """The dossier of a task that the person may see, in the version that they expect.

    Raises:
        NotFound: there is no such task that the person may see.
        Outdated: it has changed since; the task is held while they are compared.
    """
    task = sight.seen(session, code, actor, lock=expected is not None)
    expect(session, code, expected)
    return task


def expect(session: Session, code: str, expected: int | None) -> None:
    """Let through who acts on the task as it is.

    Raises:
        Outdated: it has changed since.
    """
    if expected is not None and (now := version(session, code)) != expected:
        raise Outdated(
            f"{code} đã thay đổi (phiên bản {now}, không còn là {expected}); hãy đọc lại rồi gửi lại."
        )


def stuck(
    session: Session, actor: Actor, on: date, *, offset: int = 0, limit: int
) -> tuple[tuple[Case, ...], bool]:
    """Some results in the closet that the actor may see, the gravest first; and whether more follow.

    The board that was published last tells which; each is judged anew, and what has left is left out.
    """
    published.read(session, on, published.CLOSET)
    statement = boards.cases_listed(sees(actor), boards.CasesWanted(), offset=offset, limit=limit + 1)
    codes = [row.code for row in session.scalars(statement)]
    tasks = {task.code: task for task in dossiers.several(session, *codes[:limit])} if codes else {}
    cases = (closet.case_of(tasks[code], on) for code in codes[:limit] if code in tasks)
    return tuple(case for case in cases if case is not None and case.closet), len(codes) > limit


def own_need(session: Session, number: int, actor: Actor) -> None:
    """Let through who may ask what fits a need: its organisation and the department.

    Raises:
        NotFound: there is no such need, or it is not theirs; the sentence does not tell which.
    """
    _, party = matching.need_of(session, number)
    if party.id != actor.organisation_id and not may(actor, Deed.NEED_REGISTER_ANY):
        raise NotFound(f"Không có nhu cầu hay chào công nghệ số {number} của tổ chức này.")


def matchable(session: Session, code: str, actor: Actor) -> None:
    """Let through who may bring a result together with somebody: who sees it, and enterprises for themselves.

    Raises:
        NotFound: there is no such result for this person.
    """
    if Role.RECIPIENT in actor.roles:
        with walls.beyond(session):
            task = dossiers.load(session, code)
        if may_see(actor, task) or matching.offered_openly(task):
            walls.let_by(session, task.id)
            return
    sight.seen(session, code, actor)


def own_delegation(session: Session, number: int, actor: Actor) -> None:
    """Let through whoever lent their roles under that number.

    Raises:
        NotFound: they have given no such delegation; one of somebody else is not told from none.
    """
    if number not in {each.id for each in lending.lending(session, actor).given}:
        raise NotFound(f"Không có ủy quyền nào mang số {number} do tài khoản này giao.")
