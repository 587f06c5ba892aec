"""A short sample of the trials of security; the long ones run by `./triplehelix trial fuzz`."""

import random

import pytest
from pydantic import SecretStr

from actions.wiring import Settings
from models.errors import TripleHelixError
from trials.fuzz.engine import Count, Thrower, mutated
from trials.fuzz.targets import TARGETS, Target


@pytest.mark.parametrize("name", ["xlsx-parts", "office-parts", "picture", "package", "exchange", "sealed"])
def test_what_strangers_send_is_taken_or_refused_and_never_a_fault(name, tmp_path):
    target = TARGETS[name]
    thrower = Thrower(target, Count(name, "mutation"), tmp_path)
    seeds = target.seeds()
    inputs = mutated(seeds, target.words, random.Random(7))  # noqa: S311 - repeatable inputs
    for data in (*seeds, *(next(inputs) for _ in range(15))):
        thrower(data)
    assert thrower.count.inputs == len(seeds) + 15
    assert thrower.count.faults == {}


def test_a_fault_is_counted_once_and_its_input_kept_and_a_refusal_is_none(tmp_path):
    def begin():
        def try_one(data):
            if data == b"bad":
                raise ZeroDivisionError

        return try_one

    thrower = Thrower(Target("x", begin, list), Count("x", "mutation"), tmp_path)
    for data in (b"good", b"bad", b"bad"):
        thrower(data)
    assert (thrower.count.inputs, len(thrower.count.faults)) == (3, 1)
    (kept,) = thrower.count.faults.values()
    assert (tmp_path / kept).read_bytes() == b"bad"
    assert issubclass(TripleHelixError, Exception)


def test_no_setting_that_opens_something_is_kept_as_plain_text():
    telling = ("secret", "password", "key", "token")
    for name, field in Settings.model_fields.items():
        if any(word in name for word in telling):
            assert field.annotation is SecretStr, name
