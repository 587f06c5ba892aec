"""Our typesetting beside what people use instead: LibreOffice from a Word template, and xhtml2pdf.

Three ways to the same paper, from the same facts, on the same machine in one run:

* ours: facts to HTML to PDF/A in a warm process, as the engine does it;
* a Word template filled by docxtpl and turned into PDF by LibreOffice without its window: the way of
  docassemble and of most offices' own tools, once a program for each paper, and once one for all of them;
* xhtml2pdf on the finished HTML, in a warm process.

The condition of entry is correct Vietnamese: the text of the PDF, read back by pdftotext, must hold every
word of the paper in one Unicode form (NFC). A side that does not is measured, and named as one that does not
enter. xhtml2pdf does not read the style sheets of Decree 30's layout (margin boxes of a page); it is given
the same content with our font and plain margins, which is less than a paper needs.

    ./triplehelix bench alternatives [ROUNDS]

prints a table and a line of JSON: CPU seconds of a paper (median), and their time as a multiple of ours.
LibreOffice is taken if it is there (Debian: libreoffice-writer), xhtml2pdf from the package registry.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks import peers
from documents import sheets, twins, typeset
from documents.facts import gather
from tests.documents.dossiers import occasion_of, whole_life

PAPERS: Final = ("direct-invitation", "research-contract", "acceptance-minutes", "transfer-contract")
"""A letter, two contracts, minutes: papers that have a Word twin, so that all ways can make them."""
ROUNDS: Final = 5
XHTML2PDF: Final = "xhtml2pdf==0.2.17"
_FONT: Final = next((sheets.TEMPLATES / "fonts").glob("*Serif-Regular.ttf"))
_PLAIN: Final = f"""
@font-face {{ font-family: Paper; src: url("{_FONT}"); }}
@page {{ size: a4; margin: 20mm; }}
body {{ font-family: Paper; font-size: 13pt; }}
"""
"""What xhtml2pdf is given in place of our style sheets."""
_PATIENCE: Final = 300
"""Seconds that LibreOffice is given for a round."""


@dataclass(frozen=True)
class Side:
    """One way: CPU seconds by paper and round, and by paper which of its words the PDF does not hold."""

    name: str
    seconds: dict[str, list[float]]
    lost: dict[str, tuple[str, ...]]

    def median(self, paper: str) -> float:
        """CPU seconds that a paper usually takes."""
        return statistics.median(self.seconds[paper])

    @property
    def enters(self) -> bool:
        """Whether its Vietnamese is right in every paper."""
        return not any(self.lost.values())


def main() -> None:
    """Measure all ways that can be had, print the table."""
    rounds = int(sys.argv[1]) if sys.argv[1:] else ROUNDS
    with TemporaryDirectory(prefix="triplehelix-alternatives-") as place:
        folder = Path(place)
        words = {paper: _laid_out(paper, folder) for paper in PAPERS}
        sides = [_ours(folder, rounds, words)]
        office = shutil.which("soffice")
        if office:
            sides.append(_office(office, folder, rounds, words, together=False))
            sides.append(_office(office, folder, rounds, words, together=True))
        sides.append(_xhtml2pdf(folder, rounds, words))
    _tell(sides, rounds)


def _laid_out(paper: str, folder: Path) -> tuple[str, ...]:
    """Leave the paper's HTML and Word file in the folder; gives the words that a PDF of it must hold."""
    occasion = occasion_of(paper, whole_life())
    facts = gather(paper, occasion)
    page = sheets.unbroken(sheets.html(paper, facts, issued_on=occasion.on))
    plain = re.sub(r"<style>.*?</style>", f"<style>{_PLAIN}</style>", page, flags=re.DOTALL)
    (folder / f"{paper}.html").write_text(plain, encoding="utf-8")
    (folder / f"{paper}.docx").write_bytes(twins.twin(paper, facts, issued_on=occasion.on).data)
    return tuple(" ".join(twins.lines(paper, facts, issued_on=occasion.on)).split())


