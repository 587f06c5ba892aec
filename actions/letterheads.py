"""What papers are headed with: the names of a province's bodies, set where they do not follow from its name.

A paper keeps the names under which it was issued; what is set here heads those that come after.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy.orm import Session

from actions import audit, wiring
from documents.facts import Letterhead
from models import deeds, provinces
from models.deeds import Deed
from models.errors import Refused
from models.listing.text import clean
from models.permissions import Actor
from models.queries import letterheads as queries
from models.tables import LetterheadLine

_LONGEST = 200
"""Characters of a name; two lines of a page's head."""
_LONGEST_UNIT = 30
"""Characters of the unit's symbol, which stands behind «VT»."""


@dataclass(frozen=True)
class Names:
    """What a province sets; an empty name follows from the province's own.

    `science_unit` is the symbol of the unit that keeps a task's file, `place` where papers are dated.
    """

    place: str = ""
    ppc: str = ""
    dost: str = ""
    info_body: str = ""
    science_unit: str = ""


CALLED = {
    "place": "địa danh",
    "ppc": "cơ quan chủ quản",
    "dost": "cơ quan ban hành",
    "info_body": "đầu mối thông tin",
    "science_unit": "đơn vị lưu hồ sơ",
}


@dataclass(frozen=True)
class Standing:
    """What papers are headed with now, what of it was set, and what it would be if nothing were."""

    now: Letterhead
    set: Names
    derived: Letterhead


def own_province() -> str:
    """The province whose department runs this system, as it is called today."""
    return provinces.successor(wiring.settings().province, wiring.today()).removeprefix("TP. ")


def standing(session: Session) -> Standing:
    """What papers of this department are headed with."""
    province = own_province()
    row = session.get(LetterheadLine, province, populate_existing=True)
    names = Names() if row is None else Names(*(getattr(row, each.name) for each in fields(Names)))
    derived = Letterhead.derived(province)
    return Standing(derived.with_names(_given(names)), names, derived)


def keep(session: Session, actor: Actor, names: Names) -> None:
    """Head the papers that come with these names.

    Raises:
        NotPermitted: the actor does not keep them.
        Refused: with every reason.
    """
    deeds.require(actor, Deed.LETTERHEAD_KEEP)
    given = {each.name: clean(getattr(names, each.name)) for each in fields(Names)}
    reasons = [
        f"{CALLED[name].capitalize()} dài nhất là {most} ký tự."
        for name, text in given.items()
        if len(text) > (most := _LONGEST_UNIT if name == "science_unit" else _LONGEST)
    ]
    if reasons:
        raise Refused.because(reasons)
    province = own_province()
    before = standing(session).set
    changed = [name for name, text in given.items() if getattr(before, name) != text]
    if not changed:
        return
    if any(given.values()):
        session.execute(queries.keep_letterhead(province, given))
    else:
        session.execute(queries.forget_letterhead(province))
    wiring.look_again()
    told = "; ".join(f"{CALLED[name]}: {given[name] or 'theo tên tỉnh'}" for name in changed)
    audit.record(
        session,
        "system:letterhead:kept",
        f"{actor.title} đặt thông tin in trên văn bản ({told}).",
        on=wiring.today(),
        person_id=actor.id,
        facts={"province": province, "changed": changed},
    )


def _given(names: Names) -> dict[str, str]:
    return {each.name: text for each in fields(Names) if (text := getattr(names, each.name))}
