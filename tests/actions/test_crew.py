"""Several processes that serve as one: their figures are one's, and none outlives the others."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info
from prometheus_client.exposition import generate_latest

from actions.operation.crew import added_up

CREW_OF_THREE = """
import sys, time
from prometheus_client import CollectorRegistry, Counter
from prometheus_client.exposition import generate_latest
from actions.operation.crew import CREW

registry = CollectorRegistry()
clicks = Counter("clicks", "Clicks.", ("room",), registry=registry)

def counted():
    shown = generate_latest(CREW.figures(registry)).decode()
    return [line for line in shown.splitlines() if line.startswith("clicks_total")]

def work(number):
    clicks.labels("tasks").inc(10 ** number)
    if CREW.first:
        while not counted()[0].endswith(" 111.0"):
            time.sleep(0.01)
        print(*CREW._others, *counted(), flush=True)
        sys.stdin.readline()
    else:
        time.sleep(60)
    return 0

CREW.begin(2, work, registry)
work(0)
CREW.end()
"""


def registry_of(took):
    registry = CollectorRegistry()
    requests = Histogram("request_seconds", "Requests.", ("route",), buckets=(0.1, 1.0), registry=registry)
    for each in took:
        requests.labels("/tasks/{code}").observe(each)
    Counter("failures", "Failures.", ("kind",), registry=registry).labels("mail").inc(len(took))
    Gauge("process_start_time_seconds", "Since when.", registry=registry).set(1000 + len(took))
    Gauge("process_resident_memory_bytes", "Memory.", registry=registry).set(5)
    Info("house", "Version.", registry=registry).info({"version": "1"})
    return generate_latest(registry).decode()


def test_what_two_processes_count_is_shown_as_what_one_would_have_counted():
    shown = CollectorRegistry(auto_describe=False)
    one, other, both = registry_of([0.05, 0.5]), registry_of([0.5]), registry_of([0.05, 0.5, 0.5])
    families = added_up([one, other])
    shown.collect = lambda: families
    told, wanted = (
        {line for line in text.splitlines() if not line.startswith("#") and "_created" not in line}
        for text in (generate_latest(shown).decode(), both)
    )
    differing = {line.split(" ")[0] for line in told ^ wanted}
    assert differing == {"process_start_time_seconds", "process_resident_memory_bytes"}
    assert {"process_start_time_seconds 1001.0", "process_resident_memory_bytes 10.0"} <= told


@pytest.fixture
def crew():
    """The first of three processes, and the numbers of the others."""
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", CREW_OF_THREE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as first:
        words = first.stdout.readline().split()
        yield first, [int(each) for each in words[:2]], words[2:]
        first.kill()


def ended(pids, seconds=10):
    until = time.monotonic() + seconds
    while time.monotonic() < until and any(alive(pid) for pid in pids):
        time.sleep(0.02)
    return not any(alive(pid) for pid in pids)


def alive(pid):
    """Whether a process runs; the corpse of one that nobody has buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_the_first_shows_what_all_have_counted_and_ends_them(crew):
    first, others, shown = crew
    assert shown == ['clicks_total{room="tasks"}', "111.0"]
    first.communicate("\n", timeout=10)
    assert first.returncode == 0
    assert ended(others)


def test_nobody_outlives_the_first_however_it_ends(crew):
    first, others, _ = crew
    first.send_signal(signal.SIGKILL)
    assert ended(others)


def test_where_one_ends_unasked_the_first_is_told_to_end(crew):
    first, others, _ = crew
    os.kill(others[0], signal.SIGKILL)
    assert first.wait(10) == -signal.SIGTERM
    assert ended(others)


def test_told_as_a_group_they_end_without_a_word(crew):
    first, others, _ = crew
    for pid in (*others, first.pid):
        os.kill(pid, signal.SIGTERM)
    assert first.wait(10) == -signal.SIGTERM
    assert ended(others)
