"""Keeping papers: what the tables name is what storage holds; copies, locks, terms, packages to hand over."""

import secrets
from datetime import date, timedelta
from types import SimpleNamespace

import boto3
import pytest
from sqlalchemy import select

from actions import dossiers, issuing, lists, notices, papers, people, wiring
from actions.keeping import copies, warnings
from actions.keeping.beside import names
from actions.keeping.calendar import calendar
from actions.keeping.fsck import fsck
from actions.keeping.packing import export_dossier
from documents import packages, terms
from documents.archive import Condition, Stored, key_of
from documents.catalogue import FIFTY_YEARS, PERMANENT
from models import queries, samples
from models.errors import NotFound, NotPermitted, Refused, Unavailable
from models.tables import Promise, Signature
from tests.actions.houses import ON

PDF = b"%PDF-1.7 "


def receipt(house, code):
    """The number of a document that is issued and waits for its bytes."""
    return issuing.issue(code, house.main(code).id, "validity", "order-receipt", ON)


@pytest.fixture
def kept(house):
    """A task with an issued paper and papers handed in, all of them in the archive."""
    code = house.order()
    house.hand_in_all(code, "dat-hang")
    receipt(house, code)
    with wiring.unit_of_work() as session:
        for row in session.scalars(queries.documents_of(house.dossier(code).id)):
            data = PDF + row.number_text.encode()
            until = terms.lock_until(terms.of_paper(row.paper), row.issued_on)
            row.sha256 = wiring.archive().put(data, media_type="application/pdf", retain_until=until)
            row.size, row.page_amount, row.stored_at = len(data), 1, wiring.now()
    return code


def sign(code):
    """A signed revision of the first document, as it is on record."""
    data = PDF + b"signed"
    sha256 = wiring.archive().put(data)
    with wiring.unit_of_work() as session:
        row = session.scalars(queries.documents_of(dossiers.load(session, code).id)).first()
        row.signed_sha256 = sha256
        session.add(
            Signature(
                document_id=row.id, place=1, position="Giám đốc", role="dost_director",
                person_id=people.find(session, "so.giam-doc").id, on=ON, signed_at=wiring.now(),
                kind="pkcs12", holder="Sở Khoa học và Công nghệ", issuer="CA thử nghiệm", serial="01",
                fingerprint="00", is_test=True, sha256=sha256,
            )
        )  # fmt: skip
    return sha256


def compare(**how):
    with wiring.unit_of_work() as session:
        return fsck(session, **how)


def hashes(code):
    with wiring.unit_of_work() as session:
        return [paper.sha256 for paper in papers.papers_of(session, code)]


def stored():
    return {one.sha256 for one in wiring.archive().list()}


def place_of(sha256):
    return wiring.settings().home / "archive" / key_of(sha256)


def lose(sha256):
    place_of(sha256).unlink()


def alter(sha256):
    place_of(sha256).chmod(0o644)
    place_of(sha256).write_bytes(b"other bytes")


@pytest.fixture
def second(kept, monkeypatch, tmp_path):
    """The folder of a second copy of the archive of the task's papers."""
    assert kept
    monkeypatch.setenv("TRIPLEHELIX_ARCHIVE_COPY_URL", f"folder://{tmp_path / 'second'}")
    wiring.forget()
    return tmp_path / "second"


def make_copy():
    with wiring.unit_of_work() as session:
        return copies.copy(session)


# Comparing the tables with storage.


def test_what_is_on_record_is_in_storage(kept):
    sign(kept)
    found = compare()
    assert found.ok
    assert (found.missing, found.altered, found.orphaned, found.waiting) == (0, 0, 0, 0)
    assert found.on_record == found.stored == len(stored())
    assert {*hashes(kept)} < stored()  # and the issued revision, and the thumbnails


def test_what_was_lost_and_what_was_altered_is_named_with_its_paper(kept):
    gone, changed, *_ = hashes(kept)
    lose(gone)
    alter(changed)
    found = compare()
    assert not found.ok
    assert {(fault.sha256, fault.condition) for fault in found.faults} == {
        (gone, Condition.MISSING),
        (changed, Condition.ALTERED),
    }
    assert all(kept in fault.sentence for fault in found.faults)


