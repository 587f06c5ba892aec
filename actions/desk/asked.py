"""What a person in certain roles may be asked for: the lifecycle and the catalogue, as data for the tables.

`models.queries.desk` finds with it the few stays and papers that may wait for somebody, among all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import lru_cache

from actions.signing_places import APPROVERS, SEALED
from documents.catalogue import CATALOGUE, CatalogueEntry, Signatory
from models import progress
from models.dossier import Position
from models.language import Council, Gate, Paper, Role, Several, Stage
from models.lifecycle import Version, versions
from models.permissions import OWN_ORGANISATION

_FORMERS = (Role.DOST_DIRECTOR, Role.DOST_HEAD)
"""Who forms councils."""


@dataclass(frozen=True)
class Asked:
    """One thing that a stage may ask of the person, as the statement reads it.

    `kind` is decide, request (an optional gate), conclude, form, seat, submit or returned. `before` are the
    gates that must be passed, `papers` those that must be in (for submit: those of which one is missing),
    `scopes` say where the person acts: any, host, orderer, recipient, seat; `versions` of the
    lifecycle are those that ask so, none where all of them do.
    """

    number: int
    kind: str
    stage: str
    gate: str
    before: tuple[str, ...]
    need: int
    papers: tuple[str, ...]
    opened_by: str
    scopes: tuple[str, ...]
    versions: tuple[str, ...] = ()

    def of(self, version: str) -> bool:
        """Whether that version of the lifecycle asks so."""
        return not self.versions or version in self.versions


def asked_of(roles: frozenset[Role]) -> tuple[Asked, ...]:
    """All that stages may ask of a person who holds these roles, numbered."""
    return _asked_of(roles, tuple(each.code for each in versions()))


@lru_cache(maxsize=128)
def _asked_of(roles: frozenset[Role], _: tuple[str, ...]) -> tuple[Asked, ...]:
    asking: dict[Asked, list[str]] = {}
    for version in versions():
        for asked in _of_version(version, roles):
            asking.setdefault(asked, []).append(version.code)
    return tuple(
        replace(asked, number=number, versions=tuple(codes) if len(codes) < len(versions()) else ())
        for number, (asked, codes) in enumerate(asking.items())
    )


def _of_version(version: Version, roles: frozenset[Role]) -> Iterator[Asked]:
    for stage in version.stages:
        yield from _of_stage(stage, roles)


def _of_stage(stage: Stage, roles: frozenset[Role]) -> Iterator[Asked]:
    required = [paper for paper in stage.papers if paper.required]
    passed: list[str] = []
    for gate in stage.gates:
        yield from _of_gate(stage, gate, tuple(passed), required, roles)
        if not gate.optional and gate.when is None:
            passed.append(gate.code)
    mine = [paper for paper in required if roles & set(paper.by)]
    if mine:
        scopes = scopes_of(roles, (role for paper in mine for role in paper.by))
        yield Asked(0, "submit", stage.code, "", (), 0, _codes(mine), "", scopes)
    back = scopes_of(roles, (role for paper in stage.papers for role in paper.by))
    if back:
        yield Asked(0, "returned", stage.code, "", (), 0, (), "", back)


def _of_gate(
    stage: Stage, gate: Gate, before: tuple[str, ...], required: Iterable[Paper], roles: frozenset[Role]
) -> Iterator[Asked]:
    certain = [paper for paper in required if paper.when is None]
    deciders = scopes_of(roles, progress.decider_roles(gate))
    if isinstance(gate.approval, Council):
        # What only members hand in comes once there are members.
        others = [paper for paper in certain if set(paper.by) != {Role.COUNCIL}]
        formers = scopes_of(roles, _FORMERS)
        if formers:
            yield Asked(0, "form", stage.code, gate.code, before, 1, _codes(others), "", formers)
        if Role.COUNCIL in roles:
            yield Asked(0, "seat", stage.code, gate.code, before, 1, (), "", ("seat",))
        if deciders:
            yield Asked(0, "conclude", stage.code, gate.code, before, 1, _codes(certain), "", deciders)
    elif deciders and gate.opened_by is not None:
        yield Asked(0, "request", stage.code, gate.code, (), 1, (), gate.opened_by, deciders)
    elif deciders:
        yield Asked(0, "decide", stage.code, gate.code, before, _need(gate), _codes(certain), "", deciders)


def _need(gate: Gate) -> int:
    """How many roles must approve."""
    if not isinstance(gate.approval, Several):
        return 1
    return len(gate.approval.roles) if gate.approval.need is None else gate.approval.need


def _codes(papers: Iterable[Paper]) -> tuple[str, ...]:
    return tuple(paper.code for paper in papers)


def scopes_of(roles: frozenset[Role], wanted: Iterable[Role]) -> tuple[str, ...]:
    """Where a person with these roles acts in one of the wanted roles."""
    return tuple(dict.fromkeys(_scope(role) for role in wanted if role in roles))


def _scope(role: Role) -> str:
    return "seat" if role is Role.COUNCIL else OWN_ORGANISATION.get(role, "any")


@lru_cache(maxsize=256)
def told(asked: tuple[Asked, ...] | tuple[AskedPaper, ...]) -> str:
    """These, as the statements read them."""
    return json.dumps([asdict(each) for each in asked])


@dataclass(frozen=True)
class AskedPaper:
    """Where the person may approve an issued paper, and where sign it: the scopes of each place, or none."""

    paper: str
    approvers: tuple[str, ...] | None
    places: tuple[str | None, ...]


@lru_cache(maxsize=128)
def papers_asked_of(roles: frozenset[Role]) -> tuple[AskedPaper, ...]:
    """The papers that a person with these roles may have to approve or to sign."""
    found = (_paper(entry, roles) for entry in CATALOGUE.values())
    return tuple(each for each in found if each.approvers or any(each.places))


_INSTEAD: dict[str, Role] = {"price-decision": Role.HOST_HEAD, "reimbursement-commitment": Role.RECIPIENT}
"""Who signs in the place of the first signer on some tasks (`documents.catalogue.entry_for`)."""


def _paper(entry: CatalogueEntry, roles: frozenset[Role]) -> AskedPaper:
    other = _INSTEAD.get(entry.code)
    signers = [each for each in (*entry.signers, other) if isinstance(each, Role)]
    approvers = scopes_of(roles, (*APPROVERS[entry.issuer], *signers))
    places = [_place(each, roles) for each in entry.signers]
    if other in roles:
        places[0] = " ".join(filter(None, (places[0], *scopes_of(roles, (other,)))))
    if entry.issuer in SEALED and len(places) == 1:
        places.append("any" if Role.RECORDS in roles else None)
    return AskedPaper(entry.code, approvers or None, tuple(places))


def _place(signatory: Signatory, roles: frozenset[Role]) -> str | None:
    if isinstance(signatory, Position):
        return "seat" if Role.COUNCIL in roles else None
    return " ".join(scopes_of(roles, (signatory,))) or None
