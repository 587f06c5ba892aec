"""Files on their way in, in parts: one suite for a folder and for a bucket on a real S3 server."""

import hashlib
import secrets
import time
import urllib.error
import urllib.request
from dataclasses import replace
from datetime import timedelta

import pytest

from documents.archive import Altered, AlteredPart, Part, open_archive, saved_as
from documents.archive.staging import gathered, reaches
from documents.archive.staging_trial import tried
from models.errors import BadInput, NotFound, Unavailable
from tests.documents.stores import Folder


def sha256(data):
    return hashlib.sha256(data).hexdigest()


PORTAL = "http://127.0.0.1:8080"
FIVE = 5 * 1024 * 1024  # the least that S3 takes for a part that is not the last


@pytest.fixture
def bucket(new_bucket):
    return new_bucket()


def new_key():
    return secrets.token_hex(16)


def put(address, data, **more):
    asked = urllib.request.Request(address.url, data=data, method="PUT", headers={**address.headers, **more})  # noqa: S310 - the test's own server
    try:
        with urllib.request.urlopen(asked) as answer:  # noqa: S310 - idem
            return answer.status
    except urllib.error.HTTPError as refusal:
        refusal.close()
        return refusal.code


def fetched(address):
    try:
        with urllib.request.urlopen(address) as answer:  # noqa: S310 - the test's own server
            return answer.status
    except urllib.error.HTTPError as refusal:
        refusal.close()
        return refusal.code


def test_parts_in_any_order_are_joined_to_the_file_that_was_sent(place, tmp_path):
    staging, key = place.archive.staging(), new_key()
    first, second = secrets.token_bytes(FIVE), b"the end"
    handle = staging.begin(key)
    end = staging.take(key, handle, 2, second, sha256(second))
    staging.take(key, handle, 1, bytes(FIVE), sha256(bytes(FIVE)))
    begin = staging.take(key, handle, 1, first, sha256(first))
    assert {(each.number, each.size) for each in staging.parts(key, handle)} == {(1, FIVE), (2, 7)}
    assert staging.part(key, handle, 1, begin.etag).etag == begin.etag
    assert staging.part(key, handle, 2).size == 7
    assert staging.part(key, handle, 3) is None
    for _ in range(2):
        assert staging.join(key, handle, [begin, end], tmp_path / "whole") == sha256(first + second)
        assert (tmp_path / "whole").read_bytes() == first + second
    assert list(place.archive.list()) == []
    assert key in {each.key for each in staging.left()}
    staging.abandon(key, handle)
    assert list(staging.left()) == []


def test_a_part_damaged_on_its_way_is_not_taken(place):
    staging, key = place.archive.staging(), new_key()
    handle = staging.begin(key)
    with pytest.raises(BadInput, match="Phần 1 của tệp bị hỏng trên đường truyền"):
        staging.take(key, handle, 1, b"damaged", sha256(b"sent"))
    assert staging.parts(key, handle) == ()


def test_a_part_that_is_not_the_one_noted_is_found_when_joining(place, tmp_path):
    staging, key = place.archive.staging(), new_key()
    handle = staging.begin(key)
    noted = staging.take(key, handle, 1, b"sent", sha256(b"sent"))
    if isinstance(place, Folder):
        next((place.path / ".uploads" / key).glob("00001.*")).write_bytes(b"altd")
    else:
        noted = replace(noted, etag=staging.take(key, handle, 1, b"altd", sha256(b"altd")).etag)
    with pytest.raises(AlteredPart, match="không phải là phần đã gửi"):
        staging.join(key, handle, [noted], tmp_path / "whole")
    if isinstance(place, Folder):
        again = staging.take(key, handle, 1, b"sent", sha256(b"sent"))
        assert staging.join(key, handle, [again], tmp_path / "whole") == sha256(b"sent")
    else:
        assert list(staging.left()) == []


def test_what_was_abandoned_takes_nothing_more(place, tmp_path):
    staging, key = place.archive.staging(), new_key()
    handle = staging.begin(key)
    staging.take(key, handle, 1, b"sent", sha256(b"sent"))
    staging.abandon(key, handle)
    staging.abandon(key, handle)
    for attempt in (
        lambda: staging.take(key, handle, 1, b"sent", sha256(b"sent")),
        lambda: staging.parts(key, handle),
        lambda: staging.join(key, handle, [Part(1, 4, sha256(b"sent"), '"x"')], tmp_path / "whole"),
    ):
        with pytest.raises(NotFound, match="nộp lại từ đầu"):
            attempt()


@pytest.mark.parametrize("key", ["", "../../etc", "A" * 32, "0" * 31])
def test_a_key_leads_nowhere_else(place, key):
    with pytest.raises(BadInput):
        place.archive.staging().begin(key)


def test_the_trial_of_the_store_holds_and_leaves_nothing(place):
    found = tried(place.archive.staging(), PORTAL)
    assert all(finding.good for finding in found), found
    assert list(place.archive.staging().left()) == []


def test_a_file_is_kept_from_where_it_lies(place, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"x" * 3_000_000)
    name = place.archive.put(file, media_type="application/pdf")
    assert name == place.archive.put(b"x" * 3_000_000) == place.archive.put(file)
    assert place.archive.get(name) == file.read_bytes()
    place.tamper(name, b"other")
    with pytest.raises(Altered):
        place.archive.put(file)


# A folder says what it cannot.


