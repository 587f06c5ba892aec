"""The figures of the tables, as the engine shows them to Prometheus.

They are the same whoever asks, so only engines show them, and the monitor takes the largest of what several
engines say. They are read at most once in `FRESH_SECONDS`, however often somebody asks.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from actions import wiring
from actions.keeping.notes import last
from actions.operation import schema
from actions.outbox import Kind
from models.errors import TripleHelixError
from models.queries import operation as found

FRESH_SECONDS: Final = 15.0
"""The usual distance between two looks of a monitor."""
NOTED: Final = ("copy", "fsck", "audit", "backup")
"""The kinds of keeping whose last run is written down (`actions.keeping.notes`)."""

_SAID: Final = {
    "triplehelix_database_up": "Whether the database answers.",
    "triplehelix_schema_same": "Whether the tables are of the version that this program knows.",
    "triplehelix_outbox_waiting": "Promises that are not kept yet, but for those that are parked.",
    "triplehelix_outbox_oldest_seconds": "For how long the oldest of them has been waiting.",
    "triplehelix_outbox_parked": "Promises that failed six times and wait for a person.",
    "triplehelix_stays_overdue": "Open stays of tasks in a stage that are past their due day.",
    "triplehelix_closet_size": "Results that lie in the closet.",
    "triplehelix_papers_unstored": "Papers that have a number and no bytes in storage yet.",
    "triplehelix_papers_unstored_seconds": "For how long the oldest of them has been waiting.",
    "triplehelix_closet_round_timestamp_seconds": "The day (its beginning) of the closet's last round.",
    "triplehelix_journal_seal_timestamp_seconds": "When the journal was sealed last.",
    "triplehelix_kept_timestamp_seconds": "When a kind of keeping (copy, fsck, audit, backup) ran last.",
    "triplehelix_kept_ok": "Whether that run found all as it should be.",
}
NAMES: Final = tuple(_SAID)
"""What is shown here."""

_BY: Final = {"outbox": "kind", "kept": "what"}


@dataclass
class Reading:
    """What one look found: a value for each name and label."""

    values: dict[tuple[str, str], float] = field(default_factory=dict)

    def say(self, name: str, value: float, label: str = "") -> None:
        """Note a value."""
        self.values[f"triplehelix_{name}", label] = float(value)


class Gauges(Collector):
    """Shows the figures of the tables.

    Args:
        look: how they are read.
        clock: tells how old a reading is, in seconds.
    """

    def __init__(
        self, look: Callable[[], Reading] | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._look = look or read
        self._clock = clock
        self._lock = threading.Lock()
        self._read_at = float("-inf")
        self._reading = Reading()

    def describe(self) -> Iterator[Metric]:
        """Name nothing beforehand: a registry would have to read the tables for it."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """The figures, read anew unless that was done a moment ago."""
        with self._lock:
            if self._clock() - self._read_at >= FRESH_SECONDS:
                self._reading, self._read_at = self._look(), self._clock()
            reading = self._reading
        families: dict[str, GaugeMetricFamily] = {}
        for (name, label), value in reading.values.items():
            by = _BY.get(name.split("_")[1])
            if name not in families:
                families[name] = GaugeMetricFamily(name, _SAID[name], labels=[by] if by else None)
            families[name].add_metric([label] if by else [], value)
        yield from families.values()


def read() -> Reading:
    """Look at the tables and at what the state folder has written down; a database away is a figure, too."""
    reading = Reading()
    _of_keeping(reading)
    try:
        reading.say("schema_same", schema.examine().standing is schema.Standing.SAME)
        _of_tables(reading)
    except TripleHelixError:
        reading.say("database_up", 0)
    else:
        reading.say("database_up", 1)
    return reading


def _of_tables(reading: Reading) -> None:
    now = wiring.now()
    with wiring.unit_of_work() as session:
        waits = {kind: rest for kind, *rest in session.execute(found.waiting_by_kind())}
        for kind in Kind:
            waiting, parked, oldest = waits.get(kind.value, (0, 0, None))
            reading.say("outbox_waiting", waiting, kind)
            reading.say("outbox_parked", parked, kind)
            reading.say("outbox_oldest_seconds", _age(oldest, now), kind)
        reading.say("stays_overdue", session.scalar(found.overdue(wiring.today())) or 0)
        reading.say("closet_size", session.scalar(found.lying()) or 0)
        count, since = session.execute(found.unstored()).one()
        reading.say("papers_unstored", count)
        reading.say("papers_unstored_seconds", _age(since, now))
        if (day := session.scalar(found.last_round())) is not None:
            begins = datetime(day.year, day.month, day.day, tzinfo=wiring.ZONE)
            reading.say("closet_round_timestamp_seconds", begins.timestamp())
        if (sealed_at := session.scalar(found.last_seal())) is not None:
            reading.say("journal_seal_timestamp_seconds", sealed_at.timestamp())


def _of_keeping(reading: Reading) -> None:
    for what in NOTED:
        done = last(wiring.settings().home, what)
        if done is not None:
            reading.say("kept_timestamp_seconds", done.at.timestamp(), what)
            reading.say("kept_ok", done.ok, what)


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max((now - since).total_seconds(), 0.0)
