"""A golden picture of the first page of each kind of layout and of each paper, compared by pixels.

When a change of the layout is meant, look at the new pictures and renew them:
`RENEW_GOLDEN=1 uv run pytest tests/documents/test_golden.py`
"""

import os
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter

from documents import typeset
from documents.catalogue import CATALOGUE
from tests.documents import test_advisory_papers as of_sessions
from tests.documents import test_asked_papers as on_request
from tests.documents import test_panel_papers as of_panels
from tests.documents import test_papers as of_life
from tests.documents import test_protection_papers as of_protection
from tests.documents import test_remedy_papers as of_remedies
from tests.documents import test_reporting_papers as of_reports
from tests.documents import test_survey_papers as of_surveys
from tests.documents.test_layout import OF_EACH_KIND, measured

GOLDEN = Path(__file__).parent / "golden"
DPI = 40
FAR = 24
"""How many of 255 greys a pixel may be off: another rasteriser draws the edge of a letter otherwise."""
SHARE = 0.004
"""The share of pixels that may be off by more."""
PICTURES = [(kind, 0) for kind in OF_EACH_KIND] + [("decision", 1)]
PICTURES += [("revenue-share", 1)]
PAPERS = {
    **dict.fromkeys(of_life.OF_LIFE, of_life.of_whole_life),
    **dict.fromkeys(of_remedies.PAPERS, of_remedies.printed),
    **dict.fromkeys(of_sessions.WHOLE, of_sessions.printed),
    **dict.fromkeys(on_request.WHOLE, on_request.printed),
    **dict.fromkeys(of_panels.WHOLE, of_panels.printed),
    **dict.fromkeys(of_protection.WHOLE, of_protection.printed),
    **dict.fromkeys(of_surveys.WHOLE, of_surveys.printed),
    **dict.fromkeys(of_reports.WHOLE, of_reports.printed),
}
"""Each paper of the catalogue, and how the tests of its family print it, once for all of them."""
PICTURES += [(paper, 0) for paper in PAPERS]


@cache
def pages(kind, *, draft=False):
    if kind in PAPERS:
        return drawn(PAPERS[kind](kind).data)
    paper = measured(kind, 13)
    data = (
        typeset.typeset(OF_EACH_KIND[kind], paper.facts, issued_on=None, draft=True).data
        if draft
        else paper.data
    )
    return drawn(data)


def drawn(data):
    with pypdfium2.PdfDocument(data) as pdf:
        return [page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L") for page in pdf]


def off(one, other):
    """The share of pixels that differ by far, once edges are softened; all of them when the sizes differ."""
    if one.size != other.size:
        return 1.0
    softened = (picture.filter(ImageFilter.GaussianBlur(0.7)) for picture in (one, other))
    greys = ImageChops.difference(*softened).histogram()
    return sum(greys[FAR:]) / sum(greys)


@pytest.mark.parametrize(
    ("kind", "number"), PICTURES, ids=[f"{kind}-{number + 1}" for kind, number in PICTURES]
)
def test_a_page_looks_like_its_golden_picture(kind, number):
    file = GOLDEN / f"{kind}-{number + 1}.png"
    page = pages(kind)[number]
    if os.environ.get("RENEW_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        page.quantize(16).save(file, optimize=True)
    with Image.open(file) as kept:
        share = off(kept.convert("L"), page)
    assert share <= SHARE, f"{share:.2%} of {file.name} differ: look at the page, then renew the pictures"


def test_the_comparison_sees_a_watermark_and_a_page_that_moved():
    first = pages("notice")[0]
    assert off(first, pages("notice", draft=True)[0]) > SHARE
    moved = ImageChops.offset(first, 0, 3)
    assert off(first, moved) > SHARE
    assert off(first, pages("letter")[0]) > SHARE
    assert off(first, first) == 0


def test_every_paper_of_the_catalogue_has_its_picture():
    assert set(PAPERS) >= set(CATALOGUE)
    assert set(PAPERS) == set(typeset.papers())


def test_golden_pictures_are_small():
    assert sum(file.stat().st_size for file in GOLDEN.iterdir()) < 1_600_000
