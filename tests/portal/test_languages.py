"""Two languages: no page says in Vietnamese what a reader asked for in English."""

import unicodedata
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from portal import tongue

PORTAL = Path(tongue.__file__).parent
SAID = {
    message: path
    for path, _, message, _, _ in extract_from_dir(
        PORTAL,
        method_map=[("**.py", "python"), ("pages/**.html", "jinja2")],
        options_map={"pages/**.html": {"trimmed": "true", "newstyle_gettext": "true"}},
        keywords={"_": None, "gettext": None, "ngettext": (1, 2), "say": (2,), "marked": None},
    )
}
CATALOGUES = sorted((PORTAL / "locale" / "en").glob("*.po"))


def test_every_text_of_the_portal_is_said_in_english():
    english = tongue.translations("en")
    silent = []
    for message, path in SAID.items():
        one, many = message if isinstance(message, tuple) else (message, None)
        said = english.ngettext(one, many, 2) if many else english.gettext(one)
        if said == (many or one):
            silent.append(f"{path}: {one}")
    assert not silent


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_is_whole_sound_and_in_nfc(path):
    with path.open("rb") as file:
        catalogue = read_po(file, locale="en", abort_invalid=True)
    said = {one for message in SAID for one in (message if isinstance(message, tuple) else (message,))}
    for message in catalogue:
        if not message.id:
            continue
        one = message.id if isinstance(message.id, str) else message.id[0]
        assert one in said, f"nothing says «{one}» any more"
        assert message.string
        assert not list(message.check(catalogue)), one
        assert unicodedata.is_normalized("NFC", path.read_text(encoding="utf-8"))
