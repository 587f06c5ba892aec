"""Who may act as what: one table, used by every door. What is not allowed here is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.dossier import Dossier, Entry, Party
from models.language import Method, Role
from models.lifecycle import versions


@dataclass(frozen=True)
class Loan:
    """A role that another person lends today by a document: whose account, and whose function."""

    role: Role
    person: int
    title: str


@dataclass(frozen=True)
class Actor:
    """A person who acts: account number, handle, function, organisation, roles.

    `roles` are all that the person may act in today; `loans` tells which of them are lent by somebody else.
    """

    id: int
    handle: str
    title: str
    organisation_id: int
    roles: frozenset[Role]
    loans: tuple[Loan, ...] = ()

    def signing_as(self, role: Role | None) -> str:
        """The function under which the person acts in that role, with the delegation where it is lent."""
        loan = self._loan_of(role)
        return self.title if loan is None else f"{self.title} (theo ủy quyền của {loan.title})"

    def stands_for(self, role: Role | None) -> frozenset[int]:
        """The accounts whose own acts bind the person in that role: theirs, and that of who lent it.

        What the lender handed in is not approved in the lender's stead.
        """
        loan = self._loan_of(role)
        return frozenset({self.id} if loan is None else {self.id, loan.person})

    def _loan_of(self, role: Role | None) -> Loan | None:
        return next((loan for loan in self.loans if loan.role is role), None)


OWN_ORGANISATION: dict[Role, str] = {
    Role.HOST: "host",
    Role.HOST_HEAD: "host",
    Role.ORDERER: "orderer",
    Role.RECIPIENT: "recipient",
}
"""The roles that act for one party of the task: the actor must belong to that organisation."""

PERSONAL: frozenset[Role] = frozenset({Role.COUNCIL, Role.ADMIN})
"""The roles that nobody lends: a seat on a council is given to a person, and so is the care of the system."""


def roles_on(actor: Actor, task: Dossier, entry: Entry | None = None) -> frozenset[Role]:
    """The roles in which the actor may act on this task.

    A party that is not named yet stands open: whoever applies to host, or offers to receive, becomes it.
    A council member acts only where a seat was given.
    """
    return frozenset(role for role in actor.roles if _holds(role, actor, task, entry))


def _holds(role: Role, actor: Actor, task: Dossier, entry: Entry | None) -> bool:
    if role in OWN_ORGANISATION:
        party: Party | None = getattr(task, OWN_ORGANISATION[role])
        return party is None or party.id == actor.organisation_id
    if role is Role.COUNCIL:
        entries = task.entries if entry is None else (entry, *task.entries)
        return any(
            seat.person == actor.id for each in entries for sitting in each.sittings for seat in sitting.seats
        )
    return True


def role_for(actor: Actor, task: Dossier, wanted: Iterable[Role], entry: Entry | None = None) -> Role | None:
    """The first of the wanted roles in which the actor may act; None when there is none.

    A role of one's own comes before one that is lent: nobody acts by delegation without need.
    """
    held = [role for role in wanted if role in actor.roles and _holds(role, actor, task, entry)]
    lent = {loan.role for loan in actor.loans}
    return next((role for role in held if role not in lent), held[0] if held else None)


def role_to_decide(
    actor: Actor, task: Dossier, wanted: Iterable[Role], entry: Entry | None = None
) -> Role | None:
    """The first of the wanted roles in which the actor may decide; None when there is none.

    Applying to host makes an organisation the host; nobody decides for a party that is not named yet.
    """
    named = [
        role
        for role in wanted
        if role not in OWN_ORGANISATION or getattr(task, OWN_ORGANISATION[role]) is not None
    ]
    return role_for(actor, task, named, entry)


APPLICANTS = frozenset({Role.HOST, Role.HOST_HEAD})
"""The roles that apply to host a task whose call stands open."""


def opened_to(actor: Actor, task: Dossier) -> frozenset[Role]:
    """The roles in which the actor may apply for what stands open to everybody who bears them.

    A call is public from the day on which it is published until the files are opened or a host is named; an
    invitation is for whom it is sent to. A valuing is any valuer's while its stage is open. Who may apply is
    told what is asked, not what others handed in.
    """
    found: set[Role] = set()
    if (
        task.host is None
        and task.method is not Method.DIRECT
        and task.call_published_on is not None
        and task.files_opened_on is None
    ):
        found |= APPLICANTS
    if any((task.lifecycle, entry.stage) in valued_at() for entry in task.open_entries):
        found.add(Role.VALUER)
    return actor.roles & found


def valued_at() -> frozenset[tuple[str, str]]:
    """The stages to which valuers hand in papers, each with the version of the lifecycle that has it."""
    return frozenset(
        (version.code, stage.code)
        for version in versions()
        for stage in version.stages
        if any(Role.VALUER in paper.by for paper in stage.papers)
    )


def may_see(actor: Actor, task: Dossier) -> bool:
    """Whether the actor may see the task: State officers all, others their organisation's or council's."""
    if any(role.is_state for role in actor.roles):
        return True
    own = {party.id for party in (task.orderer, task.host, task.recipient) if party is not None}
    return actor.organisation_id in own or Role.COUNCIL in roles_on(actor, task)
