"""Who signs a paper, in which order, and who may: read from the catalogue, the dossier and the paper itself.

First the signers that the catalogue names, in its order; then, on a paper that one person signs under the
letterhead of a State body, the signature of that body, made by its records office (Decree 30/2020
Articles 32 and 33, tham khảo).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from documents.catalogue import CatalogueEntry, Issuer, entry_for
from documents.catalogue.advisory import ADVISORY
from documents.catalogue.agreements import AGREEMENTS
from documents.catalogue.steering import STEERING
from documents.signing import Place
from documents.typeset import Pdf, SignatureBox
from models.dossier import Dossier, Entry, Position
from models.errors import Refused
from models.language import Role
from models.permissions import Actor, role_to_decide
from models.tables import Document, Signature

SEALED = frozenset({Issuer.PPC, Issuer.DOST})
"""The bodies whose papers bear the body's own signature below that of who signs for it."""

_GAP = 1.5
"""Half of the points between the signer's words and those of the body."""

APPROVERS: dict[Issuer, tuple[Role, ...]] = {
    Issuer.PPC: (Role.DOST_HEAD, Role.DOST_DIRECTOR),
    Issuer.DOST: (Role.DOST_HEAD, Role.DOST_DIRECTOR),
    Issuer.COUNCIL: (Role.DOST_HEAD, Role.DOST_DIRECTOR),
    Issuer.PARTIES: (Role.DOST_HEAD, Role.DOST_DIRECTOR),
    Issuer.INFO_BODY: (Role.INFO_BODY, Role.DOST_HEAD, Role.DOST_DIRECTOR),
    Issuer.HOST: (Role.HOST_HEAD,),
    Issuer.ORDERER: (Role.ORDERER,),
    Issuer.RECIPIENT: (Role.RECIPIENT,),
}
"""Who answers for the content before it is signed (Decree 30/2020 Article 11, tham khảo)."""

_ADVISORY_SEATS: dict[Position, tuple[Role, ...]] = {
    Position.SECRETARY: (Role.DOST_HEAD, Role.DOST_DIRECTOR),
    Position.CHAIR: (Role.PPC_CHAIR, Role.DOST_DIRECTOR),
}
"""Who signs for a seat of the advisory council, whose members have no accounts of their own (tham khảo)."""


@dataclass(frozen=True)
class Post:
    """A place in the order of signing: `signatory` is None for the signature of the issuing body."""

    number: int
    position: str
    signatory: Role | Position | None

    @property
    def role(self) -> str:
        """The code under which a signature in this place is recorded."""
        return "organisation" if self.signatory is None else self.signatory.value


def catalogued(row: Document, task: Dossier | None) -> CatalogueEntry:
    """The catalogue's entry of a document, as it stands for its task."""
    return (ADVISORY | AGREEMENTS | STEERING)[row.paper] if task is None else entry_for(row.paper, task)


def subject_of(row: Document) -> str:
    """What the journal calls the thing that a document belongs to."""
    if row.task_id is not None:
        return "task"
    if row.agreement_id is not None:
        return "agreement"
    return "file" if row.file_id is not None else "session"


def posts_of(row: Document, task: Dossier | None) -> tuple[Post, ...]:
    """The places of a document, in the order in which they are signed.

    Raises:
        Refused: the paper was written for other signers than the task has now.
    """
    entry = catalogued(row, task)
    printed = [str(signer["position"]) for signer in row.facts["signers"]]
    if len(printed) != len(entry.signers):
        raise Refused(
            f"{row.number_text} được lập cho {len(printed)} người ký, nay phải có {len(entry.signers)}: "
            "hãy ban hành lại văn bản."
        )
    people = [
        Post(number, position, signatory)
        for number, (position, signatory) in enumerate(zip(printed, entry.signers, strict=True), start=1)
    ]
    if entry.issuer in SEALED and len(people) == 1:
        people.append(Post(len(people) + 1, f"Cơ quan ban hành: {row.organ_name}", None))
    return tuple(people)


def places_of(page: Pdf, posts: Sequence[Post]) -> tuple[Place, ...]:
    """Where each post signs; the issuing body shares the last signer's box, below the signer."""
    boxes = list(page.signature_boxes)
    if len(posts) == len(boxes):
        return tuple(_place(number, box) for number, box in enumerate(boxes, start=1))
    last = boxes.pop()
    middle = (last.y1 + last.y2) / 2
    upper = SignatureBox(last.signer, last.page, last.x1, middle + _GAP, last.x2, last.y2)
    lower = SignatureBox(last.signer, last.page, last.x1, last.y1, last.x2, middle - _GAP)
    return tuple(_place(number, box) for number, box in enumerate((*boxes, upper, lower), start=1))


def _place(number: int, box: SignatureBox) -> Place:
    return Place(number, box.page, box.x1, box.y1, box.x2, box.y2)


def may_approve(row: Document, task: Dossier | None, actor: Actor) -> Role | None:
    """The role in which the actor may approve the document for signing; None when there is none."""
    entry = catalogued(row, task)
    signers = tuple(each for each in entry.signers if isinstance(each, Role) and row.agreement_id is None)
    return _role(actor, task, (*APPROVERS[entry.issuer], *signers))


def may_sign(
    row: Document, task: Dossier | None, post: Post, actor: Actor, done: Sequence[Signature]
) -> tuple[bool, Role | None]:
    """Whether the actor may sign in that place, and in which role (None for a seat on a council)."""
    if post.signatory is None:
        held = (
            Role.RECORDS in actor.roles and bool(done) and actor.organisation_id == done[-1].organisation_id
        )
        return held, Role.RECORDS
    if row.agreement_id is not None:
        role = _for_party(row, post, actor)
        return role is not None, role
    if isinstance(post.signatory, Role):
        role = _role(actor, task, (post.signatory,))
        return role is not None, role
    if task is None and "sitting" in row.facts:
        return row.facts["sitting"][post.number - 1] == actor.id, None
    if task is None:
        role = _role(actor, task, _ADVISORY_SEATS[post.signatory])
        return role is not None, role
    entry = next((each for each in task.entries if each.id == row.entry_id), None)
    return entry is not None and _sits(entry, post.signatory, actor), None


_OF_HOUSES: tuple[tuple[Role, ...], ...] = (
    (Role.PPC_CHAIR, Role.DOST_DIRECTOR),
    (Role.HOST_HEAD,),
    (Role.RECIPIENT,),
)
"""Who signs an agreement for the State, the institute and the enterprise."""


def _for_party(row: Document, post: Post, actor: Actor) -> Role | None:
    """The role in which the actor signs an agreement in that place: each of the three for its own party."""
    if row.facts["parties"][post.number - 1]["organisation"] != actor.organisation_id:
        return None
    return _role(actor, None, _OF_HOUSES[post.number - 1])


def _role(actor: Actor, task: Dossier | None, wanted: Sequence[Role]) -> Role | None:
    if task is not None:
        return role_to_decide(actor, task, wanted)
    lent = {loan.role for loan in actor.loans}
    return min((role for role in wanted if role in actor.roles), key=lambda role: role in lent, default=None)


def _sits(entry: Entry, position: Position, actor: Actor) -> bool:
    """Whether the actor has that seat on a council of the stay, and took part."""
    return any(
        seat.person == actor.id and seat.position is position and seat.present and not seat.recused
        for sitting in entry.sittings
        for seat in sitting.seats
    )
