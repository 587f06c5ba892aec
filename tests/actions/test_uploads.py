"""A large paper comes in parts: over a line that breaks, by two tabs at once, and is handed in once."""

import hashlib
import os
import secrets
import signal
import subprocess
import sys
import threading
import urllib.request
from datetime import timedelta
from uuid import uuid4

import pytest

from actions import people, uploads, wiring
from documents.archive import AlteredPart
from documents.leaf import leaf
from models.errors import BadInput, NotFound, NotPermitted, Refused, Unavailable
from models.tables import Submission, Upload
from tests.actions.houses import ON

FIVE = 5 * 1024 * 1024  # the least that S3 takes for a part that is not the last


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.s3)])
def place(request, house, monkeypatch):
    """A house that keeps its papers in a folder, and one that keeps them in a bucket."""
    monkeypatch.setattr("actions.uploads.coming.PART_BYTES", FIVE)
    if request.param == "s3":
        in_bucket(request.getfixturevalue("s3_server"), monkeypatch)
    yield house
    wiring.forget()


def in_bucket(server, monkeypatch):
    bucket = f"uploads-{secrets.token_hex(4)}"
    monkeypatch.setenv("TRIPLEHELIX_ARCHIVE_URL", f"s3://{bucket}?endpoint={server.endpoint}")
    monkeypatch.setenv("TRIPLEHELIX_S3_ACCESS_KEY", server.access_key)
    monkeypatch.setenv("TRIPLEHELIX_S3_SECRET_KEY", server.secret_key)
    wiring.forget()


def large_page(seed=b"seed"):
    """A page of some twelve megabytes, three parts: what is too much is in a comment before the end."""
    noise = hashlib.shake_128(seed).hexdigest(6 * 1024 * 1024).encode()
    body, _, end = leaf(["Phiếu đặt hàng", seed.decode()]).rpartition(b"startxref")
    return body + b"%" + noise + b"\nstartxref" + end


def act(what, *args, handle="dat-hang", **more):
    with wiring.unit_of_work() as session:
        return what(session, *args, people.find(session, handle), **more)


def begin(code, data, name="phiếu.pdf", paper="order_sheet", **more):
    return act(uploads.begin, code, paper, name, len(data), **more)


def piece(begun, data, number):
    return data[(number - 1) * begun.part_size : number * begun.part_size]


def send(begun, data, *numbers):
    for number in numbers or range(1, begun.parts + 1):
        act(uploads.part, begun.id, number, piece(begun, data, number))


def finish(begun, handle="dat-hang"):
    return act(uploads.finish, begun.id, handle=handle, on=ON)


def nothing_left():
    return list(wiring.archive().staging().left()) == []


