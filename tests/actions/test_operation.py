"""What the operation of the house promises: trails, clean lines, true figures, and who may read them."""

from __future__ import annotations

import http.client
import io
import json
import logging
import os
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import generate_latest
from prometheus_client.registry import CollectorRegistry
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from actions import audit, outbox, wiring
from actions.operation import answering, beats, figures, lines, schema, supervisor, trail
from actions.operation.answering import Door, State
from actions.operation.gauges import FRESH_SECONDS, NAMES, Gauges, Reading, read
from console import healthy
from models.errors import BadInput, Unavailable
from models.queries import operation
from models.tables import Audit, Promise
from tests.actions.houses import TODAY


def test_a_trail_from_elsewhere_is_followed_only_when_it_can_break_nothing():
    with trail.following("2f1c9a7e-0b6d-4d0e-9a39-5f2c2c6f3b11") as number:
        assert number == trail.current() == "2f1c9a7e-0b6d-4d0e-9a39-5f2c2c6f3b11"
    for wrong in ("", "short", "a" * 65, "with blank 123", "line\nbreak123", "<script>alert(1)", None, 7):
        with trail.following(wrong) as number:
            assert number != wrong
            assert len(number) == 16
    assert trail.current() == ""


def test_outside_of_a_trail_facts_stay_as_they_are():
    assert trail.marked({"a": 1}) == {"a": 1}
    assert trail.tags() == []


CANARY = "c4n4ry-7f3e9b"


@pytest.mark.parametrize(
    "said",
    [
        f"signing in with password={CANARY}",
        f'{{"password": "{CANARY}", "handle": "so.chuyen-vien"}}',
        f"otp: {CANARY}",
        f"Authorization: Bearer {CANARY}",
        f"Cookie: triplehelix={CANARY}",
        f"connecting to postgresql+psycopg://house:{CANARY}@db:5432/house",
        f"GET /join/{CANARY} 200",
        f"GET /calendar/{CANARY}.ics 200",
        f"GET /papers/abc?key={CANARY} 200",
        f"form_key={CANARY}&comment=x",
        f"token th_{CANARY}",
        f"duplicate key value\nDETAIL:  Key (email)=({CANARY}) already exists.",
        f"[SQL: insert ...]\n[parameters: {{'password': '{CANARY}', 'n': [1, 2]}}]",
        f"the key of this installation is {CANARY}",
    ],
)
def test_no_secret_is_read_in_a_line(said):
    assert CANARY not in lines.Cleaner([CANARY] if "installation" in said else []).clean(said)


def test_words_of_the_domain_are_left_as_they_are():
    for said in (
        "stage task:DN-2026-001 (12): kept",
        "GET /tasks/{code} 200",
        "Đã dọn 3 lần tải lên quá hạn.",
        "duplicate key value violates unique constraint",
    ):
        assert lines.Cleaner().clean(said) == said


def test_a_line_is_one_object_with_its_trail_and_a_clean_error():
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(lines.Lines("engine", lines.Cleaner([CANARY])))
    record = logging.getLogger("flows.relay").makeRecord
    with trail.following("0123456789abcdef"):
        error = ValueError(f"password={CANARY}")
        more = {lines.FACTS: {"route": "/x", "note": f"key={CANARY}"}}
        where = ("flows.relay", logging.ERROR, "relay.py", 1, "paper %s", (CANARY,))
        handler.handle(record(*where, (ValueError, error, None), extra=more))
    told = json.loads(out.getvalue())
    assert CANARY not in out.getvalue()
    assert "ValueError" in told["error"]
    assert {name: told[name] for name in ("level", "program", "who", "trail", "route")} == {
        "level": "error",
        "program": "engine",
        "who": "flows.relay",
        "trail": "0123456789abcdef",
        "route": "/x",
    }


def test_the_settings_name_their_secrets_by_their_type(monkeypatch):
    monkeypatch.setenv("TRIPLEHELIX_SECRET_KEY", "k" * 32)
    monkeypatch.setenv("TRIPLEHELIX_METRICS_TOKEN", "t" * 32)
    monkeypatch.setenv("TRIPLEHELIX_DATABASE_URL", "postgresql+psycopg://house:p%40ssword@db/house")
    assert {"k" * 32, "t" * 32, "p@ssword"} <= set(lines.secrets_of(wiring.Settings()))


def test_figures_that_others_could_reach_need_a_token():
    assert Door("127.0.0.1:9464").place() == ("127.0.0.1", 9464)
    assert Door("0.0.0.0:9464", SecretStr("long enough")).place() == ("0.0.0.0", 9464)  # noqa: S104
    for wrong in (Door("0.0.0.0:9464"), Door("9464"), Door("127.0.0.1:port"), Door("127.0.0.1:70000")):
        with pytest.raises(BadInput):
            wrong.place()


