"""Handing in papers, fetching them, and telling whether a file is the one on record."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from actions import audit, dossiers, outbox, sight, stages, wiring
from documents import intake, terms
from documents.archive import Archive
from models import progress, queries
from models.dossier import Dossier, Entry
from models.errors import BadInput, NotFound, NotPermitted, Refused
from models.language import Paper, Role, Stage
from models.lifecycle import paper_named
from models.permissions import Actor, may_see, role_for
from models.queries.uploads import submission_with_task
from models.tables import Document, Submission, Task


@dataclass(frozen=True)
class Kept:
    """A paper on record: submitted, issued, or edited; a paper of a council's session has no `task`.

    An edited one is the Word twin of an issued paper that came back; it bears that paper's number.
    """

    id: int
    origin: str
    task: str
    paper: str
    title: str
    number: str
    on: date
    sha256: str | None
    size: int | None
    file_name: str


def submit(
    session: Session,
    code: str,
    paper_code: str,
    file: bytes | Path,
    file_name: str,
    actor: Actor,
    *,
    on: date,
    archive: Archive | None = None,
) -> Kept:
    """Hand in a paper for the stage where it is asked for; the bytes are in the archive first.

    A file that is given by its place is never held whole.

    The file is examined and stored before the task is held: a large one keeps nobody else waiting. Whether
    it may be handed in is asked before that, so that no stranger's file is opened, and again under the lock.

    Raises:
        NotFound: no such task.
        NotPermitted: the actor's role does not hand in this paper.
        Refused: the paper is not asked for where the task stands now, or the file is not taken in.
        Unavailable: the archive, or what examines files, does not answer.
    """
    stage, *_ = _may_hand_in(sight.asked(session, code, actor), paper_code, actor)
    found = intake.examine(
        file,
        file_name,
        intake.wanted_for(paper_code),
        largest_mb=wiring.settings().largest_upload_mb,
        scanner=wiring.settings().clamav,
    )
    store = archive or wiring.archive()
    until = terms.lock_until(terms.of_submission(stage.code), on)
    sha256 = store.put(file, media_type=found.media_type, retain_until=until)
    thumbnail = None
    if found.thumbnail:
        thumbnail = store.put(found.thumbnail, media_type="image/jpeg", retain_until=until)
    task = sight.asked(session, code, actor, lock=True)
    stage, entry, paper, role = _may_hand_in(task, paper_code, actor)
    row = Submission(
        entry_id=entry.id,
        paper=paper.code,
        person_id=actor.id,
        organisation_id=actor.organisation_id,
        role=role.value,
        on=on,
        sha256=sha256,
        file_name=found.file_name,
        media_type=found.media_type,
        size=file.stat().st_size if isinstance(file, Path) else len(file),
        pages=found.pages,
        text=found.text,
        thumbnail_sha256=thumbnail,
    )
    session.add(row)
    _name_party(session, task, role, actor, on)
    session.flush()
    audit.record(
        session,
        "task:paper:submitted",
        f"{actor.signing_as(role)} nộp «{paper.vi}».",
        on=on,
        task_id=task.id,
        person_id=actor.id,
        facts={"paper": paper.code, "sha256": sha256, "entry": entry.id},
    )
    stages.set_dates(session, task.id, paper.records, on)
    _note_completeness(session, task.code, stage, entry, on)
    stages.touch(session, task.id)
    outbox.promise(session, outbox.Kind.REDRAW, f"task:{code}", on=on, code=code)
    return _handed_in(row, code)


def check_may_hand_in(session: Session, code: str, paper_code: str, actor: Actor) -> None:
    """Ask before a file is sent whether it may be handed in; raises what `submit` would."""
    _may_hand_in(sight.asked(session, code, actor), paper_code, actor)


def submitted(session: Session, submission_id: int) -> Kept:
    """The paper that was handed in under that number."""
    row, code = session.execute(submission_with_task(submission_id)).one()
    return _handed_in(row, code)


def _may_hand_in(task: Dossier, paper_code: str, actor: Actor) -> tuple[Stage, Entry, Paper, Role]:
    """Where the paper is asked for, and the role in which the actor hands it in."""
    stage, entry, paper = _asked_for(task, paper_code)
    role = role_for(actor, task, paper.by, entry)
    if role is None:
        wanted = " hoặc ".join(dict.fromkeys(each.vi for each in paper.by))
        raise NotPermitted(f"«{paper.vi}» do {wanted} nộp; {actor.title} không được nộp.")
    return stage, entry, paper, role


def _asked_for(task: Dossier, paper_code: str) -> tuple[Stage, Entry, Paper]:
    for entry in task.open_entries:
        stage = progress.stage_of(task, entry)
        for paper in progress.papers_of(stage, task):
            if paper.code == paper_code:
                return stage, entry, paper
    asked = [
        f"{paper.vi} ({paper.code})"
        for entry in task.open_entries
        for paper in progress.papers_of(progress.stage_of(task, entry), task)
    ]
    raise Refused(
        f"Giai đoạn hiện tại của {task.code} không yêu cầu «{paper_code}».",
        "Các giấy tờ được yêu cầu: " + ("; ".join(asked) or "không có") + ".",
    )


_PARTY_NAMED_BY = {Role.HOST: "host_id", Role.HOST_HEAD: "host_id", Role.RECIPIENT: "recipient_id"}


def _name_party(session: Session, task: Dossier, role: Role, actor: Actor, on: date) -> None:
    """Whoever applies first to host, or offers to receive, becomes that party while there is none."""
    column = _PARTY_NAMED_BY.get(role)
    row = session.get_one(Task, task.id)
    if column is not None and getattr(row, column) is None:
        setattr(row, column, actor.organisation_id)
        if role is Role.RECIPIENT:
            row.recipient_named_on = on


def _note_completeness(session: Session, code: str, stage: Stage, entry: Entry, on: date) -> None:
    """Once nothing is missing the clock runs again, and the dates that a full dossier fixes are set."""
    task = dossiers.load(session, code)
    here = next(each for each in task.entries if each.id == entry.id)
    stages.restart_clock(session, here, on)
    if not progress.papers_missing(stage, here, task):
        unset = tuple(name for name in stage.when_complete if task.date_of(name) is None)
        stages.set_dates(session, task.id, unset, on)
    stages.refresh_due(session, code)


def withdraw(session: Session, code: str, submission_id: int, actor: Actor, *, on: date) -> None:
    """Take back a paper, as long as no decision was made after it in its stage.

    Raises:
        NotFound: no such paper in the open stages of the task.
        Refused: somebody else's paper, or a decision was made since.
    """
    task = sight.asked(session, code, actor, lock=True)
    for entry in task.open_entries:
        for paper in entry.submissions:
            if paper.id != submission_id or paper.withdrawn:
                continue
            if paper.by_org != actor.organisation_id:
                raise NotPermitted("Chỉ tổ chức đã nộp mới được rút giấy tờ này.")
            if entry.decisions:
                raise Refused("Đã có quyết định ở giai đoạn này nên không rút được giấy tờ; hãy nộp bản mới.")
            row = session.get_one(Submission, submission_id)
            row.withdrawn_on = on
            audit.record(
                session,
                "task:paper:withdrawn",
                f"{actor.title} rút «{title_of(row)}».",
                on=on,
                task_id=task.id,
                person_id=actor.id,
                facts={"paper": paper.paper, "submission": submission_id},
            )
            stages.touch(session, task.id)
            outbox.promise(session, outbox.Kind.REDRAW, f"task:{code}", on=on, code=code)
            return
    raise NotFound(f"Không có giấy tờ số {submission_id} nào rút được ở {code}.")


def title_of(row: Submission) -> str:
    """What a submitted paper is called; an edited twin after the issued paper whose twin it is."""
    if row.document_id is not None:
        return f"Bản sửa: {terms.PAPERS[row.paper].name_vi}"
    paper = paper_named(row.paper)
    return paper.vi if paper is not None else row.paper


def _handed_in(row: Submission, code: str, number: str = "") -> Kept:
    """A submitted paper of a task, as it is listed."""
    origin = "submitted" if row.document_id is None else "edited"
    name = row.file_name
    return Kept(row.id, origin, code, row.paper, title_of(row), number, row.on, row.sha256, row.size, name)


def _issued(row: Document, code: str) -> Kept:
    """An issued document of a task, as it is listed: its last signed revision, once there is one."""
    return Kept(
        row.id,
        "issued",
        code,
        row.paper,
        row.subject,
        row.number_text,
        row.issued_on,
        row.signed_sha256 or row.sha256,
        row.size if row.signed_sha256 is None else row.signed_size,
        f"{row.file_notation}.pdf" if row.signed_sha256 is None else f"{row.file_notation}-da-ky.pdf",
    )


def papers_of(session: Session, code: str) -> tuple[Kept, ...]:
    """All papers of a task, submitted and issued, in the order of their dates."""
    task = dossiers.load(session, code)
    issued = session.scalars(queries.documents_of(task.id)).all()
    numbers: dict[int | None, str] = {row.id: row.number_text for row in issued}
    kept = [
        _handed_in(row, code, numbers.get(row.document_id, ""))
        for row in session.scalars(queries.submissions_of(task.id))
        if row.withdrawn_on is None
    ]
    kept.extend(_issued(row, code) for row in issued)
    return tuple(sorted(kept, key=lambda paper: (paper.on, paper.origin, paper.id)))


_SHORTEST_PREFIX = 8
"""How many digits of a hash must at least be given to name a paper."""


@dataclass(frozen=True)
class Opened:
    """The bytes of a paper on record, checked against their hash, and what they are."""

    sha256: str
    data: bytes
    media_type: str
    file_name: str


def fetch(session: Session, sha256: str) -> Opened:
    """The paper on record of that hash, or of the one hash that begins so.

    Raises:
        NotFound: nothing on record has that hash.
        BadInput: the beginning is too short, or fits several papers.
        Altered: the bytes in the archive are no longer those that were kept.
    """
    prefix = sha256.strip().lower()
    if len(prefix) < _SHORTEST_PREFIX or not set(prefix) <= set("0123456789abcdef"):
        raise BadInput(f"«{sha256}» không phải mã băm: cần ít nhất {_SHORTEST_PREFIX} chữ số 0-9, a-f.")
    found = {
        full: (media_type, name)
        for full, media_type, name in session.execute(queries.papers_with_hash_prefix(prefix))
    }
    if not found:
        raise NotFound(f"Không có văn bản nào đã lưu mang mã băm «{sha256}».")
    if len(found) > 1:
        raise BadInput(f"Có {len(found)} văn bản có mã băm bắt đầu bằng «{sha256}»; hãy ghi dài hơn.")
    full, (media_type, name) = next(iter(found.items()))
    return Opened(full, wiring.archive().get(full), media_type, name)


@dataclass(frozen=True)
class Verified:
    """What is known of a file: its hash, and the papers on record that have the same bytes."""

    sha256: str
    on_record: bool
    papers: tuple[Kept, ...]
    sentence: str


def verify(session: Session, data: bytes) -> Verified:
    """Whether the file is, byte for byte, a paper on record."""
    sha256 = hashlib.sha256(data).hexdigest()
    found = [_issued(row, code or "") for row, code in session.execute(queries.documents_with_hash(sha256))]
    found.extend(
        _handed_in(row, code) for row, code in session.execute(queries.submissions_with_hash(sha256))
    )
    if not found:
        sentence = "Tệp này không trùng với văn bản nào đã lưu: có thể đã bị sửa, hoặc chưa từng được lưu."
    else:
        first = found[0]
        of = f" của nhiệm vụ {first.task}" if first.task else f" ({first.title})"
        sentence = f"Tệp trùng khớp từng byte với {first.number or first.title}{of}."
    return Verified(sha256, bool(found), tuple(found), sentence)


@dataclass(frozen=True)
class Found:
    """A submitted paper in which the words of a search stand, and the words in their place, as «words»."""

    id: int
    task: str
    paper: str
    title: str
    on: date
    sha256: str
    file_name: str
    pages: int | None
    thumbnail_sha256: str | None
    snippet: str


def search(session: Session, actor: Actor | None, words: str, limit: int = 20) -> tuple[Found, ...]:
    """The submitted papers that say these words, with or without marks, the best first.

    An actor finds the papers of the tasks that they may see; None is whoever runs the system, and finds all.

    Raises:
        BadInput: there are no words.
    """
    if not any(each.isalnum() for each in words):
        raise BadInput("Hãy ghi ít nhất một từ cần tìm.")
    may_see_task: dict[str, bool] = {}
    codes: dict[int, str] = {}
    for number, code in session.execute(queries.submissions_saying(words)).all():
        if code not in may_see_task:
            may_see_task[code] = actor is None or may_see(actor, dossiers.load(session, code))
        if may_see_task[code]:
            codes[number] = code
        if len(codes) == limit:
            break
    shown = {
        row.id: _found(row, codes[row.id], snippet)
        for row, snippet in session.execute(queries.words_in_place(words, codes))
    }
    return tuple(shown[number] for number in codes)


def _found(row: Submission, code: str, snippet: str) -> Found:
    return Found(
        id=row.id,
        task=code,
        paper=row.paper,
        title=title_of(row),
        on=row.on,
        sha256=row.sha256,
        file_name=row.file_name,
        pages=row.pages,
        thumbnail_sha256=row.thumbnail_sha256,
        snippet=" ".join(snippet.split()),
    )


def next_actions(task: Dossier, on: date) -> tuple[str, ...]:
    """What the task waits for now, in sentences: the gate, its obstacles, its due date."""
    found = []
    for entry in task.open_entries:
        stage = progress.stage_of(task, entry)
        gate = progress.awaited_gate(stage, entry, task)
        if gate is None:
            continue
        when = progress.due_on(entry, on)
        due = f", hạn {when:%d/%m/%Y}" if when else ""
        found.append(f"{stage.vi}: chờ «{gate.vi}» ({gate.code}){due}.")
        found.extend(progress.obstacles(stage, entry, task, gate, on))
    return tuple(found)
