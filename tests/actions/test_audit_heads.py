"""The sealed journal: what is cut off, rewritten, forged or taken back after a seal is found and named."""

import stat
from datetime import date, timedelta
from itertools import product

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from actions import audit, audit_heads, audit_keys, wiring
from actions.audit_check import Kind, examine
from actions.keeping.beside import names
from actions.keeping.fsck import fsck
from documents.archive import key_of
from models import heads
from models.errors import BadInput, NotFound
from models.history import GENESIS, hash_of
from models.tables import AuditHead

DAY = date(2026, 11, 2)
NEXT = DAY + timedelta(days=1)


def seal(on=DAY):
    with wiring.unit_of_work() as session:
        return audit_heads.seal(session, on)


def examined(today=NEXT):
    with wiring.unit_of_work() as session:
        return examine(session, today)


def kinds(today=NEXT):
    return {fault.kind for fault in examined(today).faults}


def _forge(session, statements):
    """As somebody who owns the server may: in a session of a superuser that fires no triggers."""
    for statement in ("set local session_replication_role = replica", *statements):
        session.execute(text(statement))


def forge(*statements):
    with wiring.unit_of_work() as session:
        _forge(session, statements)


def found_after(*statements):
    """What would be found after these forgeries, which are taken back."""
    with wiring.unit_of_work() as session:
        _forge(session, statements)
        faults = examine(session, NEXT).faults
        session.rollback()
    return faults


def write(count=1):
    for number in range(count):
        with wiring.unit_of_work() as session:
            audit.record(session, "system:calendar:changed", f"Lần {number}.", on=DAY)


def place_of(sha256):
    return wiring.settings().home / "archive" / key_of(sha256)


def pem(key):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_pem(key):
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture
def sealed(house):
    """Five entries, a seal, three more entries, the seal of the next day."""
    write(5)
    seal(DAY)
    write(3)
    return seal(NEXT)


def test_a_journal_that_was_let_alone_is_whole(sealed):
    found = examined()
    assert (found.ok, found.entries, found.heads, found.last_head_on) == (True, 8, 2, NEXT)
    assert found.days_without == []
    assert found.fingerprint == sealed.key
    assert found.sentences[0] == "Nhật ký nguyên vẹn: 8 mục, 2 đầu chuỗi đã ký."


def test_a_day_is_sealed_once_and_each_head_names_the_one_before(house):
    write(2)
    first = seal()
    write()
    assert (again := seal()).id == first.id
    assert (again.number, again.count) == (2, 2)
    second = seal(NEXT)
    assert (first.previous, second.previous) == (GENESIS, first.sha256)
    assert (second.number, second.count) == (3, 3)


def test_many_who_seal_at_once_make_one_head(house, together):
    write()
    assert len({row.id for row in together(*[seal] * 4)}) == 1


def test_the_key_is_made_once_and_only_its_owner_reads_it(sealed):
    place = wiring.settings().home / "secrets" / "journal.pem"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    place.chmod(0o644)
    with pytest.raises(BadInput, match="chmod 600"):
        seal(NEXT + timedelta(days=1))


def test_when_the_key_is_lost_nobody_makes_another_unseen(sealed):
    (wiring.settings().home / "secrets" / "journal.pem").unlink()
    with pytest.raises(NotFound, match="TRIPLEHELIX_AUDIT_KEY"):
        seal(NEXT + timedelta(days=1))
    assert kinds() == {Kind.UNKNOWN_KEY}


def test_a_key_is_changed_by_keeping_the_public_one_under_the_new(house, monkeypatch):
    old, new = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    write()
    monkeypatch.setenv("TRIPLEHELIX_AUDIT_KEY", pem(old))
    wiring.forget()
    seal(DAY)
    monkeypatch.setenv("TRIPLEHELIX_AUDIT_KEY", pem(new) + public_pem(old))
    wiring.forget()
    assert seal(NEXT).key == audit_keys.fingerprint_of(new.public_key())
    assert examined().ok
    monkeypatch.setenv("TRIPLEHELIX_AUDIT_KEY", public_pem(new) + public_pem(old))
    wiring.forget()
    assert examined().ok, "who only checks needs public keys alone"
    with pytest.raises(NotFound):
        seal(NEXT + timedelta(days=1))
    assert not (house.home / "secrets").exists()


