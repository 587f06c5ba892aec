"""The audit trail: a grammar of tags, and a chain in which no entry can be altered, lost or moved unseen."""

import re
from dataclasses import fields, replace
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.history import GENESIS, TAG, Break, Flaw, Link, check_tag, examine, first_break, hash_of

SUBJECTS = ["task", "case", "person", "import"]
OBJECTS = [
    "order", "stage", "paper", "gate", "council", "document", "result", "remedy", "account", "file", "closet",
]  # fmt: skip
LENGTH = 6
HOME = Path(__file__).parents[2]


def chain(length=LENGTH):
    links, previous = [], GENESIS
    for number in range(1, length + 1):
        link = Link(
            number=number,
            at=f"2026-11-02T08:0{number}:00+07:00",
            on=date(2026, 11, 2),
            tag="task:gate:approved",
            task=7,
            person=number,
            text=f"Giám đốc Sở: phê duyệt tại «Ký hợp đồng» lần {number}.",
            facts={"gate": "sign", "round": number},
            previous=previous,
        )
        previous = hash_of(link)
        links.append((link, previous))
    return links


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("part", OBJECTS)
@pytest.mark.parametrize("act", ["opened", "returned", "one-by-one"])
def test_a_tag_says_subject_object_and_act(subject, part, act):
    assert check_tag(f"{subject}:{part}:{act}") == f"{subject}:{part}:{act}"


@pytest.mark.parametrize(
    "tag",
    [
        "",
        "task",
        "task:gate",
        "task:gate:",
        "task::approved",
        ":gate:approved",
        "task:gate:approved:",
        "task:gate:approved:twice",
        "Task:gate:approved",
        "task:gate:Approved",
        "task:gate:approved ",
        " task:gate:approved",
        "task:gate:approved\n",
        "task:gate:ap proved",
        "task:gate:approved-",
        "task:gate:-approved",
        "task:gate:approved--twice",
        "task:gate:approved2",
        "thing:gate:approved",
        "task:thing:approved",
        "task:gate:phê-duyệt",
    ],
)
def test_what_is_not_in_the_grammar_is_no_tag(tag):
    with pytest.raises(ValueError, match="no audit tag"):
        check_tag(tag)


def test_every_tag_written_in_the_code_is_in_the_grammar():
    written = [
        tag
        for file in (HOME / "actions").glob("*.py")
        for tag in re.findall(
            r'"((?:task|case|person|import):[a-z]+:[a-z-]+)"', file.read_text(encoding="utf-8")
        )
    ]
    assert len(written) > 12
    assert all(TAG.fullmatch(tag) for tag in written)


@pytest.mark.parametrize("length", [0, 1, 2, LENGTH])
def test_a_whole_chain_has_no_break(length):
    assert first_break(chain(length)) is None


def test_the_same_entry_has_the_same_hash_in_whatever_order_its_facts_stand():
    link = chain(1)[0][0]
    assert hash_of(link) == hash_of(replace(link, facts=dict(reversed(link.facts.items()))))
    assert len(hash_of(link)) == 64


ALTERED = {
    "number": 99,
    "at": "2026-11-03T08:00:00+07:00",
    "on": date(2026, 11, 3),
    "tag": "task:gate:rejected",
    "task": 8,
    "person": None,
    "text": "Giám đốc Sở: từ chối.",
    "facts": {"gate": "sign", "round": 2, "channel": "portal"},
    "previous": "f" * 64,
}


def test_every_part_of_an_entry_is_altered_below():
    assert set(ALTERED) == {each.name for each in fields(Link)}


@pytest.mark.parametrize("place", range(LENGTH))
@pytest.mark.parametrize("part", ALTERED)
def test_an_altered_entry_is_found(place, part):
    links = chain()
    link, stored = links[place]
    links[place] = (replace(link, **{part: ALTERED[part]}), stored)
    assert first_break(links) == place + 1


