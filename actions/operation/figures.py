"""The figures that a process counts of its own doing, for Prometheus; those of the tables are in `gauges`.

Each process has one registry. Those of one portal show theirs added up (`crew`), and what several portals
count, the monitor adds up. Labels are words of ours (a route's template, a channel, a kind), never what a
person sent.
"""

from __future__ import annotations

import time
from collections.abc import MutableMapping
from functools import cache
from importlib.metadata import version
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector

REGISTRY: Final = CollectorRegistry()
"""What this process shows."""

_QUICK: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds: a decision takes about ten milliseconds, a page must come within 150."""
_SLOW: Final = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0, 86400.0)
"""Seconds: a paper comes in about one; a promise waits for a day when Prefect was away for a day."""

REQUESTS: Final = Histogram(
    "triplehelix_request_seconds",
    "How long the portal took to answer, by the template of the route.",
    ("method", "route", "status"),
    buckets=_QUICK,
    registry=REGISTRY,
)
DECISIONS: Final = Histogram(
    "triplehelix_decision_seconds",
    "From the beginning of a transaction in which somebody decided to its commit.",
    ("channel",),
    buckets=_QUICK,
    registry=REGISTRY,
)
PROMISES: Final = Histogram(
    "triplehelix_promise_seconds",
    "From the commit that promised work (a paper, a window, a letter) until it was done.",
    ("kind",),
    buckets=_SLOW,
    registry=REGISTRY,
)
FAILURES: Final = Counter(
    "triplehelix_promise_failures",
    "Attempts to keep a promise that failed.",
    ("kind",),
    registry=REGISTRY,
)
STORAGE: Final = Counter(
    "triplehelix_storage_errors",
    "Calls of the archive that failed: it was away, or held other bytes than were kept.",
    ("operation", "reason"),
    registry=REGISTRY,
)
RUNS: Final = Counter(
    "triplehelix_engine_runs",
    "Runs that the engine has brought to an end, by flow and by state.",
    ("flow", "state"),
    registry=REGISTRY,
)
BUSY: Final = Gauge(
    "triplehelix_engine_busy_seconds",
    "For how long a loop of the engine has been at the work in hand; 0 while it waits.",
    ("loop",),
    registry=REGISTRY,
)
ABOUT: Final = Info("triplehelix", "Which version this process runs.", registry=REGISTRY)
ABOUT.info({"version": version("triplehelix")})
ProcessCollector(namespace="triplehelix", registry=REGISTRY)

_DECIDED: Final = "decided through"


def decided(known: MutableMapping[Any, Any], channel: str, count: int = 1) -> None:
    """Note in a session that somebody decided in its transaction; counted once that is committed."""
    known.setdefault(_DECIDED, []).extend([channel] * count)


def committed(known: MutableMapping[Any, Any], began: float) -> None:
    """Count the decisions of a transaction that began at that moment of `time.perf_counter`."""
    if channels := known.get(_DECIDED):
        took = time.perf_counter() - began
        for channel in channels:
            _decisions_through(channel).observe(took)


@cache
def _decisions_through(channel: str) -> Histogram:
    """The histogram of a channel: to look it up takes as long as to count in it."""
    return DECISIONS.labels(channel)
