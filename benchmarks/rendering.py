"""What our typesetting adds to bare WeasyPrint on the same HTML: side by side, in one run, paper by paper.

Each round sets a paper four times, in changing order: ours (templates, checks and metadata of Annex VI
included); bare WeasyPrint on the finished HTML as anybody would call it; the same with PDF/A and tags asked
for; and bare WeasyPrint once more, with its style sheets kept from paper to paper as we keep them and neither
PDF/A nor tags. What is told is the median over the rounds of the ratio within a round: a neighbour who slows
the machine slows all four.

    .venv/bin/python -m benchmarks.rendering [ROUNDS]

prints a table and a line of JSON: processor seconds of a paper, and our ratio to the three others.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

import weasyprint
from weasyprint.text.fonts import FontConfiguration

from documents import sheets, typeset
from documents.facts import gather
from documents.metadata import Filed
from tests.documents.dossiers import occasion_of, whole_life

PAPERS = ("order-receipt", "approval-decision", "acceptance-minutes", "transfer-contract", "file-index")
"""A receipt of one page, a decision, minutes, a contract, a list of some pages."""
ROUNDS = 9
_WARMING = 2
_FILED = Filed("H19.88", 2022, "DN-2022-007.002", 2)
_ARCHIVAL = {"pdf_variant": typeset.VARIANT, "pdf_tags": True}


@dataclass(frozen=True)
class Measured:
    """A paper: its pages, our processor seconds, and the ratio of ours to each of the other ways."""

    paper: str
    pages: int
    seconds: float
    to_bare: float
    to_same_options: float
    to_kept_sheets_without_tags: float


def main() -> None:
    """Measure each paper, print the table."""
    rounds = int(sys.argv[1]) if sys.argv[1:] else ROUNDS
    found = [_measured(paper, rounds) for paper in PAPERS]
    lines = [
        "| paper | pages | ours, CPU s | to bare | to bare with PDF/A, tags | to kept sheets, no tags |",
        "|---|---|---|---|---|---|",
        *(
            f"| {one.paper} | {one.pages} | {one.seconds} | {one.to_bare} | {one.to_same_options} "
            f"| {one.to_kept_sheets_without_tags} |"
            for one in found
        ),
    ]
    report = {"rounds": rounds, "load": os.getloadavg()[0], "papers": [asdict(one) for one in found]}
    sys.stdout.write("\n".join(lines) + "\n" + json.dumps(report) + "\n")


def _measured(paper: str, rounds: int) -> Measured:
    occasion = occasion_of(paper, whole_life())
    facts = gather(paper, occasion)
    page = sheets.unbroken(sheets.html(paper, facts, issued_on=occasion.on))
    base = (sheets.TEMPLATES / paper / "page.html").as_uri()
    unstyled = page[: page.index("<style>")] + page[page.index("</style>") + len("</style>") :]
    fonts = FontConfiguration()
    faces, *kept = [
        weasyprint.CSS(filename=sheet, font_config=fonts) for sheet in sheets.stylesheets(paper)
    ]  # the same faces, or the lines would break elsewhere

    def bare(**options: object) -> bytes:
        made = weasyprint.HTML(string=page, base_url=base)
        return bytes(made.write_pdf(font_config=fonts, stylesheets=[faces], **options))

    def without_parsing() -> bytes:
        made = weasyprint.HTML(string=unstyled, base_url=base)
        return bytes(made.write_pdf(font_config=fonts, stylesheets=[faces, *kept]))

    def ours() -> typeset.Pdf:
        return typeset.typeset(paper, facts, issued_on=occasion.on, filed=_FILED)

    ways: list[Callable[[], object]] = [ours, bare, lambda: bare(**_ARCHIVAL), without_parsing]
    taken: list[list[float]] = [[] for _ in ways]
    for turn in range(_WARMING + rounds):
        for way in (range(len(ways)), reversed(range(len(ways))))[turn % 2]:
            gc.collect()
            begun = time.process_time()
            ways[way]()
            taken[way].append(time.process_time() - begun)
    warm = [each[_WARMING:] for each in taken]
    ratios = [
        round(statistics.median(mine / others for mine, others in zip(warm[0], other, strict=True)), 2)
        for other in warm[1:]
    ]
    return Measured(paper, ours().pages, round(statistics.median(warm[0]), 3), *ratios)


if __name__ == "__main__":
    main()