@pytest.mark.parametrize("place", range(LENGTH))
@pytest.mark.parametrize("part", ALTERED)
def test_an_altered_entry_with_a_fresh_hash_is_found_at_the_next(place, part):
    links = chain()
    forged = replace(links[place][0], **{part: ALTERED[part]})
    links[place] = (forged, hash_of(forged))
    seen_at_once = part in {"number", "previous"}
    if place == LENGTH - 1 and not seen_at_once:
        assert first_break(links) is None, "the last link of a chain is vouched for by nothing yet"
    else:
        assert first_break(links) == place + 1 + (not seen_at_once)


@pytest.mark.parametrize("place", range(LENGTH - 1))
def test_a_missing_entry_is_found(place):
    links = chain()
    del links[place]
    assert first_break(links) == place + 1


@pytest.mark.parametrize("one", range(LENGTH))
@pytest.mark.parametrize("other", range(LENGTH))
def test_entries_that_changed_places_are_found(one, other):
    links = chain()
    links[one], links[other] = links[other], links[one]
    assert first_break(links) == (None if one == other else min(one, other) + 1)


@pytest.mark.parametrize("place", range(LENGTH))
def test_an_entry_put_in_is_found(place):
    links = chain()
    links.insert(place, links[place])
    assert first_break(links) == (place + 2)


def renumbered(links):
    """As the entries stand in a table: every place has its own number, whatever was written."""
    return [(replace(link, number=place), stored) for place, (link, stored) in enumerate(links, start=1)]


@pytest.mark.parametrize("part", sorted(set(ALTERED) - {"number", "previous"}))
def test_an_entry_altered_in_place_is_called_so(part):
    links = chain()
    links[2] = (replace(links[2][0], **{part: ALTERED[part]}), links[2][1])
    assert examine(links) == Break(3, Flaw.ALTERED)


@pytest.mark.parametrize("place", range(LENGTH - 1))
@pytest.mark.parametrize("tell", [list, renumbered])
def test_an_entry_taken_out_is_called_missing_even_when_those_behind_it_move_up(place, tell):
    links = chain()
    del links[place]
    assert examine(tell(links)) == Break(place + 1, Flaw.MISSING)


@pytest.mark.parametrize(("one", "other"), [*combinations(range(LENGTH), 2)])
@pytest.mark.parametrize("tell", [list, renumbered])
def test_two_entries_that_changed_places_are_called_reordered(one, other, tell):
    links = chain()
    links[one], links[other] = links[other], links[one]
    assert examine(tell(links)) == Break(one + 1, Flaw.REORDERED)


@pytest.mark.parametrize("place", range(LENGTH - 1))
@pytest.mark.parametrize("tell", [list, renumbered])
def test_an_entry_put_in_twice_is_called_reordered(place, tell):
    links = chain()
    links.insert(place, links[place])
    assert examine(tell(links)) == Break(place + 2, Flaw.REORDERED)


@pytest.mark.parametrize("length", range(LENGTH))
def test_a_tail_cut_off_leaves_a_whole_chain_behind(length):
    assert examine(chain()[:length]) is None, "only a head that was put away can tell"


@given(st.data())
def test_no_change_of_one_hash_or_one_character_goes_unseen(data):
    links = chain()
    place = data.draw(st.integers(0, LENGTH - 1))
    link, stored = links[place]
    at = data.draw(st.integers(0, 63))
    digit = data.draw(st.sampled_from([each for each in "0123456789abcdef" if each != stored[at]]))
    links[place] = (link, stored[:at] + digit + stored[at + 1 :])
    assert first_break(links) == place + 1


@given(st.text(max_size=40), st.text(max_size=40), st.dictionaries(st.text(max_size=5), st.integers()))
def test_two_different_texts_have_two_hashes(one, other, facts):
    link = chain(1)[0][0]
    same = hash_of(replace(link, text=one, facts=facts)) == hash_of(replace(link, text=other, facts=facts))
    assert same is (one == other)