TOKEN = "monitor-only"


@pytest.mark.postgres
def test_the_monitors_door_answers_whoever_has_the_token():
    server = answering.opened(
        Door("127.0.0.1:0", SecretStr(TOKEN)),
        figures.REGISTRY,
        lives=lambda: State(ok=True),
        is_ready=lambda: State(ok=False, parts={"ears": False}),
    )
    assert server is not None

    def asked(path, token=TOKEN):
        line = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
        line.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
        answer = line.getresponse()
        said = answer.status, answer.read().decode()
        line.close()
        return said

    try:
        assert asked("/metrics", "")[0] == 401
        assert asked("/metrics", "guess")[0] == 401
        assert "triplehelix_request_seconds" in asked("/metrics")[1]
        assert asked("/health")[0] == 200
        assert asked("/ready") == (503, '{"ok": false, "parts": {"ears": false}, "sentences": []}')
        assert asked("/elsewhere")[0] == 404
    finally:
        server.shutdown()
        server.server_close()


def test_the_tables_are_asked_once_in_a_while_however_often_a_monitor_looks():
    asked, now = [], [0.0]

    def look():
        asked.append(now[0])
        return Reading({("triplehelix_closet_size", ""): 3.0})

    registry = CollectorRegistry()
    registry.register(Gauges(look, clock=lambda: now[0]))
    for moment in (0.0, 1.0, FRESH_SECONDS - 1, FRESH_SECONDS + 1):
        now[0] = moment
        assert b"triplehelix_closet_size 3.0" in generate_latest(registry)
    assert len(asked) == 2


def test_an_engine_that_stops_speaking_or_loses_a_loop_is_dead(tmp_path):
    beats.beat(tmp_path, ready=True, dead=(), away=(), busy={"ears": 0.0})
    (one,) = beats.heard(tmp_path)
    assert one.lives
    assert one.ready
    beats.beat(tmp_path, ready=False, dead=("ears",), away=(), busy={})
    assert not beats.heard(tmp_path)[0].lives
    (place,) = (tmp_path / "beats").glob("*.json")
    place.write_text(json.dumps(json.loads(place.read_text()) | {"dead": [], "at": time.time() - 60}))
    assert not beats.heard(tmp_path)[0].lives
    beats.stop(tmp_path)
    assert beats.heard(tmp_path) == []


def overheard(file, **other):
    """What stands in a beat's file, told otherwise."""
    file.write_text(json.dumps(json.loads(file.read_text()) | other))


def test_an_engine_that_was_killed_is_missed_by_nobody(tmp_path):
    beats.beat(tmp_path, ready=True, dead=(), away=(), busy={})
    (place,) = (tmp_path / "beats").glob("*.json")
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        gone = ended.pid
    overheard(place, pid=gone)
    assert beats.heard(tmp_path) == []
    assert not place.exists()


def test_a_container_that_repeats_names_and_numbers_is_not_taken_for_another(tmp_path):
    beats.beat(tmp_path, ready=True, dead=(), away=(), busy={})
    (place,) = (tmp_path / "beats").glob("*.json")
    # The state folder is shared: another container of the same host name, whose engine has the same number.
    other = place.with_name("engine-other.json")
    other.write_text(place.read_text())
    overheard(other, place="0badb007.4026531836", at=time.time() - 3600)
    assert beats.standing(tmp_path).lives
    # This container before it was started again: the same number, another birth.
    overheard(place, birth="1")
    assert not beats.standing(tmp_path).lives
    assert not place.exists()
    assert other.exists()
    day_ago = time.time() - 86500
    os.utime(other, (day_ago, day_ago))
    assert beats.heard(tmp_path) == []
    assert not other.exists()


def test_engines_are_well_when_all_live_and_ready_when_all_work(tmp_path, monkeypatch):
    monkeypatch.setenv("TRIPLEHELIX_HOME", str(tmp_path))
    assert healthy.main(["--engine"]) == 1
    beats.beat(tmp_path, ready=False, dead=(), away=("ears",), busy={})
    assert healthy.main(["--engine"]) == 0
    assert healthy.main(["--engine", "--ready", "--within", "0.1"]) == 1
    beats.beat(tmp_path, ready=True, dead=(), away=(), busy={})
    assert healthy.main(["--engine", "--ready"]) == 0
    (place,) = (tmp_path / "beats").glob("*.json")
    other = place.with_name("engine-other.json")
    other.write_text(place.read_text())
    overheard(other, at=time.time() - 60)
    assert healthy.main(["--engine"]) == 1


def test_what_watches_over_services_hears_them(tmp_path, monkeypatch):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "notify"))
        ear.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        supervisor.tell(supervisor.READY, supervisor.ALIVE)
        assert ear.recv(100) == b"READY=1\nWATCHDOG=1"
    supervisor.tell(supervisor.ALIVE)
    monkeypatch.delenv("NOTIFY_SOCKET")
    supervisor.tell(supervisor.ALIVE)


