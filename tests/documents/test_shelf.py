"""The place of the backups: one suite for a folder and for a bucket on a real S3 server."""

import os
import secrets

import pytest
from pydantic import SecretStr

from documents.archive.shelf import FolderShelf, open_shelf
from models.errors import BadInput, Refused, Unavailable


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.s3)])
def shelf(request, tmp_path):
    if request.param == "folder":
        return open_shelf(f"folder://{tmp_path}/shelf")
    server = request.getfixturevalue("s3_server")
    return open_shelf(
        f"s3://backup-{secrets.token_hex(4)}?endpoint={server.endpoint}",
        access_key=SecretStr(server.access_key),
        secret_key=SecretStr(server.secret_key),
    )


def read(shelf, name):
    return b"".join(shelf.read(name))


def test_nothing_is_put_over_what_stands_there(shelf):
    assert list(shelf.list("a/")) == []
    assert shelf.put("a/b", [b"o", b"ne"])
    assert not shelf.put("a/b", [b"two"])
    assert read(shelf, "a/b") == b"one"
    assert [(thing.name, thing.size) for thing in shelf.list("a/")] == [("a/b", 3)]
    assert list(shelf.list("a/c")) == []


def test_what_ends_in_an_error_is_not_there(shelf):
    def cut_off():
        yield b"half"
        raise Refused("Đứt.")

    shelf.put("whole", [b""])
    with pytest.raises(Refused):
        shelf.put("part", cut_off())
    assert shelf.read("part") is None
    assert [thing.name for thing in shelf.list()] == ["whole"]


def test_what_is_taken_away_is_gone_and_taking_it_twice_is_nothing(shelf):
    shelf.put("wal/one", [b"1"])
    shelf.remove("wal/one")
    shelf.remove("wal/one")
    assert shelf.read("wal/one") is None
    assert shelf.put("wal/one", [b"2"])


def test_what_is_too_large_for_one_request_goes_in_a_stream(shelf, monkeypatch):
    if not isinstance(shelf, FolderShelf):
        monkeypatch.setattr("documents.archive.s3_shelf._AT_ONCE", 1000)
    pieces = [os.urandom(700) for _ in range(20)]
    assert shelf.put("large", iter(pieces))
    assert read(shelf, "large") == b"".join(pieces)
    assert not shelf.put("large", iter(pieces))

    def cut_off():
        yield from pieces
        raise Refused("Đứt.")

    with pytest.raises(Refused):
        shelf.put("cut", cut_off())
    assert shelf.read("cut") is None


def test_a_place_that_is_a_file_is_told_in_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="Nơi sao lưu"):
        FolderShelf(tmp_path / "file").put("part", [b""])


@pytest.mark.parametrize("name", ["../away", "/root", "a//b", ".hidden", "a/../b", ""])
def test_names_that_lead_elsewhere_are_refused(tmp_path, name):
    with pytest.raises(BadInput):
        FolderShelf(tmp_path).put(name, [b""])


@pytest.mark.parametrize(
    "url", ["folder://here", "ftp://x/y", "s3://key:word@b", "s3://b?depth=1", "s3://b?lock=soft"]
)
def test_addresses_that_cannot_be_read_are_refused(url):
    with pytest.raises(BadInput):
        open_shelf(url)