def test_a_line_that_breaks_costs_the_part_that_was_on_it(place):
    code, data = place.order(), large_page()
    begun = begin(code, data)
    assert (begun.parts, begun.part_size) == (3, FIVE)
    send(begun, data, 3, 1)
    with pytest.raises(BadInput, match="hỏng trên đường truyền"):
        act(
            uploads.part,
            begun.id,
            2,
            bytes(FIVE),
            sha256=hashlib.sha256(piece(begun, data, 2)).hexdigest(),
        )
    with pytest.raises(Refused, match="còn thiếu phần 2"):
        finish(begun)
    (elsewhere,) = act(lambda session, actor: uploads.unfinished(session, actor, code))
    assert elsewhere.missing == (2,)
    assert elsewhere.here[1] == hashlib.sha256(piece(begun, data, 1)).hexdigest()
    send(begun, data, 2)
    kept = finish(begun)
    assert (kept.sha256, kept.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert wiring.archive().get(kept.sha256) == data
    assert finish(begun) == kept
    assert len(place.main(code).submissions) == 1
    assert nothing_left()
    assert not list((place.home / "incoming").iterdir())
    assert place.chain_is_whole()


def test_finished_by_two_tabs_at_once_it_is_one_paper(place, together):
    code, data = place.order(), large_page()
    begun = begin(code, data)
    send(begun, data)
    first, second = together(lambda: finish(begun), lambda: finish(begun))
    assert first == second
    assert len(place.main(code).submissions) == 1


def test_a_finish_that_was_cut_short_is_finished_again(place, monkeypatch):
    code, data = place.order(), large_page()
    begun = begin(code, data)
    send(begun, data)
    monkeypatch.setattr(wiring.settings(), "clamav", f"unix:{place.home / 'nobody.sock'}")
    with pytest.raises(Unavailable, match="không có gì bị mất"):
        finish(begun)
    assert place.main(code).submissions == ()
    monkeypatch.setattr(wiring.settings(), "clamav", "")
    assert finish(begun).size == len(data)
    assert nothing_left()


def test_a_file_that_may_not_be_kept_leaves_nothing_behind(place):
    code, data = place.order(), b"MZ" + bytes(100)
    begun = begin(code, data)
    send(begun, data)
    with pytest.raises(Refused, match="chương trình chạy được"):
        finish(begun)
    assert place.main(code).submissions == ()
    assert list(wiring.archive().list()) == []
    assert nothing_left()


def test_an_upload_given_up_or_forgotten_is_dropped(place, monkeypatch):
    code, data = place.order(), large_page()
    given_up, forgotten, standing = begin(code, data), begin(code, data), begin(code, data)
    for each in (given_up, forgotten, standing):
        send(each, data, 1)
    act(uploads.abandon, given_up.id)
    with pytest.raises(NotFound, match="đã kết thúc"):
        send(given_up, data, 1)
    with wiring.unit_of_work() as session:
        session.get_one(Upload, forgotten.id).ends_at = wiring.now()
    stray = wiring.archive().staging().begin(uuid4().hex)
    monkeypatch.setattr("actions.uploads.ending._UNCLAIMED", timedelta(seconds=-5))
    with wiring.unit_of_work() as session:
        swept = uploads.sweep(session)
    assert (swept.uploads, swept.leftovers) == (1, 1), stray
    assert [each.key for each in wiring.archive().staging().left()] == [standing.id.hex]
    with pytest.raises(NotFound):
        finish(forgotten)
    send(standing, data, 2, 3)
    assert finish(standing).size == len(data)


@pytest.mark.parametrize(
    ("name", "size", "reason"),
    [
        ("phiếu.exe", 100, "mang đuôi .exe"),
        ("phiếu.zip", 100, "mang đuôi .zip"),
        ("phiếu.docx", 51 * 2**20, "Tệp DOCX lớn hơn 50 MB"),
        ("phiếu.pdf", 501 * 2**20, "lớn hơn 500 MB"),
        ("phiếu.pdf", 0, "trống"),
    ],
)
def test_what_could_never_be_kept_is_refused_before_any_of_it_is_sent(house, name, size, reason):
    code = house.order()
    with pytest.raises(Refused, match=reason):
        act(uploads.begin, code, "order_sheet", name, size)
    assert nothing_left()


def test_nobody_begins_for_others_or_reaches_into_their_uploads(house):
    code, data = house.order(), leaf(["Phiếu"])
    with pytest.raises(NotPermitted):
        begin(code, data, handle="chu-tri")
    with pytest.raises(Refused, match="không yêu cầu"):
        begin(code, data, paper="contract_draft")
    begun = begin(code, data)
    for attempt in (
        lambda: act(uploads.part, begun.id, 1, data, handle="chu-tri"),
        lambda: act(uploads.standing, begun.id, handle="chu-tri"),
        lambda: act(uploads.abandon, begun.id, handle="so.quan-tri"),
        lambda: finish(begun, handle="so.chuyen-vien"),
        lambda: act(uploads.standing, uuid4()),
    ):
        with pytest.raises(NotFound, match="Không có lần tải lên này"):
            attempt()
    for number, wrong in ((0, data), (2, data), (1, data + b"x"), (1, b"")):
        with pytest.raises(BadInput):
            act(uploads.part, begun.id, number, wrong)


def test_one_person_leaves_so_many_things_in_the_store_and_no_more(house, monkeypatch):
    monkeypatch.setattr("actions.uploads.coming.MOST_AT_ONCE", 2)
    code, data = house.order(), leaf(["Phiếu"])
    first = begin(code, data)
    begin(code, data)
    with pytest.raises(Refused, match="đang tải dở 2 tệp"):
        begin(code, data)
    act(uploads.abandon, first.id)
    assert begin(code, data).parts == 1


def test_parts_of_one_file_come_by_many_lines_at_once(house, monkeypatch):
    monkeypatch.setattr("actions.uploads.coming.PART_BYTES", 200)
    code, data = house.order(), leaf(["Phiếu"])
    begun = begin(code, data)
    senders = [
        threading.Thread(target=send, args=(begun, data, *range(first, begun.parts + 1, 4)))
        for first in range(1, 5)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(60)
    assert begun.parts > 20
    assert finish(begun).sha256 == hashlib.sha256(data).hexdigest()


def test_a_sender_killed_in_the_middle_goes_on_where_it_was(house, monkeypatch):
    monkeypatch.setattr("actions.uploads.coming.PART_BYTES", 500)
    code, data = house.order(), leaf(["Phiếu"])
    begun = begin(code, data)
    (house.home / "file").write_bytes(data)
    program = (
        "import sys; from uuid import UUID; from actions import people, uploads, wiring\n"
        "data = open(sys.argv[2], 'rb').read()\n"
        "for n in range(1, 1000):\n"
        "    with wiring.unit_of_work() as session:\n"
        "        actor = people.find(session, 'dat-hang')\n"
        "        uploads.part(session, UUID(sys.argv[1]), n, data[(n - 1) * 500 : n * 500], actor)\n"
        "    print(n, flush=True)\n"
    )
    sender = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", program, str(begun.id), str(house.home / "file")],
        stdout=subprocess.PIPE,
        env=dict(os.environ),
    )
    for _ in range(3):
        assert sender.stdout.readline()
    sender.send_signal(signal.SIGKILL)
    sender.wait(20)
    sender.stdout.close()
    missing = act(uploads.standing, begun.id).missing
    assert 3 <= begun.parts - len(missing) < begun.parts
    send(begun, data, *missing)
    assert finish(begun).sha256 == hashlib.sha256(data).hexdigest()


def test_a_part_altered_while_it_waits_is_found_and_sent_again(house, monkeypatch):
    monkeypatch.setattr("actions.uploads.coming.PART_BYTES", 500)
    code, data = house.order(), leaf(["Phiếu"])
    begun = begin(code, data)
    send(begun, data)
    file = next((house.home / "archive" / ".uploads" / begun.id.hex).glob("00002.*"))
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.raises(AlteredPart, match="Phần 2"):
        finish(begun)
    assert act(uploads.standing, begun.id).missing == (2,)
    send(begun, data, 2)
    assert finish(begun).sha256 == hashlib.sha256(data).hexdigest()


def test_while_the_store_is_away_it_is_said_and_nothing_is_lost(house):
    code, data = house.order(), leaf(["Phiếu"])
    begun = begin(code, data)
    send(begun, data)
    archive = house.home / "archive"
    archive.rename(house.home / "away")
    archive.write_text("in the way")
    for attempt in (lambda: send(begun, data, 1), lambda: finish(begun), lambda: begin(code, data)):
        with pytest.raises((Unavailable, NotFound)):
            attempt()
    archive.unlink()
    (house.home / "away").rename(archive)
    assert finish(begun).sha256 == hashlib.sha256(data).hexdigest()


def test_browsers_put_parts_straight_into_a_store_that_lets_them_in(house, s3_server, monkeypatch):
    monkeypatch.setattr("actions.uploads.coming.PART_BYTES", FIVE)
    in_bucket(s3_server, monkeypatch)
    wiring.archive().prepare()
    wiring.archive().staging().open_to("http://127.0.0.1:1")
    code, data = house.order(), large_page()
    begun = begin(code, data)
    hashes = {n: hashlib.sha256(piece(begun, data, n)).hexdigest() for n in range(1, begun.parts + 1)}
    assert not begun.direct
    assert act(uploads.address, begun.id, 1, hashes[1]) is None
    wiring.archive().staging().open_to(wiring.settings().portal_url)
    assert act(uploads.standing, begun.id).direct
    with pytest.raises(NotFound, match="chưa có phần 1"):
        act(uploads.note, begun.id, 1, hashes[1])
    for number, sha256 in hashes.items():
        address = act(uploads.address, begun.id, number, sha256)
        put = urllib.request.Request(  # noqa: S310 - the test's own server
            address.url, data=piece(begun, data, number), method="PUT", headers=dict(address.headers)
        )
        with urllib.request.urlopen(put) as answer:  # noqa: S310 - idem
            etag = answer.headers["ETag"]
        act(uploads.note, begun.id, number, sha256, etag=etag)
    kept = finish(begun)
    assert kept.sha256 == hashlib.sha256(data).hexdigest()
    assert nothing_left()
    with wiring.unit_of_work() as session:
        assert session.get_one(Submission, kept.id).text.startswith("Phiếu đặt hàng")
    wiring.forget()
