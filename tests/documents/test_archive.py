"""One suite for both archives: a folder, and a bucket on a real S3 server."""

import base64
import hashlib
import secrets
import stat
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from documents.archive import Altered, Condition, FolderArchive, key_of, open_archive
from models.errors import BadInput, NotFound, Unavailable
from tests.documents.stores import Folder

PAPER = "Quyết định số 05/QĐ-SKHCN".encode()
OTHER = b"%PDF-1.7 other"


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def test_what_is_kept_is_fetched_by_its_hash(place):
    name = place.archive.put(PAPER, media_type="application/pdf", metadata={"paper": "Quyết định"})
    assert name == sha256(PAPER)
    assert place.archive.get(name) == PAPER
    assert place.archive.has(name)


def test_keeping_the_same_bytes_again_changes_nothing(place):
    names = {place.archive.put(PAPER) for _ in range(3)}
    assert names == {sha256(PAPER)}
    assert place.objects() == [sha256(PAPER)]


def test_an_empty_file_can_be_kept(place):
    assert place.archive.get(place.archive.put(b"")) == b""


def test_of_64_writers_of_one_object_one_wins_and_none_fails(place):
    place.archive.prepare()
    start = threading.Barrier(64)

    def write(_):
        start.wait()
        return place.archive.put(PAPER)

    with ThreadPoolExecutor(64) as writers:
        assert set(writers.map(write, range(64))) == {sha256(PAPER)}
    assert place.objects() == [sha256(PAPER)]
    assert place.archive.verify(sha256(PAPER)).is_intact


def test_the_first_writers_need_not_agree_on_who_makes_the_place(place):
    start = threading.Barrier(4)

    def write(number):
        start.wait()
        return place.archive.put(bytes([number]))

    with ThreadPoolExecutor(4) as writers:
        names = list(writers.map(write, range(4)))
    assert [stored.sha256 for stored in place.archive.list()] == sorted(names)


def test_a_large_file_comes_back_whole(place):
    scan = secrets.token_bytes(8 * 1024 * 1024)
    name = place.archive.put(scan, media_type="application/pdf")
    assert place.archive.get(name) == scan


def test_the_right_bytes_come_back_and_the_wrong_ones_are_set_aside(place):
    name = place.archive.put(PAPER)
    place.tamper(name, OTHER)
    assert place.archive.restore(PAPER) == name
    assert place.archive.get(name) == PAPER
    before = place.objects()
    assert len(before) >= 2
    place.archive.restore(PAPER)
    assert place.objects() == before


def test_what_was_never_kept_is_not_found(place):
    absent = sha256(b"never kept")
    place.archive.put(PAPER)
    assert not place.archive.has(absent)
    assert place.archive.verify(absent).condition is Condition.MISSING
    with pytest.raises(NotFound, match=absent):
        place.archive.get(absent)


def test_an_archive_never_used_is_empty(place):
    assert list(place.archive.list()) == []
    assert not place.archive.has(sha256(PAPER))
    with pytest.raises(NotFound):
        place.archive.get(sha256(PAPER))


def test_a_flipped_byte_is_found_and_never_handed_out(place):
    name = place.archive.put(PAPER)
    flipped = bytes([PAPER[0] ^ 1]) + PAPER[1:]
    place.tamper(name, flipped)
    found = place.archive.verify(name)
    assert found.condition is Condition.ALTERED
    assert found.found == sha256(flipped)
    with pytest.raises(Altered, match="bản sao lưu"):
        place.archive.get(name)


def test_keeping_bytes_where_others_stand_is_said_aloud(place):
    name = place.archive.put(PAPER)
    place.tamper(name, OTHER)
    with pytest.raises(Altered, match=name):
        place.archive.put(PAPER)


def test_objects_are_listed_in_order_and_by_the_start_of_their_hash(place):
    before = datetime.now(UTC) - timedelta(seconds=2)
    sizes = {place.archive.put(f"paper {n}".encode()): len(f"paper {n}") for n in range(24)}
    listed = list(place.archive.list())
    assert [stored.sha256 for stored in listed] == sorted(sizes)
    assert {stored.sha256: stored.size for stored in listed} == sizes
    assert all(before <= stored.stored_at <= datetime.now(UTC) + timedelta(seconds=2) for stored in listed)
    wanted = max(sizes)
    for length in (1, 2, 3, 4, 5, 64):
        found = [stored.sha256 for stored in place.archive.list(wanted[:length])]
        assert found == sorted(name for name in sizes if name.startswith(wanted[:length]))


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_what_is_no_hash_is_refused(place, name):
    with pytest.raises(BadInput, match="SHA-256"):
        place.archive.get(name)


