"""Talking about a task: remarks that call people by their handle, said and taken back.

A remark is read by whoever may see the task; it calls only those who may. The journal tells that something
was said, not what: what was taken back is nowhere to be read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from actions import audit, letters, people, sight
from actions.letters import Said
from models import deeds
from models.deeds import Deed
from models.dossier import Dossier
from models.errors import BadInput, NotFound, NotPermitted, Refused
from models.permissions import Actor, may_see
from models.queries import comments
from models.tables import Comment, Person

LONGEST: Final = 4000
"""Characters of one remark."""
MOST_CALLED: Final = 20
"""People whom one remark may call."""
SEEN: Final = "Đã xem."
"""What is said when somebody answers a call with one click."""

_CALL: Final = re.compile(r"(?<![\w@])@([A-Za-z0-9][\w.\-]*[A-Za-z0-9])")


def say(session: Session, code: str, text: str, actor: Actor, *, on: date) -> int:
    """Say something about a task; `@handle` calls somebody. Returns the number of the remark.

    Raises:
        NotFound: there is no such task that the person may see.
        NotPermitted: the person only looks.
        BadInput: it is empty or too long.
        Refused: it calls somebody who may not see the task, or nobody at all.
    """
    task = sight.seen(session, code, actor)
    role = deeds.require(actor, Deed.TASK_COMMENT, task)
    said = text.strip()
    if not said:
        raise BadInput("Hãy ghi nội dung trao đổi.")
    if len(said) > LONGEST:
        raise BadInput(f"Nội dung dài {len(said)} ký tự; nhiều nhất là {LONGEST} ký tự.")
    called = _called(session, task, called_in(said))
    row = Comment(
        task_id=task.id, person_id=actor.id, text=said, mentioned=[person.id for person in called], on=on
    )
    session.add(row)
    session.flush()
    to = f", nhắc {', '.join(person.title for person in called)}" if called else ""
    audit.record(
        session,
        "task:comment:said",
        f"{actor.signing_as(role)} ghi ý kiến trao đổi{to}.",
        on=on,
        task_id=task.id,
        person_id=actor.id,
        facts={"comment": row.id, "mentioned": row.mentioned},
    )
    for person in called:
        if person.id != actor.id:
            _write_to(session, person, row, code, actor.signing_as(role), on)
    return row.id


def _write_to(session: Session, person: Person, row: Comment, code: str, caller: str, on: date) -> None:
    """Tell a person by letter that somebody calls; what was said is read in the portal alone."""
    said = {
        "vi": Said(f"[{code}] Có người nhắc đến bạn", f"{caller} nhắc đến bạn trong ý kiến về {code}."),
        "en": Said(f"[{code}] You were mentioned", f"{caller} mentions you in a remark on {code}."),
    }
    key = f"mention:{row.id}"
    letters.promise(session, person.id, letters.Kind.MENTION, key, said, f"/tasks/{code}#talk", on=on)


def called_in(text: str) -> tuple[str, ...]:
    """The handles that a text calls, each once."""
    return tuple(dict.fromkeys(_CALL.findall(text)))


def _called(session: Session, task: Dossier, handles: Sequence[str]) -> tuple[Person, ...]:
    if len(handles) > MOST_CALLED:
        raise Refused(f"Mỗi ý kiến nhắc nhiều nhất {MOST_CALLED} người.")
    known = {row.handle: row for row in session.scalars(comments.people_called(handles))} if handles else {}
    able = {handle: row for handle, row in known.items() if may_see(people.actor_of(session, row), task)}
    # One sentence for both, so that nobody learns here which accounts there are.
    reasons = [
        f"«@{handle}» không phải là tài khoản của người được xem nhiệm vụ này nên không nhắc được."
        for handle in handles
        if handle not in able
    ]
    if reasons:
        raise Refused.because(reasons)
    return tuple(able[handle] for handle in handles)


def withdraw(session: Session, code: str, number: int, actor: Actor, *, on: date) -> None:
    """Take back a remark of one's own.

    Raises:
        NotFound: there is no such remark on a task that the person may see.
        NotPermitted: somebody else made it.
    """
    task = sight.seen(session, code, actor)
    row = session.scalars(comments.comment_held(number)).one_or_none()
    if row is None or row.task_id != task.id or row.withdrawn_on is not None:
        raise NotFound(f"Không có ý kiến số {number} ở {code}.")
    if row.person_id != actor.id:
        raise NotPermitted("Chỉ người đã ghi ý kiến mới rút được ý kiến đó.")
    row.withdrawn_on = on
    audit.record(
        session,
        "task:comment:withdrawn",
        f"{actor.title} rút một ý kiến trao đổi.",
        on=on,
        task_id=task.id,
        person_id=actor.id,
        facts={"comment": number},
    )
