"""Heads of the journal: what is signed, what is put away, and how the chain may no longer fit them."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from models.heads import LARGEST, Head, Misfit, Sealed, days_without, misfit, read, statement_of, written
from models.history import GENESIS

DAY = date(2026, 11, 2)
HEAD = Head(on=DAY, number=15, hash="ab" * 32, count=15, previous=GENESIS)
SEALED = Sealed(HEAD, signature="cd" * 64, key="ef" * 32, public_key="01" * 32)
OTHER = {"on": DAY + timedelta(1), "number": 16, "hash": "ba" * 32, "count": 14, "previous": "f" * 64}


@pytest.mark.parametrize("part", [each.name for each in fields(Head)])
def test_every_part_of_a_head_is_signed(part):
    assert statement_of(replace(HEAD, **{part: OTHER[part]})) != statement_of(HEAD)


def test_a_head_is_read_as_it_was_put_away():
    assert read(written(SEALED)) == SEALED


def test_a_head_of_any_chain_stays_below_the_size_by_which_it_is_found():
    large = Sealed(replace(HEAD, number=10**15, count=10**15), "cd" * 64, "ef" * 32, "01" * 32)
    assert len(written(large)) < LARGEST


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7",
        b'{"head":{',
        b'{"head":{}}',
        b'{"head":{"on":5},"key":"","public_key":"","signature":""}',
        written(SEALED).replace(b"2026-11-02", b"2026-11-99"),
        written(SEALED) + b" ",
        written(SEALED).replace(b'"number":15', b'"number":15,"person":1'),
    ],
)
def test_what_is_no_head_is_not_read_as_one(data):
    assert read(data) is None


@pytest.mark.parametrize(
    ("head", "stands", "how"),
    [
        (HEAD, HEAD.hash, None),
        (HEAD, None, Misfit.CUT),
        (HEAD, "ba" * 32, Misfit.REWRITTEN),
        (replace(HEAD, count=14), HEAD.hash, Misfit.SHORT),
        (Head(DAY, 0, GENESIS, 0, GENESIS), None, None),
        (Head(DAY, 0, "ba" * 32, 0, GENESIS), None, Misfit.REWRITTEN),
    ],
)
def test_how_a_chain_no_longer_fits_its_head(head, stands, how):
    assert misfit(head, stands) is how


def test_days_without_a_head_are_counted_from_the_first_and_today_has_time():
    sealed = {DAY, DAY + timedelta(3)}
    assert days_without(sealed, DAY + timedelta(5)) == [DAY + timedelta(n) for n in (1, 2, 4)]
    assert days_without({DAY}, DAY + timedelta(1)) == []
    assert days_without(set(), DAY) == []