def test_a_folder_has_no_addresses(tmp_path):
    archive = open_archive(f"folder://{tmp_path}")
    staging = archive.staging()
    assert archive.upload_origin() == ""
    assert archive.download_address("0" * 64, file_name="a.pdf", media_type="x/y", portal=PORTAL) is None
    assert not staging.direct(PORTAL)
    assert staging.address(new_key(), "", 1, 1, "0" * 64) is None
    assert "cổng thông tin nhận từng phần" in staging.open_to(PORTAL)[0].sentence


# What a bucket gives to browsers.


def test_an_address_takes_the_bytes_that_were_signed_and_no_others(bucket):
    staging, key = bucket.archive.staging(), new_key()
    handle = staging.begin(key)
    address = staging.address(key, handle, 1, 4, sha256(b"sent"))
    assert put(address, b"altd") == 400
    assert put(address, b"sent and more") == 403
    assert put(address, b"altd", **{"x-amz-checksum-sha256": "AAAA"}) == 403
    assert staging.parts(key, handle) == ()
    assert put(address, b"sent") == 200
    assert [(each.number, each.size) for each in staging.parts(key, handle)] == [(1, 4)]
    assert address.url.startswith(bucket.archive.upload_origin() + "/")


def test_browsers_are_let_in_once_the_store_was_opened_to_the_portal_and_nobody_elses(bucket):
    bucket.archive.prepare()
    other = {"AllowedOrigins": ["https://other.example"], "AllowedMethods": ["GET"]}
    bucket.client.put_bucket_cors(Bucket=bucket.name, CORSConfiguration={"CORSRules": [other]})
    staging = bucket.archive.staging()
    assert not staging.direct(PORTAL)
    for _ in range(2):
        assert staging.open_to(PORTAL)[-1].sentence.startswith(f"Trình duyệt ở {PORTAL} gửi được tệp thẳng")
    assert staging.direct(PORTAL)
    assert not staging.direct("http://localhost:9")
    rules = bucket.client.get_bucket_cors(Bucket=bucket.name)["CORSRules"]
    assert [rule["AllowedOrigins"][0] for rule in rules] == ["https://other.example", PORTAL]


def test_a_store_out_of_the_browsers_reach_is_said_and_its_addresses_are_kept_back(bucket):
    name = bucket.archive.put(b"paper")
    staging = bucket.archive.staging()
    for portal in ("https://127.0.0.1", "http://portal.example"):
        assert not staging.direct(portal)
        assert "không tới được kho" in staging.open_to(portal)[0].sentence
        assert (
            bucket.archive.download_address(name, file_name="a.pdf", media_type="x/y", portal=portal) is None
        )


def test_a_paper_is_fetched_straight_with_its_name_and_type_and_not_for_long(bucket, monkeypatch):
    monkeypatch.setattr("documents.archive.s3.DOWNLOAD_SECONDS", 1)
    name = bucket.archive.put(b"paper")
    which = {"file_name": "Báo cáo “cuối”.pdf", "media_type": "application/pdf", "portal": PORTAL}
    address = bucket.archive.download_address(name, **which)
    with urllib.request.urlopen(address) as answer:  # noqa: S310 - the test's own server
        assert answer.read() == b"paper"
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"] == saved_as("Báo cáo “cuối”.pdf")
    until = time.monotonic() + 10
    while (answer := fetched(address)) == 200 and time.monotonic() < until:
        continue
    assert answer == 403


def test_the_buckets_own_lock_does_not_hold_what_is_passing_through(new_bucket, monkeypatch, tmp_path):
    monkeypatch.setattr("documents.archive.s3_staging._SHORT_LOCK", timedelta(seconds=2))
    bucket = new_bucket("&retain_days=3")
    staging, key = bucket.archive.staging(), new_key()
    handle = staging.begin(key)
    staging.join(key, handle, [staging.take(key, handle, 1, b"sent", sha256(b"sent"))], tmp_path / "whole")
    until = time.monotonic() + 10
    while list(staging.left()) and time.monotonic() < until:
        try:
            staging.abandon(key, "")
        except Unavailable:
            continue
    assert list(staging.left()) == []


# What needs no store.


def test_a_stream_is_compared_part_by_part(tmp_path):
    parts = [Part(1, 3, sha256(b"abc")), Part(2, 2, sha256(b"de"))]
    into = tmp_path / "whole"
    for pieces in ([b"abcde"], [b"a", b"bcd", b"e"], [b"abc", b"de"]):
        assert gathered(pieces, parts, into) == hashlib.sha256(b"abcde").hexdigest()
    for pieces, number in (
        ([b"abXde"], 1),
        ([b"abcdX"], 2),
        ([b"abcd"], 2),
        ([b"abc"], 2),
        ([b"abcdef"], None),
    ):
        with pytest.raises(AlteredPart) as altered:
            gathered(pieces, parts, into)
        assert altered.value.number == number


@pytest.mark.parametrize(
    ("portal", "store", "answer"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:9000", True),
        ("http://localhost:8080", "https://s3.example", True),
        ("https://portal.example", "https://s3.example", True),
        ("https://portal.example", "http://s3.example", False),
        ("http://portal.example", "http://127.0.0.1:9000", False),
        ("https://portal.example", "", False),
    ],
)
def test_who_reaches_whom(portal, store, answer):
    assert reaches(portal, store) is answer


def test_a_name_in_a_header_cannot_add_a_header():
    header = saved_as('Báo cáo".pdf\r\nSet-Cookie: a=b')
    assert "\r" not in header
    assert "\n" not in header
    assert header.startswith(
        "attachment; filename=\"B_o c_o_.pdf__Set-Cookie: a=b\"; filename*=UTF-8''B%C3%A1o"
    )
