"""The table of permissions: every role on every deed, on its own task and on another's."""

import pytest

from models.deeds import GRANTS, Deed, Scope, may, require, role_to_do
from models.errors import NotPermitted
from models.language import Role
from models.permissions import OWN_ORGANISATION, Actor, Loan
from tests.builders import ENTERPRISE, INSTITUTE, ORDERER, dossier

STRANGER = 99
HOME = {"host": INSTITUTE.id, "orderer": ORDERER.id, "recipient": ENTERPRISE.id}


def actor(*roles, organisation=STRANGER, loans=()):
    return Actor(1, "tai-khoan", "Chức danh", organisation, frozenset(roles), loans)


def at_home(role):
    return actor(role, organisation=HOME.get(OWN_ORGANISATION.get(role, ""), STRANGER))


def test_every_deed_is_granted_to_somebody_and_says_what_it_is_in_both_languages():
    assert set(GRANTS) == set(Deed)
    assert all(grant.roles and grant.vi and grant.en for grant in GRANTS.values())


@pytest.mark.parametrize("deed", Deed)
@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_the_table_names_and_nothing_else(role, deed):
    assert may(at_home(role), deed) is (role in GRANTS[deed].roles)


@pytest.mark.parametrize("deed", Deed)
def test_who_holds_no_role_may_do_nothing(deed):
    with pytest.raises(NotPermitted, match="không được"):
        require(actor(), deed)


@pytest.mark.parametrize("deed", Deed)
def test_the_auditor_reads_all_and_changes_nothing(deed):
    assert not (GRANTS[deed].changes and may(actor(Role.AUDITOR), deed))


@pytest.mark.parametrize("deed", Deed)
@pytest.mark.parametrize("role", OWN_ORGANISATION)
def test_nobody_does_anything_on_a_task_of_others(role, deed):
    assert role_to_do(actor(role), deed, dossier()) is None


@pytest.mark.parametrize("deed", [each for each in Deed if GRANTS[each].scope is not Scope.EVERYWHERE])
@pytest.mark.parametrize("role", OWN_ORGANISATION)
def test_a_party_does_on_its_own_task_what_the_table_grants(role, deed):
    assert (role_to_do(at_home(role), deed, dossier()) is role) is (role in GRANTS[deed].roles)


def test_a_council_member_without_a_seat_sees_no_task():
    assert not may(actor(Role.COUNCIL), Deed.TASK_SEE, dossier())


def test_a_role_of_ones_own_comes_before_one_that_is_lent():
    both = Actor(
        1, "a", "A", 5, frozenset({Role.DOST_HEAD, Role.DOST_DIRECTOR}), (Loan(Role.DOST_DIRECTOR, 2, "B"),)
    )
    assert role_to_do(both, Deed.COUNCIL_FORM) is Role.DOST_HEAD


def test_a_refusal_names_who_may():
    with pytest.raises(NotPermitted) as refused:
        require(actor(Role.HOST), Deed.COUNCIL_FORM)
    assert "Giám đốc Sở Khoa học và Công nghệ" in str(refused.value)