def test_each_version_of_the_schema_is_told_in_a_sentence_with_the_way_out():
    head = schema.judged(schema.judged("").known)
    assert head.serves
    assert schema.judged("20261122a").standing is schema.Standing.OLDER
    assert not schema.judged("20261122a").serves
    assert "./triplehelix upgrade" in schema.judged("20261122a").sentence
    assert schema.judged("20991231z").standing is schema.Standing.NEWER
    assert schema.judged("20991231z").serves
    assert not schema.judged("").serves


def sample(name, **labels):
    return figures.REGISTRY.get_sample_value(name, labels) or 0.0


def test_storage_that_fails_is_counted_by_what_was_asked_of_it(tmp_path, monkeypatch):
    monkeypatch.setenv("TRIPLEHELIX_HOME", str(tmp_path))
    wiring.forget()
    name = wiring.archive().put(b"paper")
    place = next(path for path in (tmp_path / "archive").rglob(name))
    place.chmod(0o644)
    place.write_bytes(b"other")
    before = sample("triplehelix_storage_errors_total", operation="get", reason="Altered")
    with pytest.raises(Exception, match="đã bị thay đổi"):
        wiring.archive().get(name)
    assert sample("triplehelix_storage_errors_total", operation="get", reason="Altered") == before + 1
    wiring.forget()


def test_the_figures_of_the_tables_are_read_whole(house):
    with wiring.unit_of_work() as session:
        outbox.promise(session, outbox.Kind.REDRAW, "task:X", on=TODAY, code="X")
    reading = read().values
    assert reading["triplehelix_database_up", ""] == 1
    assert reading["triplehelix_schema_same", ""] == 1
    assert reading["triplehelix_outbox_waiting", "redraw"] >= 1
    assert reading["triplehelix_outbox_oldest_seconds", "redraw"] >= 0
    assert {name for name, _ in reading} <= set(NAMES)
    assert {("triplehelix_closet_size", ""), ("triplehelix_stays_overdue", "")} <= set(reading)


def test_a_database_that_is_away_is_a_figure_as_well(monkeypatch):
    monkeypatch.setattr(schema, "examine", lambda: (_ for _ in ()).throw(Unavailable("away")))
    assert read().values["triplehelix_database_up", ""] == 0


@pytest.mark.parametrize(
    "query",
    [
        operation.waiting_by_kind(),
        operation.overdue(TODAY),
        operation.lying(),
        operation.unstored(),
        operation.last_seal(),
    ],
    ids=["outbox", "overdue", "closet", "unstored", "seal"],
)
def test_what_is_asked_every_quarter_of_a_minute_is_found_by_an_index(house, query):
    with wiring.unit_of_work() as session:
        session.execute(text("set local enable_seqscan = off"))
        told = query.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        plan = "\n".join(row for (row,) in session.execute(text(f"explain {told}")))
    assert "Seq Scan on outbox" not in plan
    assert "Seq Scan on stage_entries" not in plan
    assert "Seq Scan on documents" not in plan
    assert "Seq Scan on closet_cases" not in plan
    assert "Seq Scan on audit_heads" not in plan


def test_journal_and_outbox_carry_the_trail_and_the_chain_stays_whole(house):
    with trail.following("click-0001"), wiring.unit_of_work() as session:
        audit.record(session, "system:mail:tried", "Thử.", on=TODAY.replace(year=2020))
        outbox.promise(session, outbox.Kind.REDRAW, "task:X", on=TODAY, code="X")
    with wiring.unit_of_work() as session:
        assert audit.verify(session) is None
        a_minute_ago = datetime.now(UTC) - timedelta(minutes=1)
        (entry,) = session.scalars(operation.entries_on_trail("click-0001", a_minute_ago))
        (promise,) = session.scalars(operation.promises_on_trail("click-0001", a_minute_ago))
    assert isinstance(entry, Audit)
    assert isinstance(promise, Promise)
    assert promise.facts == {"code": "X", "trail": "click-0001"}


def _decide_and_fail():
    with wiring.unit_of_work() as session:
        figures.decided(session.info, "tried")
        session.execute(text("select nothing from nowhere"))


def test_a_decision_is_counted_once_it_is_committed(house):
    before = sample("triplehelix_decision_seconds_count", channel="tried")
    with pytest.raises(ProgrammingError):
        _decide_and_fail()
    assert sample("triplehelix_decision_seconds_count", channel="tried") == before
    with wiring.unit_of_work() as session:
        figures.decided(session.info, "tried", 2)
    assert sample("triplehelix_decision_seconds_count", channel="tried") == before + 2