def test_a_prefix_that_is_no_hash_is_refused(place):
    with pytest.raises(BadInput, match="SHA-256"):
        list(place.archive.list("../"))


def test_a_check_up_finds_the_place_well_and_changes_nothing(place):
    assert all(finding.good for finding in place.archive.doctor())
    name = place.archive.put(PAPER)
    assert all(finding.good for finding in place.archive.doctor())
    assert place.objects() == [name]


# The folder's own promises.


def test_a_folder_says_that_it_cannot_lock(tmp_path):
    folder = Folder(tmp_path / "archive")
    name = folder.archive.put(PAPER, retain_until=date(2126, 12, 31))
    assert folder.archive.retain(name, date(2126, 12, 31)) is False
    assert folder.archive.retained_until(name) is None
    assert any("không khóa được" in finding.sentence for finding in folder.archive.doctor())
    with pytest.raises(NotFound):
        folder.archive.retain(sha256(OTHER), date(2126, 12, 31))


def test_the_trial_of_a_folder_leaves_nothing_behind(tmp_path):
    folder = Folder(tmp_path / "archive")
    name = folder.archive.put(PAPER)
    found = folder.archive.trial()
    assert all(finding.good for finding in found)
    assert len(found) == 6
    assert folder.objects() == [name]
    assert {each.name for each in folder.path.iterdir()} == {".incoming", name[:2]}


@settings(max_examples=25, deadline=None)
@given(contents=st.lists(st.binary(max_size=3000), min_size=1, max_size=5))
def test_whatever_is_kept_comes_back_byte_for_byte(contents):
    with tempfile.TemporaryDirectory() as place:
        archive = open_archive(f"folder://{place}")
        names = [archive.put(content) for content in (*contents, *contents)]
        assert [archive.get(name) for name in names] == [*contents, *contents]
        assert [stored.sha256 for stored in archive.list()] == sorted(set(names))
        assert all(b"".join(archive.read(name)) == archive.get(name) for name in names)


def test_a_writer_killed_in_the_middle_leaves_no_half_object(tmp_path):
    program = (
        "import sys; from documents.archive import open_archive; archive = open_archive(sys.argv[1]);"
        "print('begun', flush=True); [archive.put(b'%d' % n * 200_000) for n in range(10**6)]"
    )
    url = f"folder://{tmp_path / 'archive'}"
    writer = subprocess.Popen([sys.executable, "-c", program, url], stdout=subprocess.PIPE)  # noqa: S603 - our own program
    writer.stdout.readline()
    archive = open_archive(url)
    while len(list(archive.list())) < 5:
        assert writer.poll() is None
    writer.kill()
    writer.wait(20)
    writer.stdout.close()
    kept = list(archive.list())
    assert all(archive.verify(stored.sha256).is_intact for stored in kept)
    assert archive.put(b"0" * 200_000) in {stored.sha256 for stored in kept}


def test_files_of_a_folder_cannot_be_written_by_mistake(tmp_path):
    folder = Folder(tmp_path / "archive")
    name = folder.archive.put(PAPER)
    assert stat.S_IMODE((folder.path / key_of(name)).stat().st_mode) == 0o444


def test_two_processes_writing_the_same_bytes_have_one_winner(tmp_path):
    program = (
        "import sys; from documents.archive import open_archive; archive = open_archive(sys.argv[1]);"
        "sys.stdin.read(1); [archive.put(b'paper %d' % n) for n in range(200)]"
    )
    url = f"folder://{tmp_path / 'archive'}"
    writers = [
        subprocess.Popen([sys.executable, "-c", program, url], stdin=subprocess.PIPE)  # noqa: S603 - our own program
        for _ in range(2)
    ]
    for writer in writers:
        writer.stdin.write(b"!")
        writer.stdin.close()
    assert [writer.wait(60) for writer in writers] == [0, 0]
    archive = open_archive(url)
    assert len(list(archive.list())) == 200
    assert all(archive.verify(stored.sha256).is_intact for stored in archive.list())
    assert all(finding.good for finding in archive.doctor())


def test_a_file_left_half_written_is_reported_and_never_listed(tmp_path):
    folder = Folder(tmp_path / "archive")
    folder.archive.prepare()
    (folder.path / ".incoming" / "cut-off").write_bytes(b"half")
    assert list(folder.archive.list()) == []
    assert any(not finding.good and "ghi dở" in finding.sentence for finding in folder.archive.doctor())


