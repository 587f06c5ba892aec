"""Who may act as what: every role on its own and on a foreign task; what is not allowed is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dossier import CouncilSitting, Position, Seat
from models.language import Method, Role
from models.lifecycle import versions
from models.permissions import (
    OWN_ORGANISATION,
    Actor,
    Loan,
    may_see,
    opened_to,
    role_for,
    role_to_decide,
    roles_on,
)
from tests.builders import ENTERPRISE, INSTITUTE, ORDERER, dossier, entry

ON = date(2026, 11, 2)
STRANGER = 99
HOME = {"host": INSTITUTE.id, "orderer": ORDERER.id, "recipient": ENTERPRISE.id}
FREE = [role for role in Role if role not in OWN_ORGANISATION and role is not Role.COUNCIL]


LENDER = 40


def actor(*roles, organisation=STRANGER, number=1, lent=()):
    loans = tuple(Loan(role, LENDER, "Người ủy quyền") for role in lent)
    return Actor(number, "tai-khoan", "Chức danh", organisation, frozenset((*roles, *lent)), loans)


def seated(*persons, recused=()):
    seats = tuple(Seat(n, "Ủy viên", "", Position.MEMBER, recused=n in recused) for n in persons)
    return entry("ACCEPT", ON, sittings=(CouncilSitting("acceptance-council", ON, ON, seats),))


@pytest.mark.parametrize("role", OWN_ORGANISATION)
def test_a_party_acts_on_its_own_task(role):
    own = actor(role, organisation=HOME[OWN_ORGANISATION[role]])
    assert roles_on(own, dossier()) == {role}


@pytest.mark.parametrize("role", OWN_ORGANISATION)
@pytest.mark.parametrize("organisation", [STRANGER, *HOME.values()])
def test_a_party_does_not_act_on_the_task_of_another(role, organisation):
    own = organisation == HOME[OWN_ORGANISATION[role]]
    assert bool(roles_on(actor(role, organisation=organisation), dossier())) is own


@pytest.mark.parametrize("role", OWN_ORGANISATION)
def test_a_party_that_is_not_named_yet_stands_open_to_whoever_applies(role):
    task = dossier(**{OWN_ORGANISATION[role]: None})
    assert role_for(actor(role), task, [role]) is role


@pytest.mark.parametrize("role", OWN_ORGANISATION)
def test_nobody_decides_for_a_party_that_is_not_named_yet(role):
    task = dossier(**{OWN_ORGANISATION[role]: None})
    assert role_to_decide(actor(role), task, [role]) is None
    assert role_to_decide(actor(role, organisation=HOME[OWN_ORGANISATION[role]]), dossier(), [role]) is role


@pytest.mark.parametrize("role", FREE)
def test_the_states_and_other_offices_act_on_every_task(role):
    assert roles_on(actor(role), dossier()) == {role}
    assert role_to_decide(actor(role), dossier(), [role]) is role


def test_a_council_member_acts_where_a_seat_was_given():
    task = dossier(entries=(seated(1, 2, 3),))
    assert roles_on(actor(Role.COUNCIL, number=2), task) == {Role.COUNCIL}
    assert roles_on(actor(Role.COUNCIL, number=4), task) == frozenset()
    assert roles_on(actor(Role.COUNCIL, number=2), dossier()) == frozenset()


def test_a_seat_of_the_entry_at_hand_counts():
    assert roles_on(actor(Role.COUNCIL, number=2), dossier(), seated(2)) == {Role.COUNCIL}


@pytest.mark.parametrize("held", Role)
@pytest.mark.parametrize("wanted", Role)
def test_a_role_is_not_another_role(held, wanted):
    home = HOME.get(OWN_ORGANISATION.get(held, ""), STRANGER)
    task = dossier(entries=(seated(1),))
    found = role_for(actor(held, organisation=home), task, [wanted])
    assert found is (held if held is wanted else None)


def test_who_holds_no_role_may_nothing():
    assert roles_on(actor(), dossier()) == frozenset()
    assert role_for(actor(), dossier(), list(Role)) is None
    assert not may_see(actor(), dossier())


def test_the_first_role_that_is_wanted_and_held_is_taken():
    both = actor(Role.DOST_OFFICER, Role.DOST_HEAD)
    assert role_for(both, dossier(), [Role.DOST_HEAD, Role.DOST_OFFICER]) is Role.DOST_HEAD
    assert role_for(both, dossier(), [Role.FINANCE, Role.DOST_OFFICER]) is Role.DOST_OFFICER


def test_nothing_wanted_is_nothing_allowed():
    assert role_for(actor(*Role), dossier(), []) is None


@pytest.mark.parametrize("role", Role)
def test_officers_of_the_state_see_every_task_and_strangers_none(role):
    assert may_see(actor(role), dossier()) is role.is_state


@pytest.mark.parametrize("role", [role for role in Role if not role.is_state])
@pytest.mark.parametrize("organisation", HOME.values())
def test_the_parties_see_their_task(role, organisation):
    assert may_see(actor(role, organisation=organisation), dossier())


def test_a_council_member_sees_the_tasks_with_a_seat_of_theirs():
    assert may_see(actor(Role.COUNCIL, number=1), dossier(entries=(seated(1),)))
    assert not may_see(actor(Role.COUNCIL, number=5), dossier(entries=(seated(1),)))


def test_a_party_that_is_not_named_makes_nobody_see_the_task():
    task = dossier(orderer=None, host=None, recipient=None)
    for role in OWN_ORGANISATION:
        assert not may_see(actor(role), task)


@given(
    st.sets(st.sampled_from(Role)),
    st.sets(st.sampled_from(Role)),
    st.sampled_from([STRANGER, *HOME.values()]),
)
def test_a_role_on_a_task_is_always_one_that_is_held_and_wanted(held, wanted, organisation):
    who = actor(*held, organisation=organisation)
    found = role_for(who, dossier(), wanted)
    assert roles_on(who, dossier()) <= held
    assert found is None or found in held & wanted
    assert role_to_decide(who, dossier(), sorted(wanted)) == role_for(who, dossier(), sorted(wanted))


@pytest.mark.parametrize("role", Role)
def test_a_role_has_its_titles(role):
    assert role.vi
    assert role.en.isascii()


# Delegation


@pytest.mark.parametrize("role", FREE)
def test_a_lent_role_acts_like_ones_own(role):
    deputy = actor(Role.VALUER if role is not Role.VALUER else Role.LEGAL, lent=[role])
    assert role_for(deputy, dossier(), [role]) is role
    assert role_to_decide(deputy, dossier(), [role]) is role


@pytest.mark.parametrize("role", OWN_ORGANISATION)
@pytest.mark.parametrize("organisation", [STRANGER, *HOME.values()])
def test_a_lent_role_of_a_party_reaches_no_further_than_the_organisation(role, organisation):
    own = organisation == HOME[OWN_ORGANISATION[role]]
    assert bool(roles_on(actor(organisation=organisation, lent=[role]), dossier())) is own


@pytest.mark.parametrize("role", Role)
def test_acts_by_delegation_say_whose_they_are_and_others_do_not(role):
    deputy = actor(lent=[role])
    assert deputy.signing_as(role) == "Chức danh (theo ủy quyền của Người ủy quyền)"
    assert actor(role).signing_as(role) == "Chức danh"
    for other in set(Role) - {role}:
        assert deputy.signing_as(other) == "Chức danh"


@pytest.mark.parametrize("role", Role)
def test_who_acts_by_delegation_is_bound_by_what_the_lender_did(role):
    assert actor(lent=[role]).stands_for(role) == {1, LENDER}
    assert actor(role).stands_for(role) == {1}
    assert actor(role, lent=[Role.LEGAL]).stands_for(None) == {1}


@pytest.mark.parametrize("own", FREE)
@pytest.mark.parametrize("lent", FREE)
def test_nobody_acts_by_delegation_without_need(own, lent):
    if own is not lent:
        deputy = actor(own, lent=[lent])
        assert role_for(deputy, dossier(), [lent, own]) is own
        assert role_for(deputy, dossier(), [lent]) is lent


@pytest.mark.parametrize("held", Role)
@pytest.mark.parametrize("wanted", Role)
def test_a_lent_role_is_not_another_role(held, wanted):
    home = HOME.get(OWN_ORGANISATION.get(held, ""), STRANGER)
    found = role_for(actor(organisation=home, lent=[held]), dossier(entries=(seated(1),)), [wanted])
    assert found is (held if held is wanted else None)


def test_a_seat_on_a_council_is_not_taken_by_whoever_is_lent_the_role():
    task = dossier(entries=(seated(LENDER),))
    assert roles_on(actor(lent=[Role.COUNCIL]), task) == frozenset()


CALL = {"host": None, "call_published_on": ON, "files_opened_on": None, "method": Method.SELECTION}
APPLICANTS = {Role.HOST, Role.HOST_HEAD}


@pytest.mark.parametrize("role", Role)
def test_a_call_stands_open_to_whoever_may_host_and_shows_nobody_the_whole_task(role):
    called = dossier(**CALL, entries=(entry("CALL", ON),))
    assert opened_to(actor(role), called) == ({role} & APPLICANTS)
    assert may_see(actor(role), called) is role.is_state


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"call_published_on": None}, id="not published"),
        pytest.param({"files_opened_on": ON}, id="files opened"),
        pytest.param({"host": INSTITUTE}, id="a host is named"),
        pytest.param({"method": Method.DIRECT}, id="one is invited"),
    ],
)
@pytest.mark.parametrize("role", Role)
def test_a_call_is_open_from_its_day_until_the_files_are_opened_or_a_host_is_named(role, changes):
    assert not opened_to(actor(role), dossier(**{**CALL, **changes}, entries=(entry("CALL", ON),)))


@pytest.mark.parametrize("role", Role)
def test_a_valuing_stands_open_to_valuers_while_its_stage_is_open(role):
    version = versions()[0].code
    valued = dossier(lifecycle=version, entries=(entry("VALUE", ON),))
    assert opened_to(actor(role), valued) == ({role} & {Role.VALUER})
    left = dossier(lifecycle=version, entries=(entry("VALUE", ON, left_on=ON),))
    assert not opened_to(actor(role), left)
