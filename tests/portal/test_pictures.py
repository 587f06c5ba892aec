"""The documentation shows every room of the portal, and no picture that nobody looks at."""

import re
from pathlib import Path

from portal.nav import BAR

DOCS = Path(__file__).parents[2] / "docs"
ROOMS = (DOCS / "rooms.md").read_text(encoding="utf-8")


SHOWN = re.compile(r"^`(/[^`{]*)[^`]*` ·[^\n]*\n\n!\[[^\]]+\]\(screens/([a-z-]+)\.png\)", re.MULTILINE)


def test_every_room_of_the_bar_stands_in_the_documentation_with_its_picture():
    shown = {path for path, _ in SHOWN.findall(ROOMS)}
    assert {door.path for door in BAR} - shown == set()


def test_each_picture_is_there_and_each_that_is_there_is_shown():
    named = set(re.findall(r"\(screens/([a-z-]+\.png)\)", ROOMS))
    assert named == {each.name for each in (DOCS / "screens").iterdir()}
    portal = "".join((DOCS / name).read_text(encoding="utf-8") for name in ("portal.md", "portal.vi.md"))
    assert set(re.findall(r"\(screens/([a-z-]+\.png)\)", portal)) <= named