def test_a_place_that_is_a_file_is_explained(tmp_path):
    (tmp_path / "archive").write_text("in the way")
    with pytest.raises(Unavailable, match="Kho lưu trữ"):
        FolderArchive(tmp_path / "archive").put(PAPER)


# The bucket's own promises.


def test_a_new_bucket_keeps_versions_and_can_lock(new_bucket):
    bucket = new_bucket()
    bucket.archive.prepare()
    bucket.archive.prepare()
    assert bucket.client.get_bucket_versioning(Bucket=bucket.name)["Status"] == "Enabled"
    lock = bucket.client.get_object_lock_configuration(Bucket=bucket.name)["ObjectLockConfiguration"]
    assert lock["ObjectLockEnabled"] == "Enabled"


def test_an_overwrite_by_another_hand_leaves_the_first_version(new_bucket):
    bucket = new_bucket()
    name = bucket.archive.put(PAPER)
    bucket.tamper(name, OTHER)
    versions = bucket.client.list_object_versions(Bucket=bucket.name)["Versions"]
    bodies = [
        bucket.client.get_object(Bucket=bucket.name, Key=key_of(name), VersionId=version["VersionId"])[
            "Body"
        ].read()
        for version in versions
    ]
    assert sorted(bodies) == sorted([PAPER, OTHER])


def test_a_locked_object_cannot_be_deleted_before_its_time(new_bucket):
    bucket = new_bucket("&retain_days=1&lock=compliance")
    name = bucket.archive.put(PAPER)
    [version] = bucket.client.list_object_versions(Bucket=bucket.name)["Versions"]
    with pytest.raises(ClientError, match=r"AccessDenied|Access Denied|locked|WORM"):
        bucket.client.delete_object(Bucket=bucket.name, Key=key_of(name), VersionId=version["VersionId"])
    assert bucket.archive.get(name) == PAPER


def lock_of(bucket, name):
    head = bucket.client.head_object(Bucket=bucket.name, Key=key_of(name))
    until = head.get("ObjectLockRetainUntilDate")
    return head.get("ObjectLockMode"), until and until.date()


def refused(call, **how):
    with pytest.raises(ClientError) as refusal:
        call(**how)
    return refusal.value.response["Error"]["Code"]


def test_each_paper_is_locked_until_its_own_day(new_bucket):
    bucket = new_bucket()
    name = bucket.archive.put(PAPER, retain_until=date(2076, 12, 31))
    assert lock_of(bucket, name) == ("GOVERNANCE", date(2076, 12, 31))
    assert bucket.archive.retained_until(name) == date(2076, 12, 31)
    [version] = bucket.client.list_object_versions(Bucket=bucket.name)["Versions"]
    which = {"Bucket": bucket.name, "Key": key_of(name), "VersionId": version["VersionId"]}
    assert refused(bucket.client.delete_object, **which) == "AccessDenied"
    batch = bucket.client.delete_objects(
        Bucket=bucket.name, Delete={"Objects": [{"Key": which["Key"], "VersionId": which["VersionId"]}]}
    )
    assert [error["Code"] for error in batch["Errors"]] == ["AccessDenied"]
    sooner = {"Mode": "GOVERNANCE", "RetainUntilDate": datetime.now(UTC) + timedelta(days=1)}
    assert refused(bucket.client.put_object_retention, **which, Retention=sooner) == "AccessDenied"
    bucket.client.delete_object(Bucket=bucket.name, Key=key_of(name))
    assert not bucket.archive.has(name)
    assert bucket.archive.recall(name) == PAPER
    assert bucket.archive.restore(PAPER) == name
    assert bucket.archive.get(name) == PAPER


def test_a_lock_grows_and_never_shrinks(new_bucket):
    bucket = new_bucket()
    name = bucket.archive.put(PAPER)
    assert bucket.archive.retained_until(name) is None
    assert bucket.archive.put(PAPER, retain_until=date(2050, 1, 1)) == name
    assert bucket.archive.retained_until(name) == date(2050, 1, 1)
    assert bucket.archive.retain(name, date(2076, 12, 31)) is True
    assert bucket.archive.retain(name, date(2060, 1, 1)) is False
    assert bucket.archive.retained_until(name) == date(2076, 12, 31)
    assert bucket.archive.retain(name, date(1999, 1, 1)) is False


def test_a_lock_for_ever_is_one_of_a_hundred_years(new_bucket):
    bucket = new_bucket("&lock=compliance")
    name = bucket.archive.put(PAPER, retain_until=date(2900, 1, 1))
    mode, until = lock_of(bucket, name)
    assert mode == "COMPLIANCE"
    assert timedelta(days=36_500 - 367) < until - datetime.now(UTC).date() <= timedelta(days=36_500)
    assert bucket.archive.retain(name, date(2900, 1, 1)) is False