@pytest.mark.usefixtures("house")
def test_a_key_that_cannot_be_used_is_refused_in_words(monkeypatch):
    for given, said in {
        "journal.pem": "đường dẫn tuyệt đối",
        "/nowhere/journal.pem": "/nowhere",
        "-----BEGIN X-----\n-----END X-----": "không phải khóa Ed25519",
        "-----BEGIN X-----": "Không có khóa nào",
    }.items():
        monkeypatch.setenv("TRIPLEHELIX_AUDIT_KEY", given)
        wiring.forget()
        with pytest.raises(BadInput, match=said):
            seal()


# What the chain alone finds, with its kind.


@pytest.mark.usefixtures("sealed")
def test_the_first_break_is_named_with_its_kind():
    moved_up = "update audit set id = id - 1 where id > 3"
    swapped = [
        "update audit set id = -1 where id = 2",
        "update audit set id = 2 where id = 6",
        "update audit set id = 6 where id = -1",
    ]
    for statements, number, kind in (
        (["update audit set text = 'x' where id = 4"], 4, Kind.ALTERED),
        (["delete from audit where id = 3"], 3, Kind.MISSING),
        (["delete from audit where id = 3", moved_up], 3, Kind.MISSING),
        (swapped, 2, Kind.REORDERED),
    ):
        first = found_after(*statements)[0]
        assert (first.number, first.kind) == (number, kind), statements
        assert f"Mục số {number} " in first.sentence
    assert examined().ok


# What only the heads find.


@pytest.mark.usefixtures("sealed")
def test_a_tail_cut_off_is_found_by_the_head():
    forge("delete from audit where id > 6")
    with wiring.unit_of_work() as session:
        assert audit.verify(session) is None
    (fault,) = examined().faults
    assert (fault.kind, fault.number, fault.on) == (Kind.CUT, 8, NEXT)


@pytest.mark.usefixtures("sealed")
def test_a_tail_cut_off_with_its_head_is_found_in_storage():
    forge("delete from audit where id > 6", "delete from audit_heads where \"on\" = '2026-11-03'")
    (fault,) = examined().faults
    assert (fault.kind, fault.number, fault.on) == (Kind.HEAD_REMOVED, 8, NEXT)
    write(4)
    seal(NEXT)
    assert kinds() == {Kind.HEAD_REMOVED}, "what is written since does not hide it"


@pytest.mark.usefixtures("sealed")
def test_a_chain_written_anew_with_fresh_hashes_is_found_by_the_heads():
    with wiring.unit_of_work() as session:
        rows = list(session.scalars(select(audit.Audit).order_by(audit.Audit.id)))
    previous, statements = GENESIS, []
    for row in rows:
        row.text = "Đã phê duyệt."
        row.previous = previous
        previous = hash_of(audit._link(row))  # noqa: SLF001 - a forger knows the code
        values = f"text = 'Đã phê duyệt.', previous = '{row.previous}', hash = '{previous}'"
        statements.append(f"update audit set {values} where id = {row.id}")  # noqa: S608 - a test's own values
    forge(*statements)
    with wiring.unit_of_work() as session:
        assert audit.verify(session) is None
    assert kinds() == {Kind.REWRITTEN}


def test_a_head_forged_to_fit_is_found_by_its_signature(sealed):
    forge("delete from audit where id > 6")
    with wiring.unit_of_work() as session:
        row = session.get(AuditHead, sealed.id)
        stands = session.scalar(text("select hash from audit where id = 6"))
        head = heads.Head(NEXT, 6, stands, 6, row.previous)
    thief = Ed25519PrivateKey.generate()
    signature = thief.sign(heads.statement_of(head)).hex()
    values = f"number = 6, count = 6, hash = '{stands}', signature = '{signature}'"
    forge(f"update audit_heads set {values} where id = {sealed.id}")  # noqa: S608 - a test's own values
    assert kinds() == {Kind.FORGED}
    own = audit_keys.fingerprint_of(thief.public_key())
    forge(f"update audit_heads set key = '{own}' where id = {sealed.id}")  # noqa: S608 - idem
    assert kinds() == {Kind.UNKNOWN_KEY}


