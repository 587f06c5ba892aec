"""Throwing inputs at one door, counting what comes of them: run as `python -m trials.fuzz.engine TARGET ...`.

It ends with a line of JSON. A fault is counted once by where it happened; the input is kept beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from trials.fuzz.targets import TARGETS, Target, Try

SLOWEST = 10
"""Seconds that one input may take; what takes longer is a hang."""
MOST_MEMORY = 2 * 2**30
"""Bytes that the whole process may take; the processes apart are held to less."""
LARGEST = 2**20
"""Bytes of an input."""


class Hang(BaseException):
    """Raised in the midst of an input that takes too long: no door may take it for a fault of the file."""


@dataclass
class Count:
    """What came of the inputs at one door."""

    target: str
    engine: str
    inputs: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    memory_mb: int = 0
    faults: dict[str, str] = field(default_factory=dict)
    """Of each fault where it happened, and the file that holds its input."""


class Thrower:
    """Tries inputs at a door and counts."""

    def __init__(self, target: Target, count: Count, keep: Path) -> None:
        signal.signal(signal.SIGALRM, _late)
        self._try: Try = target.begin()
        self.count = count
        self._keep = keep

    def __call__(self, data: bytes) -> None:
        """Try one input."""
        begun = time.monotonic()
        signal.alarm(SLOWEST)
        try:
            self._try(data)
        except (Exception, Hang) as fault:  # noqa: BLE001 - whatever it is, it is what we look for
            self._note(fault, data)
        finally:
            signal.alarm(0)
        self.count.inputs += 1
        self.count.slowest = max(self.count.slowest, time.monotonic() - begun)

    def _note(self, fault: BaseException, data: bytes) -> None:
        frames = traceback.extract_tb(fault.__traceback__)
        ours = [
            each for each in frames if "site-packages" not in each.filename and "trials" not in each.filename
        ]
        place = (ours or frames)[-1]
        where = f"{type(fault).__name__} at {Path(place.filename).name}:{place.name}: {str(fault)[:120]}"
        key = where.partition(": ")[0]
        if not any(known.startswith(key) for known in self.count.faults):
            kept = self._keep / f"{self.count.target}-{sha256(data).hexdigest()[:12]}"
            kept.write_bytes(data)
            self.count.faults[where] = kept.name


def mutated(seeds: Sequence[bytes], words: Sequence[bytes], chance: random.Random) -> Iterator[bytes]:
    """Inputs made from good ones: bytes turned, cut out, doubled, put between; pieces of others; words."""
    pool = list(seeds)
    while True:
        data = bytearray(chance.choice(pool))
        for _ in range(1 << chance.randrange(6)):
            _change(data, pool, words, chance)
        yield bytes(data[:LARGEST])


def _change(data: bytearray, pool: Sequence[bytes], words: Sequence[bytes], chance: random.Random) -> None:
    at = chance.randrange(len(data) + 1)
    to = min(len(data), at + chance.choice((1, 2, 4, 16, 100)))
    match chance.randrange(7):
        case 0 if data:
            data[at % len(data)] ^= 1 << chance.randrange(8)
        case 1:
            data[at:to] = chance.randbytes(to - at)
        case 2:
            del data[at:to]
        case 3:
            data[at:at] = data[at:to] * chance.choice((1, 3, 50))
        case 4 if words:
            data[at:to] = chance.choice(words)
        case 5:
            other = chance.choice(pool)
            begin = chance.randrange(len(other) + 1)
            data[at:to] = other[begin : begin + chance.choice((4, 40, 400))]
        case _:
            data[at:to] = chance.choice((b"\0", b"\xff\xff\xff\xff", b"-1", b"9" * 30, b"\x7f\xff\xff\xff"))


def _by_mutation(target: Target, count: Count, keep: Path, seconds: float, seed: int) -> None:
    thrower = Thrower(target, count, keep)
    seeds = target.seeds()
    for each in seeds:
        thrower(each)
    until = time.monotonic() + seconds
    for data in mutated(seeds, target.words, random.Random(seed)):  # noqa: S311 - repeatable inputs, no secrets
        if time.monotonic() > until:
            return
        thrower(data)


def _by_coverage(target: Target, count: Count, keep: Path, seconds: float, seed: int) -> None:
    """Let Atheris look for inputs that reach new lines; it never returns; the count is said from within."""
    import atheris

    with atheris.instrument_imports(include=["documents", "models", "actions", "openpyxl", "pyhanko", "PIL"]):
        thrower = Thrower(target, count, keep)
    corpus = keep / f"corpus-{target.name}"
    corpus.mkdir(exist_ok=True)
    for number, each in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(each[:LARGEST])
    told, begun = [f"-seed={seed}", f"-max_len={LARGEST}"], time.monotonic()
    quoted = (re.sub("..", r"\\x\g<0>", word.hex()) for word in target.words)
    if target.words:
        words = keep / f"{target.name}.dict"
        words.write_text("".join(f'"{each}"\n' for each in quoted))
        told.append(f"-dict={words}")

    def try_one(data: bytes) -> None:
        thrower(data)
        if time.monotonic() - begun > seconds:
            _say(count, begun)
            os._exit(0)

    told += [f"-rss_limit_mb={MOST_MEMORY >> 20}", "-timeout=60", "-print_final_stats=0", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *told, str(corpus)], try_one)
    atheris.Fuzz()


def _say(count: Count, begun: float) -> None:
    count.seconds = round(time.monotonic() - begun, 1)
    count.slowest = round(count.slowest, 2)
    count.memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    sys.stdout.write(json.dumps(asdict(count), ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _late(*_: Any) -> None:  # noqa: ANN401 - what a signal brings
    raise Hang(f"more than {SLOWEST} s")


def main() -> None:
    """Throw at one door for so long."""
    parser = argparse.ArgumentParser()
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--engine", choices=("coverage", "mutation"), default="mutation")
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (8 * 2**30, 8 * 2**30))
    count, target, begun = Count(asked.target, asked.engine), TARGETS[asked.target], time.monotonic()
    if asked.engine == "coverage":
        _by_coverage(target, count, asked.keep, asked.seconds, asked.seed)
    else:
        _by_mutation(target, count, asked.keep, asked.seconds, asked.seed)
        _say(count, begun)


if __name__ == "__main__":
    main()
