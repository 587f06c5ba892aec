"""Which backups belong together, which stay, and what is missing."""

from datetime import UTC, datetime, timedelta

import pytest

from console.backup import manifest
from console.backup.manifest import FULL_EVERY, KEEP, Kind, Manifest, Part
from models.errors import BadInput

START = datetime(2026, 1, 1, 20, tzinfo=UTC)


def made(day, kind=Kind.FULL, parent="", hours=0):
    moment = START + timedelta(days=day, hours=hours)
    return Manifest(
        manifest.id_at(moment), kind, moment, moment, parent=parent, first_wal=f"0000000100000000{day:08X}"
    )


def by_id(*backups):
    return {one.id: one for one in backups}


def year():
    """A backup a day for a year: a full one, then increments until the chain is full."""
    backups, last = [], None
    for day in range(365):
        full = day % FULL_EVERY == 0
        last = made(day, Kind.FULL if full else Kind.INCREMENTAL, "" if full else last.id)
        backups.append(last)
    return by_id(*backups)


def test_a_manifest_is_read_as_it_was_written():
    one = Manifest("20260101T200000Z", Kind.DUMP, START, START, parts=(Part("a", 3, "f" * 64),), entry=7)
    assert manifest.read(manifest.written(one)) == one


def test_a_format_of_another_time_is_refused():
    other = manifest.written(made(0)).replace(b'"format": 1', b'"format": 9')
    with pytest.raises(BadInput, match="9"):
        manifest.read(other)


def test_a_chain_goes_back_to_its_full_backup_and_a_lost_one_is_named():
    full = made(0)
    second = made(1, Kind.INCREMENTAL, full.id)
    third = made(2, Kind.INCREMENTAL, second.id)
    assert manifest.chain_of(third, by_id(full, second, third)) == [full, second, third]
    with pytest.raises(BadInput, match=second.id):
        manifest.chain_of(third, by_id(full, third))


def test_the_backup_is_the_last_that_had_ended_by_then():
    first, second = made(0), made(1)
    known = by_id(first, second)
    assert manifest.chosen(known) == second
    assert manifest.chosen(known, at=second.ended_at - timedelta(seconds=1)) == first
    with pytest.raises(BadInput, match="bản đầu tiên"):
        manifest.chosen(known, at=first.ended_at - timedelta(seconds=1))


def test_a_dump_leads_to_no_other_moment():
    dump = made(0, Kind.DUMP)
    assert manifest.chosen(by_id(dump)) == dump
    with pytest.raises(BadInput):
        manifest.chosen(by_id(dump), at=dump.ended_at + timedelta(days=1))


def test_increments_follow_until_the_chain_is_full():
    known = year()
    in_order = manifest.ordered(known)
    follows = [manifest.follows(one, known) for one in in_order[: 2 * FULL_EVERY]]
    assert follows == ([True] * (FULL_EVERY - 1) + [False]) * 2
    assert not manifest.follows(None, {})


def test_a_year_of_backups_keeps_days_weeks_months_and_whole_chains():
    known = year()
    staying = manifest.kept(known)
    newest = [one.id for one in manifest.ordered(known)][-KEEP["day"] :]
    assert set(newest) <= staying
    months = {f"{known[name].ended_at:%Y-%m}" for name in staying}
    assert len(months) == KEEP["month"]
    for name in staying:
        assert {one.id for one in manifest.chain_of(known[name], known)} <= staying
    assert manifest.kept({name: known[name] for name in staying}) == staying


def test_the_log_is_kept_from_the_last_backup_before_the_promised_days():
    known = by_id(*(made(day) for day in range(30)))
    now = START + timedelta(days=30)
    assert manifest.wal_from(known, now, days=14) == made(15).first_wal
    assert manifest.wal_from(known, now, days=90) == made(0).first_wal
    assert manifest.wal_from({}, now) == ""


SEGMENT = 16 * 2**20


def test_a_gap_in_the_log_is_named_across_the_border_of_a_log():
    there = [
        "0000000100000001000000FE",
        "000000010000000200000001",
        "000000010000000200000001.00000028.backup",
    ]
    missing = manifest.gaps(there, "0000000100000001000000FE", SEGMENT)
    assert missing == ["0000000100000001000000FF", "000000010000000200000000"]


def test_the_log_of_another_timeline_or_before_the_backup_is_no_matter():
    there = ["000000010000000000000003", "000000010000000000000005", "000000020000000000000009"]
    assert manifest.gaps(there, "000000010000000000000005", SEGMENT) == []