def _ours(folder: Path, rounds: int, words: dict[str, tuple[str, ...]]) -> Side:
    taken: dict[str, list[float]] = {}
    for paper in PAPERS:
        occasion = occasion_of(paper, whole_life())
        facts = gather(paper, occasion)
        made = typeset.typeset(paper, facts, issued_on=occasion.on)
        (folder / f"{paper}.ours.pdf").write_bytes(made.data)
        again = partial(typeset.typeset, paper, facts, issued_on=occasion.on)
        taken[paper] = [_timed(again) for _ in range(rounds)]
    return Side("ours", taken, _lost(folder, "ours", words))


def _timed(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _office(
    office: str, folder: Path, rounds: int, words: dict[str, tuple[str, ...]], *, together: bool
) -> Side:
    """LibreOffice on the filled Word files, one by one or all in one start; filling them is counted, too."""
    name = "docxtpl and LibreOffice" + (", all papers in one start" if together else ", a start for each")
    filling = {paper: _filling(paper) for paper in PAPERS}
    taken: dict[str, list[float]] = {paper: [] for paper in PAPERS}
    for _ in range(rounds):
        for papers in (PAPERS,) if together else ((paper,) for paper in PAPERS):
            spent = _converted(office, folder, papers) / len(papers)
            for paper in papers:
                taken[paper].append(filling[paper] + spent)
    return Side(name, taken, _lost(folder, "", words))


def _filling(paper: str) -> float:
    occasion = occasion_of(paper, whole_life())
    facts = gather(paper, occasion)
    return _timed(lambda: twins.twin(paper, facts, issued_on=occasion.on))


def _converted(office: str, folder: Path, papers: tuple[str, ...]) -> float:
    """CPU seconds of a start of LibreOffice that turns these papers into PDFs."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = [str(folder / f"{paper}.docx") for paper in papers]
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=_PATIENCE)  # noqa: S603 - own words
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _xhtml2pdf(folder: Path, rounds: int, words: dict[str, tuple[str, ...]]) -> Side:
    with peers.environment((XHTML2PDF,)) as python:
        found = peers.run(python, "with_xhtml2pdf", str(folder), str(rounds))
    return Side("xhtml2pdf", found["seconds"], _lost(folder, "xhtml2pdf", words))


def _lost(folder: Path, kind: str, words: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The words of each paper that its PDF does not hold, read back as anybody would."""
    lost = {}
    for paper, wanted in words.items():
        file = folder / ".".join(part for part in (paper, kind, "pdf") if part)
        command = ["pdftotext", str(file), "-"]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - own words
        held = _joined(said)
        lost[paper] = tuple(sorted(each for each in set(wanted) if _joined(each) not in held))
    return lost


def _joined(text: str) -> str:
    """A text without blanks, and without hyphens: pdftotext drops those at the end of a line."""
    return "".join(text.split()).replace("-", "")


def _tell(sides: list[Side], rounds: int) -> None:
    ours = sides[0]
    head = ("way", *PAPERS, "times ours", "Vietnamese")
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    told = []
    for side in sides:
        times = statistics.median(side.median(paper) / ours.median(paper) for paper in PAPERS)
        missing = sum(map(len, side.lost.values()))
        right = "right" if side.enters else f"{missing} words lost"
        cells = " | ".join(f"{side.median(paper):.2f}" for paper in PAPERS)
        lines.append(f"| {side.name} | {cells} | {times:.1f} | {right} |")
        told.append(
            {
                "way": side.name,
                "cpu_seconds": {paper: round(side.median(paper), 3) for paper in PAPERS},
                "times_ours": round(times, 2),
                "enters": side.enters,
                "words_lost": {paper: list(lost[:5]) for paper, lost in side.lost.items() if lost},
            }
        )
    report = {"rounds": rounds, "load": os.getloadavg()[0], "ways": told}
    sys.stdout.write("\n".join(lines) + "\n" + json.dumps(report, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
