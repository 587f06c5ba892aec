"""Keys that must be used as they are stand sealed in the tables: a copy of the database opens nothing."""

from __future__ import annotations

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from actions import answers, people, sealing, wiring
from actions.answers import Given
from models.errors import Unavailable
from models.tables import Answer, Person

KEY, PLACE = "k" * 32, sealing.of_person("so.giam-doc")


@given(st.text(min_size=1))
def test_what_was_sealed_is_read_again_and_shows_nowhere(text):
    kept = sealing.seal(text, PLACE, KEY)
    assert sealing.unseal(kept, PLACE, KEY) == text
    assert kept != sealing.seal(text, PLACE, KEY), "equal keys of two accounts must not look alike"
    assert len(text) < 12 or text not in kept


@pytest.mark.parametrize(("place", "key"), [(sealing.of_person("so.phap-che"), KEY), (PLACE, "another" * 5)])
def test_a_sealed_key_opens_in_its_own_row_and_with_its_own_key_alone(place, key):
    kept = sealing.seal("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", PLACE, KEY)
    with pytest.raises(Unavailable, match="TRIPLEHELIX_SECRET_KEY"):
        sealing.unseal(kept, place, key)


@pytest.mark.parametrize(
    "damage", [lambda kept: kept[:-8], lambda kept: f"{kept[:-4]}AAA=", lambda kept: kept + "%"]
)
def test_a_damaged_seal_is_told_in_a_sentence(damage):
    with pytest.raises(Unavailable, match="khôi phục khóa cũ"):
        sealing.unseal(damage(sealing.seal("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", PLACE, KEY)), PLACE, KEY)


def test_nothing_is_kept_as_it_is_where_there_is_no_key():
    with pytest.raises(Unavailable, match="TRIPLEHELIX_SECRET_KEY"):
        sealing.seal("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", PLACE, "")
    assert sealing.seal("", PLACE, "") == ""


def test_no_authenticators_key_can_be_read_in_the_table_and_its_codes_are_good(house):
    with wiring.unit_of_work() as session:
        rows = session.scalars(select(Person)).all()
        assert len(rows) > 10
        assert all(row.totp_secret.startswith(sealing.PREFIX) for row in rows)
        code = pyotp.TOTP(people.authenticator_of(rows[0])).now()
        assert people.prove(session, rows[0].handle, code).id == rows[0].id


def test_a_key_of_before_sealing_is_sealed_by_the_migration_and_stays_the_same(house):
    with wiring.unit_of_work() as session:
        session.execute(
            update(Person)
            .where(Person.handle == "so.giam-doc")
            .values(totp_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
        )
        assert people.current_code(session, "so.giam-doc"), "until then it is read as it is"
    for _ in range(2):
        wiring.migrate()
        with wiring.unit_of_work() as session:
            row = session.scalars(select(Person).where(Person.handle == "so.giam-doc")).one()
            assert row.totp_secret.startswith(sealing.PREFIX)
            assert people.authenticator_of(row) == "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_an_answer_that_shows_a_new_key_is_kept_sealed(house):
    said = Given(201, {}, '{"key": "th_canary"}')
    with wiring.unit_of_work() as session:
        person = people.find(session, "so.giam-doc").id
        assert answers.begin(session, person, "one", "hash") is None
        answers.end(session, person, "one", said)
        assert "canary" not in session.scalars(select(Answer)).one().body
        assert answers.begin(session, person, "one", "hash") == said