def test_a_change_of_any_column_of_a_head_is_found(sealed):
    for change, found in {
        "number = 7": {Kind.FORGED, Kind.REWRITTEN},
        "hash = repeat('0', 64)": {Kind.FORGED, Kind.REWRITTEN},
        "count = 9": {Kind.FORGED, Kind.SHORT},
        "previous = repeat('0', 64)": {Kind.FORGED, Kind.UNLINKED},
        "\"on\" = '2026-11-04'": {Kind.FORGED},
        "signature = repeat('00', 64)": {Kind.FORGED},
        "key = repeat('00', 32)": {Kind.UNKNOWN_KEY},
        "sha256 = repeat('00', 32)": {Kind.FORGED, Kind.OBJECT_MISSING},
    }.items():
        faults = found_after(f"update audit_heads set {change} where id = {sealed.id}")  # noqa: S608 - those above
        assert {fault.kind for fault in faults} == found, change
    assert examined().ok


def test_a_head_taken_out_of_the_middle_is_found_by_the_next(sealed):
    forge(f"delete from audit_heads where id < {sealed.id}")  # noqa: S608 - our own number
    assert kinds() == {Kind.UNLINKED}


def test_a_head_lost_or_altered_in_storage_is_found_by_audit_and_fsck(sealed):
    place = place_of(sealed.sha256)
    place.chmod(0o644)
    place.write_bytes(b"other")
    assert kinds() == {Kind.OBJECT_ALTERED}
    place.unlink()
    assert kinds() == {Kind.OBJECT_MISSING}
    with wiring.unit_of_work() as session:
        (fault,) = fsck(session).faults
    assert fault.what == ("đầu chuỗi nhật ký ngày 03/11/2026",)


def test_storage_is_told_to_keep_heads_for_good_and_fsck_knows_them(sealed):
    with wiring.unit_of_work() as session:
        (name,) = (each for each in names(session, ()) if each.sha256 == sealed.sha256)
        assert fsck(session).ok
    assert name.lock_until == date(2126, 12, 31)


def test_a_seal_that_was_cut_off_leaves_no_fault(house):
    write(2)
    with wiring.unit_of_work() as session:
        audit_heads.seal(session, DAY)
        session.rollback()
    write()
    seal()
    assert examined().ok


def test_days_without_a_head_are_told_and_are_no_fault(house):
    write()
    assert any("chưa niêm phong" in sentence for sentence in examined().sentences)
    seal(DAY)
    found = examined(DAY + timedelta(days=14))
    assert (found.ok, len(found.days_without)) == (True, 13)
    assert "13 ngày không được niêm phong: 03/11/2026, " in found.sentences[-1]


# Append-only, whoever asks.


@pytest.mark.usefixtures("sealed")
def test_the_database_refuses_in_a_plain_sentence():
    acts = ("update {} set hash = 'x'", "delete from {}", "truncate {} cascade")
    for table, act in product(("audit", "audit_heads"), acts):
        with pytest.raises(ProgrammingError, match="chỉ được ghi thêm"), wiring.unit_of_work() as session:
            session.execute(text(act.format(table)))
    assert examined().ok


@pytest.mark.usefixtures("sealed")
def test_only_a_superuser_can_set_the_guard_aside():
    with wiring.unit_of_work() as session:
        session.execute(text("create role journal_writer"))
        session.execute(text("grant all on audit, audit_heads to journal_writer"))
    for act, said in {
        "set local session_replication_role = replica": "permission denied",
        "alter table audit disable trigger all": "must be owner",
        "delete from audit": "chỉ được ghi thêm",
    }.items():
        with pytest.raises(ProgrammingError, match=said), wiring.unit_of_work() as session:
            session.execute(text(f"set local role journal_writer; {act}"))
    with wiring.unit_of_work() as session:
        session.execute(text("drop owned by journal_writer"))
        session.execute(text("drop role journal_writer"))
