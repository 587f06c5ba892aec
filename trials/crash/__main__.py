"""Kill it at every point, start it again, and look whether anything is lost: print what came of it.

    ./triplehelix trial crash [--only KIND ...] [--named WORDS ...] [--minutes 20] [--lanes 2]
                              [--sample N] [--record FILE] [--json FILE] [--list]

Pieces are dealt to lanes, processes that run beside each other. Whatever does not end within its time counts
as wrong, so that the trial always ends; what is not begun when the minutes are over is named as not tried.
With --record, each piece that is over is written down at once, and what stands there without a fault is not
tried again: so the whole matrix can be run in parts.

It ends with 0 when all was tried and nothing was wrong, 1 when something was wrong, 2 when something was not
tried.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from trials.crash import matrix
from trials.crash.kinds import KINDS
from trials.crash.lanes import Deck, Piece, run
from trials.crash.matrix import Tried

_WRONG, _NOT_TRIED = 1, 2


def main() -> int:
    """Try what was asked for."""
    asked = _asked()
    pieces = [
        (kind, piece)
        for kind in asked.only or KINDS
        for piece in KINDS[kind].pieces
        if any(words in piece or words in kind for words in asked.named)
    ]
    if asked.list:
        _say("\n".join(f"{kind}: {piece}" for kind, piece in pieces))
        return 0
    # Whoever ends the trial ends its servers with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_WRONG))
    began, over = time.monotonic(), recorded(asked.record)
    over = {piece: rows for piece, rows in over.items() if piece in pieces}
    for piece in over:
        _say(f"tried before: {': '.join(piece)}")
    deck = Deck([each for each in pieces if each not in over], began + asked.minutes * 60)

    def told(piece: Piece, rows: Sequence[Tried]) -> None:
        over[piece] = list(rows)
        for row in rows:
            _tell(piece[0], row)
        if asked.record:
            line = {"kind": piece[0], "piece": piece[1], "rows": [vars(row) for row in rows]}
            with asked.record.open("a", encoding="utf-8") as file:
                file.write(f"{json.dumps(line, ensure_ascii=False)}\n")

    with suppress(SystemExit, KeyboardInterrupt):  # who interrupts it is told what is known by then
        run(deck, told, asked.lanes, asked.sample)
    return _concluded(over, deck.pieces, time.monotonic() - began, asked.json)


def _asked() -> argparse.Namespace:
    told = "\n".join(f"  {kind.name:10}{kind.about}" for kind in KINDS.values())
    reader = argparse.ArgumentParser(
        prog="./triplehelix trial crash",
        description=f"{(__doc__ or '').partition(chr(10))[0]}\n\n{told}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    reader.add_argument("--only", choices=KINDS, nargs="+", help="these kinds of kills; all when not given")
    reader.add_argument("--named", nargs="+", default=[""], help="pieces whose name holds one of these")
    reader.add_argument("--minutes", type=float, default=20.0, help="after which nothing more is begun")
    reader.add_argument(
        "--sample", type=int, help="so many points of each step, evenly spread; all when not given"
    )
    reader.add_argument("--lanes", type=int, default=2, help="processes beside each other")
    reader.add_argument("--record", type=Path, help="where each piece is written down, and read before")
    reader.add_argument("--json", type=Path, help="where the whole report is written")
    reader.add_argument("--list", action="store_true", help="name the pieces, and try nothing")
    return reader.parse_args()


def recorded(file: Path | None) -> dict[Piece, list[Tried]]:
    """The pieces that were tried before and in which nothing was wrong."""
    found: dict[Piece, list[Tried]] = {}
    if file is None or not file.exists():
        return found
    for line in file.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        rows = [Tried(**row) for row in told["rows"]]
        piece = (told["kind"], told["piece"])
        if any(row.violations for row in rows):
            found.pop(piece, None)
        else:
            found[piece] = rows
    return found


_HEAD: Final = ("steps", "points", "tried", "violations", "seconds")


def _concluded(
    over: dict[Piece, list[Tried]], left: Sequence[Piece], seconds: float, file: Path | None
) -> int:
    """Tell the sums, and what they mean."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)  # of all lanes, with their servers
    sums = {
        kind: matrix.summed(row for piece, rows in over.items() if piece[0] == kind for row in rows)
        for kind in dict.fromkeys(piece[0] for piece in (*over, *left))
    }
    total = matrix.summed(row for rows in over.values() for row in rows)
    _say(f"{'':10}" + "".join(f"{name:>12}" for name in _HEAD))
    for name, each in [*sums.items(), ("all", total)]:
        _say(f"{name:10}" + "".join(f"{each[column]:12}" for column in _HEAD))
    for kind, piece in left:
        _say(f"not tried, for the time was over: {kind}: {piece}")
    report: dict[str, Any] = sums | {
        "all": total,
        "not_tried": [": ".join(piece) for piece in left],
        "wall_s": round(seconds),
        "cpu_s": round(spent.ru_utime + spent.ru_stime),
        "load": round(os.getloadavg()[0], 1),
    }
    if file is not None:
        rows = [{"kind": piece[0], **vars(row)} for piece, tried in over.items() for row in tried]
        file.write_text(json.dumps(report | {"rows": rows}, indent=1, ensure_ascii=False), "utf-8")
    _say(json.dumps(report, ensure_ascii=False))
    if total["violations"]:
        return _WRONG
    return _NOT_TRIED if left or not total["tried"] else 0


def _tell(kind: str, row: Tried) -> None:
    left = ", ".join(f"{name} {count}" for name, count in sorted(row.left.items()) if count)
    count = sum(row.kinds.values())
    head = f"{kind:10}{row.story:32.32} {row.step:52.52}"
    _say(f"{head} {count:3} of {row.points:3}  {left}  {row.seconds:.1f} s")
    for each in row.violations:
        _say(f"    ✗ {each}")


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