def test_a_bucket_that_cannot_lock_still_keeps_papers(new_bucket):
    bucket = new_bucket()
    bucket.client.create_bucket(Bucket=bucket.name)
    name = bucket.archive.put(PAPER, retain_until=date(2076, 12, 31))
    assert bucket.archive.get(name) == PAPER
    assert bucket.archive.retained_until(name) is None
    assert any("object lock" in finding.sentence for finding in bucket.archive.trial() if not finding.good)


def test_bytes_that_are_not_those_of_the_checksum_are_refused(new_bucket):
    bucket = new_bucket()
    bucket.archive.prepare()
    checksum = base64.b64encode(bytes.fromhex(sha256(OTHER))).decode()
    code = refused(
        bucket.client.put_object,
        Bucket=bucket.name,
        Key=key_of(sha256(OTHER)),
        Body=PAPER,
        ChecksumSHA256=checksum,
    )
    assert code in {"BadDigest", "InvalidDigest", "XAmzContentChecksumMismatch"}
    assert not bucket.archive.has(sha256(OTHER))


def test_the_trial_finds_every_promise_held_and_says_who_could_lift_a_lock(new_bucket):
    bucket = new_bucket()
    kept = bucket.archive.put(PAPER)
    found = bucket.archive.trial()
    assert [finding.sentence for finding in found if not finding.good] == []
    said = " ".join(finding.sentence for finding in found)
    for promise in ("mã băm", "If-None-Match", "không xóa được", "không rút ngắn", "phiên bản đầu tiên"):
        assert promise in said
    assert "BypassGovernanceRetention" in said  # the tests come in as the administrator
    assert [stored.sha256 for stored in bucket.archive.list()] == [kept]


def test_the_type_and_the_vietnamese_metadata_travel_with_the_object(new_bucket):
    bucket = new_bucket()
    name = bucket.archive.put(PAPER, media_type="application/pdf", metadata={"paper": "Quyết định"})
    head = bucket.client.head_object(Bucket=bucket.name, Key=key_of(name))
    assert head["ContentType"] == "application/pdf"
    assert head["Metadata"]["paper"] == "Quy%E1%BA%BFt %C4%91%E1%BB%8Bnh"


def test_a_bucket_made_without_lock_is_reported(new_bucket):
    bucket = new_bucket()
    bucket.client.create_bucket(Bucket=bucket.name)
    sentences = [finding.sentence for finding in bucket.archive.doctor() if not finding.good]
    assert [("versioning" in sentence, "object lock" in sentence) for sentence in sentences] == [
        (True, False),
        (False, True),
    ]


def test_a_wrong_secret_is_explained_without_showing_it(s3_server):
    secret = secrets.token_hex(16)
    archive = open_archive(
        f"s3://papers?endpoint={s3_server.endpoint}",
        access_key=SecretStr(s3_server.access_key),
        secret_key=SecretStr(secret),
    )
    with pytest.raises(Unavailable, match="khóa") as refusal:
        archive.put(PAPER)
    assert secret not in f"{refusal.value}{archive!r}"
    [finding] = archive.doctor()
    assert not finding.good
    assert "khóa" in finding.sentence


@pytest.mark.s3
def test_a_server_that_does_not_answer_is_explained():
    archive = open_archive(
        "s3://papers?endpoint=http://127.0.0.1:9", access_key=SecretStr("a"), secret_key=SecretStr("b")
    )
    with pytest.raises(Unavailable, match="không nối được"):
        archive.get(sha256(PAPER))


# Addresses.


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("folder://relative/path", "tuyệt đối"),
        ("ftp://server/papers", "ftp"),
        ("", "folder:///"),
        ("s3://", "s3://tên-bucket"),
        ("s3://key:secret@bucket", "TRIPLEHELIX_S3_SECRET_KEY"),
        ("s3://bucket?secret_key=x", "secret_key"),
        ("s3://bucket?retain_days=soon", "retain_days"),
        ("s3://bucket?lock=never", "governance hoặc compliance"),
    ],
)
def test_an_address_that_cannot_be_read_is_explained(url, sentence):
    with pytest.raises(BadInput, match=sentence):
        open_archive(url)


def test_a_secret_in_an_address_is_not_repeated():
    with pytest.raises(BadInput) as refusal:
        open_archive("s3://key:hunter2@bucket")
    assert "hunter2" not in str(refusal.value)
