"""Each line of the threat model names a test, and the test exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def lines(name):
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    return [line for line in page.splitlines() if line.startswith("| ")][1:]


@pytest.mark.parametrize("name", ["threat-model.md", "threat-model.vi.md"])
def test_each_line_names_tests_that_exist(name):
    assert len(lines(name)) > 10
    for line in lines(name):
        assert NAMED.search(line), line
        for file, test in NAMED.findall(line):
            assert f"\ndef {test}(" in (ROOT / file).read_text(encoding="utf-8"), f"{file}::{test}"


def test_both_languages_name_the_same_tests():
    told = [NAMED.findall("\n".join(lines(name))) for name in ("threat-model.md", "threat-model.vi.md")]
    assert told[0] == told[1]
