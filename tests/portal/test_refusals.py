"""No form answers an outage as if it were a refusal: it would say that what was sent cannot be done."""

import ast
from pathlib import Path

from models.errors import TripleHelixError
from portal import rooms
from portal.refusals import OF_THE_FORM

ANSWER_IT_THEMSELVES = {"boards.py", "entrance.py", "uploading.py", "verify.py"}
"""Rooms that catch every error: the state of the services; and three that answer an outage with 503."""


def caught(handler: ast.ExceptHandler) -> set[str]:
    return (
        {each.id for each in ast.walk(handler.type) if isinstance(each, ast.Name)} if handler.type else {"*"}
    )


def test_no_room_catches_an_outage_to_call_it_a_refusal():
    too_wide = {"*", "Exception", "BaseException", "TripleHelixError", "Unavailable", "DatabaseAway"}
    rooms_of = Path(rooms.__file__).parent.glob("*.py")
    found = {
        path.name
        for path in rooms_of
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ExceptHandler) and caught(node) & too_wide
    }
    assert found <= ANSWER_IT_THEMSELVES


def test_a_form_catches_every_refusal_and_no_outage():
    kinds = {kind for kind in TripleHelixError.__subclasses__() if kind.__module__ == "models.errors"}
    assert {kind.__name__ for kind in kinds - set(OF_THE_FORM)} == {"Unavailable"}
