"""Drafts: what a paper would say if it were issued now. Marked on every page, never numbered, never kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from actions import dossiers, issuing, people, remedies, wiring
from documents.catalogue import CATALOGUE
from documents.facts import PaperFacts
from documents.typeset import typeset
from models import closet, progress
from models.closet import Case, Remedy
from models.dossier import Decision, Dossier, Entry
from models.errors import NotPermitted, Refused
from models.language import Verdict
from models.lifecycle import ON_SUPPLEMENT
from models.permissions import may_see


@dataclass(frozen=True)
class Draft:
    """A paper before it is issued, as a PDF."""

    code: str
    paper: str
    title: str
    data: bytes
    pages: int
    file_name: str


def draft(code: str, paper: str, on: date, *, reader: str = "", entry_id: int = 0) -> Draft:
    """Set a paper of the task in type as it would be issued on that day, marked as a draft.

    Args:
        code: the task.
        paper: the catalogue code of a paper of an open stage, or of a remedy that fits its case.
        on: the day of which it speaks.
        reader: who asks to read it; empty where the key of a link was checked.
        entry_id: only for this stay in a stage; 0 for any that is open.

    Raises:
        NotFound: no such task, or no such account.
        NotPermitted: the reader may not see the task.
        Refused: the paper is not about to be issued, or facts that it must state are missing.
    """
    with wiring.unit_of_work() as session:
        task = dossiers.load(session, code)
        if reader:
            actor = people.find(session, reader)
            if not may_see(actor, task):
                raise NotPermitted(f"{actor.title} không được xem hồ sơ của {code}.")
    facts = facts_ahead(task, paper, on, entry_id)
    printed = typeset(paper, facts, issued_on=None, sizes=wiring.settings().paper_sizes, draft=True)
    name = f"{code}.{paper}.du-thao.pdf"
    return Draft(code, paper, CATALOGUE[paper].name_vi, printed.data, printed.pages, name)


def papers_ahead(task: Dossier, on: date) -> tuple[str, ...]:
    """The papers that can be read as drafts on that day: of the open stages, and of a case's remedies."""
    case = closet.find(task, on)
    of_stages = [paper for _, paper, _ in _of_stages(task)]
    of_case = [paper for _, paper in _of_case(case)] if case is not None else []
    return tuple(dict.fromkeys((*of_stages, *of_case)))


def facts_ahead(task: Dossier, paper: str, on: date, entry_id: int = 0) -> PaperFacts:
    """What a paper of an open stage, or of a remedy that fits the case, would state on that day.

    Raises:
        Refused: the paper is not about to be issued, or facts that it must state are missing.
    """
    for entry, written, moment in _of_stages(task):
        if written == paper and entry_id in {0, entry.id}:
            known = _asking(task, entry, on) if paper == ON_SUPPLEMENT.paper else entry
            return issuing.as_written(task, known, moment, paper, on)
    case = closet.find(task, on)
    if case is not None and entry_id in {0, task.entries[-1].id}:
        for remedy, written in _of_case(case):
            if written == paper:
                chosen = remedies.supposed(task, case, remedy, on)
                return issuing.as_written(task, task.entries[-1], remedy.code, paper, on, case, chosen)
    ahead = "; ".join(f"{CATALOGUE[each].name_vi} ({each})" for each in papers_ahead(task, on))
    raise Refused(
        f"{task.code} hiện không chờ ban hành «{paper}».",
        f"Văn bản xem trước được: {ahead or 'không có'}.",
    )


def _asking(task: Dossier, entry: Entry, on: date) -> Entry:
    """The stay as if what is missing were asked for today; as it is, where that was done and all came in."""
    stage = progress.stage_of(task, entry)
    lacking = tuple(paper.code for paper in progress.papers_missing(stage, entry, task))
    asked = any(each.verdict is Verdict.SUPPLEMENT for each in entry.decisions)
    gate = progress.awaited_gate(stage, entry, task)
    if gate is None or (asked and not lacking):
        return entry
    role = progress.decider_roles(gate)[0]
    number = progress.round_of(entry, gate)
    supposed = Decision(gate.code, number, 0, role, role.vi, Verdict.SUPPLEMENT, on, "", lacking)
    return replace(entry, decisions=(*entry.decisions, supposed))


def _of_stages(task: Dossier) -> Iterator[tuple[Entry, str, str]]:
    """Stay, paper and moment of all that the open stages may still issue."""
    for entry in task.open_entries:
        for each in (*progress.stage_of(task, entry).documents, ON_SUPPLEMENT):
            if each.when is None or each.when.holds(task):
                yield entry, each.paper, each.on


def _of_case(case: Case) -> Iterator[tuple[Remedy, str]]:
    for remedy in remedies.remedies_for(case):
        for paper in remedy.papers:
            yield remedy, paper
