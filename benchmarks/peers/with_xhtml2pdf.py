"""xhtml2pdf at the papers that our typesetter sets: the finished HTML in, a PDF out, in one warm process.

Run by `benchmarks.alternatives` in an environment of its own:

    python -m benchmarks.peers.with_xhtml2pdf FOLDER ROUNDS

The folder holds `NAME.html` for each paper and the font files; the PDFs are left beside them. Prints a line
of JSON: CPU seconds of each paper in each round after one that warms up.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main() -> None:
    """Set each paper as often as asked."""
    from xhtml2pdf import pisa  # there is no such package in the product's own environment

    folder, rounds = Path(sys.argv[1]), int(sys.argv[2])
    taken: dict[str, list[float]] = {}
    for page in sorted(folder.glob("*.html")):
        html = page.read_text(encoding="utf-8")
        for turn in range(1 + rounds):
            begun = time.process_time()
            with page.with_suffix(".xhtml2pdf.pdf").open("wb") as out:
                pisa.CreatePDF(html, dest=out, path=str(page), encoding="utf-8")
            if turn:
                taken.setdefault(page.stem, []).append(time.process_time() - begun)
    sys.stdout.write(json.dumps({"seconds": taken}) + "\n")


if __name__ == "__main__":
    main()
