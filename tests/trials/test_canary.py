"""The search for canaries finds what is there, however it is written down, and nothing that is not."""

import base64
import io
import zipfile
import zlib

import pytest

from trials.canary.searching import Search

CANARY = "kanarek0123456789abcdef"


def hits(data, **more):
    search = Search({"the key": CANARY})
    search.look("somewhere", "a thing", data, **more)
    return [(hit.canary, hit.form) for hit in search.hits]


@pytest.mark.parametrize("before", ["", "u", "us", "user:", "prefect:"])
def test_a_secret_is_seen_through_base64_wherever_it_begins(before):
    coded = base64.b64encode(f"{before}{CANARY}:and more".encode())
    assert [name for name, _ in hits(b"Authorization: Basic " + coded)] == ["the key"]


def test_a_secret_is_seen_plain_in_hex_and_in_an_address():
    assert hits(b"x=" + CANARY.encode()) == [("the key", "plain")]
    assert hits(CANARY.encode().hex().encode()) == [("the key", "hex")]
    assert hits(b"kanarek of another house") == []


def test_a_secret_is_seen_within_what_papers_pack_up():
    stream = zlib.compress(f"BT ({CANARY}) Tj ET".encode())
    assert hits(b"%PDF-1.7\nstream\n" + stream + b"\nendstream")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", CANARY * 3)
    assert hits(packed.getvalue())


def test_a_secret_may_be_where_it_belongs(tmp_path):
    assert hits(CANARY.encode(), but=["the key"]) == []
    (tmp_path / "secrets.json").write_text(CANARY)
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "portal.log").write_text("x" * 100 + CANARY)
    search = Search({"the key": CANARY})
    search.look_through("state", tmp_path, but={"secrets.json"})
    assert {hit.place for hit in search.hits} == {"state: logs/portal.log"}
    assert search.places["state"].things == 1
