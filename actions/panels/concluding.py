"""Concluding a panel: every vote is in, the minutes are written, nothing of it changes any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from actions import audit, work_files
from actions.panels.bench import Bench, is_early
from actions.panels.forming import at_work
from documents.catalogue.steering import STEERING
from documents.facts.panels import PANEL_MINUTES, Concluded, minutes
from models import panels, provinces
from models.deeds import Deed, require
from models.errors import Refused
from models.panels import Judgement
from models.permissions import Actor
from models.tables import Document


def settled(session: Session, code: str, actor: Actor, on: date) -> tuple[Bench, tuple[Judgement, ...]]:
    """What a panel says of each candidate, its file held until the transaction ends.

    Raises:
        NotPermitted: the actor does not conclude panels.
        Refused: it is not formed, has concluded, or votes are missing: every reason of every candidate.
    """
    require(actor, Deed.PANEL_FORM)
    here = at_work(session, code)
    if here.panel is None:  # at work, it has seats
        raise Refused(f"{here.scheme.vi} của {code} chưa được thành lập.")
    judgements = panels.judged(here.panel, here.candidates)
    reasons = (*is_early(here, on), *panels.obstacles(judgements))
    if reasons:
        raise Refused.because(reasons)
    return here, judgements


def close(
    session: Session,
    here: Bench,
    judgements: Sequence[Judgement],
    concluded: Sequence[Concluded],
    conclusion: str,
    actor: Actor,
    *,
    on: date,
) -> Document:
    """Write the minutes of a panel that has concluded, and let nothing of it change any more.

    Args:
        session: the transaction that holds the file.
        here: the panel.
        judgements: what it says.
        concluded: what becomes of each candidate.
        conclusion: the sentence of the minutes.
        actor: who puts it on record.
        on: the day.
    """
    panel, row = here.panel, here.row
    if panel is None or row is None:  # settled before
        raise Refused(f"{here.scheme.vi} của {here.file.code} chưa được thành lập.")
    row.concluded_on = on
    audit.record(
        session,
        "file:panel:concluded",
        f"{actor.title} ghi nhận kết luận của {here.scheme.vi.lower()} ({here.file.code}): {conclusion}.",
        on=on,
        person_id=actor.id,
        facts={"file": here.file.id, "code": here.file.code},
    )
    return work_files.write(
        session,
        here.file,
        PANEL_MINUTES,
        f"panel-{row.id}",
        lambda number: minutes(
            panel,
            judgements,
            concluded,
            province=provinces.successor(here.file.province, on),
            subject=here.file.title,
            conclusion=conclusion,
            number=number,
            on=on,
        ),
        actor,
        on=on,
    )


def cited(document: Document) -> str:
    """A paper as another cites it: "Biên bản số 05/BB-HĐXC ngày 20/11/2026"."""
    kind = STEERING[document.paper].title.capitalize()
    return f"{kind} số {document.number_text} ngày {document.issued_on:%d/%m/%Y}"
