"""The lock on a backup: what goes in comes out, and nothing else ever does."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.backup import cipher
from console.backup.cipher import CHUNK, Broken, Key, opened, sealed
from models.errors import BadInput

KEY = Key(b"k" * 32)


def close(data, *, compress=False, key=KEY, name="part"):
    return b"".join(sealed((data,), key, name, compress=compress))


def reopen(stored, *, key=KEY, name="part"):
    return b"".join(opened((stored,), key, name))


@pytest.mark.parametrize("compress", [False, True])
@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7])
def test_what_was_sealed_is_opened_at_every_edge_of_a_chunk(size, compress):
    data = os.urandom(size)
    assert reopen(close(data, compress=compress)) == data


@given(st.lists(st.binary(max_size=400), max_size=20), st.integers(1, 700), st.booleans())
@settings(max_examples=60, deadline=None)
def test_it_does_not_matter_in_which_pieces_it_comes(pieces, step, compress):
    stored = b"".join(sealed(pieces, KEY, "part", compress=compress))
    cut = [stored[at : at + step] for at in range(0, len(stored), step)]
    assert b"".join(opened(cut, KEY, "part")) == b"".join(pieces)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_one_altered_bit_anywhere_is_found(data):
    stored = bytearray(close(b"van ban " * 50, compress=data.draw(st.booleans())))
    at = data.draw(st.integers(0, len(stored) - 1))
    stored[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Broken):
        reopen(bytes(stored))


STORED = close(os.urandom(3 * CHUNK))


@pytest.mark.parametrize(
    "length", [0, 1, 48, 49, 60, 49 + CHUNK + 16, 49 + 2 * (CHUNK + 16), len(STORED) - 1]
)
def test_a_part_that_was_cut_off_is_found_even_between_two_chunks(length):
    with pytest.raises(Broken):
        reopen(STORED[:length])


def test_chunks_that_changed_places_or_were_added_are_found():
    header, chunk = 49, CHUNK + 16
    first, second = STORED[header : header + chunk], STORED[header + chunk : header + 2 * chunk]
    rest = STORED[header + 2 * chunk :]
    for forged in (second + first + rest, first + second + rest + rest, first + first + rest):
        with pytest.raises(Broken):
            reopen(STORED[:header] + forged)


def test_another_key_or_another_name_opens_nothing():
    stored = close(b"bang")
    with pytest.raises(Broken):
        reopen(stored, key=Key(b"x" * 32))
    with pytest.raises(Broken):
        reopen(stored, name="another")


def test_nothing_is_given_out_before_its_seal_was_found_good():
    stored = bytearray(close(b"a" * CHUNK + b"b" * CHUNK))
    stored[-1] ^= 1
    given_out = []
    with pytest.raises(Broken):
        given_out.extend(opened((bytes(stored),), KEY, "part"))
    assert b"".join(given_out) == b"a" * CHUNK


def test_the_same_words_never_look_the_same_twice():
    assert close(b"mat") != close(b"mat")


def test_a_key_is_read_from_words_or_from_a_file_and_never_shown(tmp_path):
    key = Key.new()
    (tmp_path / "key").write_text(key.written)
    assert Key.of(key.written) == Key.of(str(tmp_path / "key")) == key
    assert key.written.strip() not in repr(key)
    assert repr(key.secret) not in repr(key)


@pytest.mark.parametrize("given", ["", "secret", "/nowhere/at/all", "triplehelix-backup-key-1:short"])
def test_a_key_that_is_none_is_refused_without_repeating_it(given):
    with pytest.raises(BadInput) as refusal:
        Key.of(given)
    assert "short" not in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_names_of_papers_tell_nothing_without_the_key():
    assert KEY.name_of("a" * 64) == KEY.name_of("a" * 64)
    assert KEY.name_of("a" * 64) not in {Key(b"x" * 32).name_of("a" * 64), "a" * 64}
    assert cipher.MAGIC in close(b"")
