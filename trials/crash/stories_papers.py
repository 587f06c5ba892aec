"""Stories of papers that are signed and edited, of the sealed journal, of tasks that change their process."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Final

from trials.crash.asking import Do, Known, Story
from trials.crash.stories_tasks import DIRECTOR, HEAD, OFFICER, stands
from trials.crash.world import ON

_PARTIES: Final = {"so.giam-doc": ("Giám đốc Sở Khoa học và Công nghệ", "Sở Khoa học và Công nghệ (mẫu)")}


def _issued(known: Known) -> Mapping[str, Any]:
    """The annex on ownership of the task, numbered and kept."""
    from actions import dossiers, issuing, wiring
    from models import progress

    with wiring.unit_of_work() as session:
        main = progress.main_entry(dossiers.load(session, known["task"]))
    assert main is not None  # noqa: S101 - it stands in a stage
    number = issuing.issue(known["task"], main.id, "sign", "ownership-annex", ON)
    issuing.keep(number)
    return {"number": number}


def _authority(_: Known) -> Mapping[str, Any]:
    """A development CA with a key for the director."""
    from actions import wiring
    from documents.signing import development

    folder = wiring.settings().home / "ca"
    holders = [development.Holder(handle, *said) for handle, said in _PARTIES.items()]
    development.make(folder, holders, wiring.now())
    return {}


def _sign(known: Known) -> None:
    from actions import people, signing, wiring
    from documents.signing import development

    folder = wiring.settings().home / "ca"
    os.environ["TRIPLEHELIX_SIGNING_TEST_CA"] = str(folder)
    wiring.settings.cache_clear()
    with wiring.unit_of_work() as session:
        director = people.find(session, DIRECTOR)
        key = str(folder / f"{DIRECTOR}.p12")
        signing.sign(session, known["number"], director, key, development.PASSPHRASE, on=ON)


def _approve(known: Known) -> None:
    from actions import people, signing, wiring

    with wiring.unit_of_work() as session:
        signing.approve(session, known["number"], people.find(session, HEAD), on=ON)


def _hand_back(known: Known) -> None:
    from actions import people, twins, wiring

    with wiring.unit_of_work() as session:
        officer = people.find(session, OFFICER)
        data = twins.twin(session, known["number"], officer).data
        twins.hand_back(session, known["number"], data, "phu-luc.docx", officer, on=ON)


def _shorter() -> None:
    from actions import wiring
    from models import lifecycle
    from tests.versions import SHORTER

    wiring.settings()
    lifecycle.adopt(SHORTER)


def _begin(_: Known) -> Mapping[str, Any]:
    from actions import changing, people, wiring

    _shorter()
    with wiring.unit_of_work() as session:
        plan = changing.plan_of("2026-11", "2027-03")
        return {"change": changing.begin(session, plan, people.find(session, DIRECTOR), ON)}


def _apply(known: Known) -> None:
    from actions import changing, people, wiring

    _shorter()
    with wiring.unit_of_work() as session:
        director = people.find(session, DIRECTOR)
    list(changing.apply(known["change"], director, ON))


def _undo(known: Known) -> None:
    from actions import changing, people, wiring

    _shorter()
    with wiring.unit_of_work() as session:
        director = people.find(session, DIRECTOR)
    list(changing.undo(known["change"], director, ON))


def _seal(_: Known) -> None:
    from actions import audit_heads, wiring

    with wiring.unit_of_work() as session:
        audit_heads.seal(session, ON)


STORIES: Final = (
    Story(
        "a paper is edited, approved and signed",
        (
            stands("CONTRACT", contract_signed_on=None),
            Do("the annex is issued", _issued, tried=True),
            Do("its Word twin is handed back", _hand_back, tried=True,
               stands_for=("POST /documents/{number}/twin",)),
            Do("it is approved", _approve, tried=True),
            Do("keys", _authority),
            Do("it is signed", _sign, tried=True, leaves_orphans=True,
               passing=frozenset({"documents.signed_size"}),
               stands_for=("POST /documents/{number}/signature",)),
        ),
    ),
    Story(
        "the day is sealed",
        (stands("EXECUTE"), Do("the head of the chain is signed", _seal, tried=True, leaves_orphans=True)),
    ),
    Story(
        "tasks go over to another process",
        (
            stands("SUBMIT", "one"),
            stands("EXECUTE", "other"),
            Do("a change is begun", _begin, tried=True, stands_for=("POST /process/changes",)),
            Do("it is made", _apply, tried=True, stands_for=("POST /process/changes/{number}/apply",)),
            Do("it is taken back", _undo, tried=True, stands_for=("POST /process/changes/{number}/undo",)),
        ),
    ),
)  # fmt: skip