def test_a_revision_that_was_signed_is_missed_too(kept):
    lose(sign(kept))
    assert [fault.condition for fault in compare().faults] == [Condition.MISSING]


@pytest.mark.usefixtures("kept")
def test_what_nobody_names_is_told_once_it_is_old_and_is_no_fault(monkeypatch):
    orphan = wiring.archive().put(b"nobody names me")
    wiring.archive().put(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert compare().orphaned == 0  # it may belong to a transaction that goes on
    later = wiring.now() + timedelta(hours=2)
    monkeypatch.setattr(wiring, "now", lambda: later)
    found = compare()
    assert found.ok
    assert (found.orphans, found.charts) == ([orphan], 1)
    assert wiring.archive().has(orphan)


@pytest.mark.usefixtures("kept")
def test_a_list_on_a_desk_is_no_orphan_and_storage_may_let_go_of_it(monkeypatch):
    with wiring.unit_of_work() as session:
        officer = people.find(session, "so.chuyen-vien")
        data = samples.path("dirty.xlsx").read_bytes()
        uploaded = lists.receive(session, officer, lists.Kind.TASKS, "dirty.xlsx", data, on=wiring.today())
    assert uploaded.report
    later = wiring.now() + timedelta(hours=2)
    monkeypatch.setattr(wiring, "now", lambda: later)
    assert compare().orphans == []
    with wiring.unit_of_work() as session:
        found = {name.sha256: name.lock_until for name in names(session, ())}
    assert found[uploaded.sha256] is found[uploaded.report] is None
    lose(uploaded.sha256)
    assert [fault.sha256 for fault in compare().faults] == [uploaded.sha256]


def test_a_quick_look_sees_names_and_sizes_alone(kept):
    gone, changed, *_ = hashes(kept)
    lose(gone)
    data = place_of(changed).read_bytes()
    place_of(changed).chmod(0o644)
    place_of(changed).write_bytes(bytes(reversed(data)))
    found = compare(quick=True)
    assert (found.missing, found.altered) == (1, 0)
    place_of(changed).write_bytes(data + b"!")
    assert compare(quick=True).altered == 1


def test_a_document_that_waits_for_its_bytes_is_no_fault(house):
    receipt(house, house.order())
    found = compare()
    assert found.ok
    assert found.waiting == 1


def test_without_a_second_copy_nothing_is_healed(kept):
    gone = hashes(kept)[0]
    lose(gone)
    found = compare(heal=True)
    assert (found.ok, found.healed) == (False, 0)


# The second copy.


@pytest.mark.usefixtures("second")
def test_the_second_copy_takes_what_it_lacks_and_only_that():
    first = make_copy()
    assert (first.ok, first.copied, first.there_before) == (True, len(stored()), 0)
    assert (again := make_copy()).copied == 0
    assert again.there_before == first.copied
    assert compare(of_copy=True).ok


@pytest.mark.usefixtures("second")
def test_copying_that_was_cut_off_goes_on():
    one, *rest = stored()
    wiring.archive_copy().put(wiring.archive().get(one))
    done = make_copy()
    assert (done.copied, done.there_before) == (len(rest), 1)


def test_altered_bytes_are_never_copied(kept, second):
    changed = hashes(kept)[0]
    alter(changed)
    done = make_copy()
    assert (done.ok, done.failed) == (False, 1)
    assert not (second / key_of(changed)).exists()


@pytest.mark.usefixtures("second")
def test_what_is_lost_or_altered_comes_back_from_the_second_copy(kept):
    make_copy()
    gone, changed, *_ = hashes(kept)
    lose(gone)
    alter(changed)
    found = compare(heal=True)
    assert found.ok
    assert (found.missing, found.altered, found.healed) == (1, 1, 2)
    assert all("bản sao thứ hai" in fault.sentence for fault in found.faults)
    assert compare().missing + compare().altered == 0


def test_a_copy_that_is_altered_as_well_heals_nothing(kept, second):
    make_copy()
    gone = hashes(kept)[0]
    lose(gone)
    (second / key_of(gone)).chmod(0o644)
    (second / key_of(gone)).write_bytes(b"other bytes")
    assert not compare(heal=True).ok
    assert not compare(of_copy=True).ok


@pytest.mark.usefixtures("house")
def test_no_second_copy_is_said():
    with pytest.raises(NotFound, match="TRIPLEHELIX_ARCHIVE_COPY_URL"):
        make_copy()


def test_how_far_the_copy_is_behind_is_counted_in_papers(kept):
    now = wiring.now()
    with wiring.unit_of_work() as session:
        assert copies.lag(session, now - timedelta(hours=1)) == len(hashes(kept))
        assert copies.lag(session, now + timedelta(hours=1)) == 0


# Storage that lies, and storage that is large.


@pytest.mark.usefixtures("house")
def test_a_store_that_lists_out_of_order_is_not_believed():
    listed = [Stored(name * 64, 1, wiring.now()) for name in "ba"]
    with wiring.unit_of_work() as session, pytest.raises(Unavailable, match="thứ tự"):
        list(names(session, listed))


# Locks on a real S3.


@pytest.fixture
def bucket(s3_server, monkeypatch, request):
    """A house whose papers lie in a bucket of their own, and the bucket's archive with a client beside it."""
    request.getfixturevalue("house")
    name = f"keeping-{secrets.token_hex(4)}"
    monkeypatch.setenv("TRIPLEHELIX_ARCHIVE_URL", f"s3://{name}?endpoint={s3_server.endpoint}")
    monkeypatch.setenv("TRIPLEHELIX_S3_ACCESS_KEY", s3_server.access_key)
    monkeypatch.setenv("TRIPLEHELIX_S3_SECRET_KEY", s3_server.secret_key)
    wiring.forget()
    client = boto3.client(
        "s3",
        endpoint_url=s3_server.endpoint,
        region_name="us-east-1",
        aws_access_key_id=s3_server.access_key,
        aws_secret_access_key=s3_server.secret_key,
    )
    yield SimpleNamespace(name=name, client=client)
    client.close()


@pytest.mark.usefixtures("bucket")
def test_an_issued_paper_is_locked_until_its_term_ends(house):
    sha256 = issuing.keep(receipt(house, house.order()))
    # As far as a lock can reach from the machine's own day.
    assert wiring.archive().retained_until(sha256) >= date(wiring.now().year + terms.LONGEST_YEARS - 1, 1, 1)


def test_papers_from_before_there_were_locks_are_locked_and_altered_ones_come_back(house, bucket):
    code = house.order()
    house.hand_in_all(code, "dat-hang")
    old = wiring.archive().put(b"%PDF from before")
    with wiring.unit_of_work() as session:
        for row in session.scalars(queries.submissions_of(house.dossier(code).id)):
            row.sha256 = old
    with wiring.unit_of_work() as session:
        assert copies.lock(session).longer >= 1
    assert wiring.archive().retained_until(old) is not None
    with wiring.unit_of_work() as session:
        assert copies.lock(session).longer == 0
    bucket.client.delete_object(Bucket=bucket.name, Key=key_of(old))
    found = compare(heal=True)
    assert (found.ok, found.healed) == (True, 1)
    assert "phiên bản trước" in found.faults[0].sentence
    assert wiring.archive().get(old) == b"%PDF from before"


# Terms.


def test_a_term_ends_with_a_year_and_never_while_the_work_goes_on():
    assert terms.ends_on(FIFTY_YEARS, date(2026, 3, 2)) == date(2076, 12, 31)
    assert terms.ends_on(FIFTY_YEARS, None) is None
    assert terms.ends_on(PERMANENT, date(2026, 3, 2)) is None
    assert terms.lock_until(FIFTY_YEARS, ON) == date(2076, 12, 31)
    assert terms.lock_until(FIFTY_YEARS, ON, date(2030, 1, 1)) == date(2080, 12, 31)
    assert terms.lock_until(PERMANENT, ON) == date(2126, 12, 31)


def test_every_paper_of_the_catalogue_has_a_term_and_an_unknown_one_is_kept_for_good():
    assert {terms.of_paper(code) for code in terms.PAPERS} == {PERMANENT, FIFTY_YEARS}
    assert terms.of_paper("a paper of another version") is PERMANENT
    assert terms.TERMED_PAPERS
    assert terms.TERMED_STAGES


def ending(on, **how):
    with wiring.unit_of_work() as session:
        return list(calendar(session, on, **how))


def test_the_calendar_tells_what_ends_within_thirty_days_and_what_has_ended(house):
    code = house.at("FOLLOW_UP")
    house.hand_in_all(code, "chu-tri")
    assert ending(date(2076, 12, 15)) == []  # its work goes on
    with wiring.unit_of_work() as session:
        for row in session.scalars(queries.entries_of(house.dossier(code).id)):
            row.left_on = ON
    assert ending(date(2076, 11, 30)) == []
    soon = ending(date(2076, 12, 1))
    assert soon
    assert {(term.task, term.ends_on, term.days_left) for term in soon} == {(code, date(2076, 12, 31), 30)}
    assert all("hết hạn ngày 31/12/2076" in term.sentence for term in soon)
    assert all("đã hết hạn" in term.sentence for term in ending(date(2077, 1, 1)))


def test_whoever_keeps_records_is_told_once_that_terms_end(house):
    code = house.at("FOLLOW_UP")
    house.hand_in_all(code, "chu-tri")
    with wiring.unit_of_work() as session:
        for row in session.scalars(queries.entries_of(house.dossier(code).id)):
            row.left_on = ON
    told = []
    for day in (date(2076, 11, 30), date(2076, 12, 1), date(2076, 12, 2), date(2077, 1, 1)):
        with wiring.unit_of_work() as session:
            told.append(warnings.warn(session, day))
    assert told == [0, 1, 0, 0]
    assert "hết thời hạn lưu ngày 31/12/2076" in house.journal(code)[-1]
    assert "không văn bản nào tự bị hủy" in house.journal(code)[-1]
    with wiring.unit_of_work() as session:
        promised = session.scalars(select(Promise).where(Promise.kind == "event")).all()
        notice = notices.notice_of(session, "term.ending", f"task:{code}", date(2076, 12, 1))
    assert [each.facts["event"] for each in promised if each.facts["event"] == "term.ending"] == [
        "term.ending"
    ]
    assert "Văn bản sắp hết thời hạn lưu" in notice.subject
    assert "hết hạn ngày 31/12/2076" in notice.body
    assert house.chain_is_whole()


def test_what_is_kept_for_good_never_ends_and_is_in_the_whole_calendar(kept):
    assert ending(date(2999, 1, 1)) == []
    everything = ending(ON, within=None, task=kept)
    assert len(everything) == len(hashes(kept))
    assert {term.sentence for term in everything} == {"Vĩnh viễn"}


# Packages.


def export(code, out, handle="so.luu-tru", **how):
    with wiring.unit_of_work() as session:
        return export_dossier(session, code, out, people.find(session, handle), on=ON, **how)


def test_a_dossier_goes_out_whole_and_is_found_whole(kept, tmp_path):
    all_of_them = {*hashes(kept), sign(kept)}
    written = export(kept, tmp_path / "goi.zip")
    found = packages.check(written.path, sha256=written.sha256)
    assert found.faults == []
    assert found.papers == len(hashes(kept))
    listed = (tmp_path / "goi.zip").read_bytes()
    assert all(sha256.encode() in listed for sha256 in all_of_them)


def test_taken_out_twice_it_has_the_same_bytes(kept, tmp_path):
    assert export(kept, tmp_path / "1.zip").sha256 == export(kept, tmp_path / "2.zip").sha256


def test_who_took_it_out_stands_in_the_journal_with_its_hash(house, kept, tmp_path):
    written = export(kept, tmp_path / "goi.zip")
    with wiring.unit_of_work() as session:
        *_, last = session.scalars(queries.journal_of(house.dossier(kept).id))
    assert (last.tag, last.facts["sha256"]) == ("task:file:exported", written.sha256)
    assert house.chain_is_whole()


def test_only_the_state_takes_a_dossier_out(kept, tmp_path):
    with pytest.raises(NotPermitted):
        export(kept, tmp_path / "goi.zip", "chu-tri")
    assert not (tmp_path / "goi.zip").exists()


def test_a_paper_that_waits_for_its_bytes_keeps_the_dossier_back(house, tmp_path):
    code = house.order()
    with pytest.raises(Refused, match="chưa có văn bản nào"):
        export(code, tmp_path / "goi.zip")
    receipt(house, code)
    with pytest.raises(Refused, match="chưa được lưu"):
        export(code, tmp_path / "goi.zip")
    assert not (tmp_path / "goi.zip").exists()
