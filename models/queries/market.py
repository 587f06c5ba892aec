"""Needs, offers, matches; and the one statement that ranks demands for a result, results for a demand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, TextClause, and_, func, not_, or_, select, text

from models.queries.among import among
from models.queries.browsing import Sees
from models.tables import Match, Need, Organisation, Task

_CANDIDATES = {
    "need": """
        select 'need' as sort, n.id, n.organisation_id as party, n.terms, n.title || ' ' || n.text as body,
               n.folded, n.province, n.discipline
        from needs n join organisations o on o.id = n.organisation_id
        where n.registered_on <= :on and (n.closed_on is null or n.closed_on > :on) and n.kind = any(:kinds)
          and (o.dissolved_on is null or o.dissolved_on > :on)
          and n.id <> :need and n.organisation_id <> all(:apart)
    """,
    "party": """
        select 'party' as sort, t.id, o.id as party, t.terms, t.title as body,
               t.folded, o.province, t.discipline
        from tasks t join organisations o on o.id in (t.recipient_id, t.host_id)
        where o.kind = any(:private) and (o.dissolved_on is null or o.dissolved_on > :on)
          and t.id <> :task and o.id <> all(:apart)
    """,
    "result": """
        select 'result' as sort, t.id, coalesce(t.host_id, 0) as party, t.terms, t.title as body,
               t.folded, t.province, t.discipline
        from tasks t left join results r on r.task_id = t.id
        where t.outcome = '' and r.grade is distinct from 'fail' and r.in_use is not true
          and r.handed_over_on is null and r.transferred_on is null and r.not_transferable_on is null
          and r.replication_approved_on is null and coalesce(t.host_id, 0) <> all(:apart)
    """,
}
"""What may answer a question: open needs and offers; private bodies that hosted or received something alike;
results that have not left the closet."""

_RANKING = """
with asked as materialized (
    select place, words, loose::tsquery, exact::tsquery, size
    from unnest(cast(:words as text[]), cast(:loose as text[]), cast(:exact as text[]), cast(:sizes as int[]))
         with ordinality as q(words, loose, exact, size, place)
),
corpus as materialized (
    (select terms, to_tsvector('simple', title || ' ' || text) as marked
     from needs order by id desc limit :sample)
    union all
    (select terms, to_tsvector('simple', title) from tasks order by id desc limit :sample)
),
seen as (
    select a.*, total.n, (
        select count(*) from corpus c where c.terms @@ a.loose and (:bare or c.marked @@ a.exact)
    ) as often
    from asked a cross join (select count(*) as n from corpus) total
),
weighed as materialized (
    select place, words, loose, exact,
           size * power(ln(1 + (n - often + 0.5) / (often + 0.5)), 1.5)::float8 as weight
    from seen
),
candidates as not materialized ({candidates}),
by_words as materialized (
    select c.sort, c.id, c.party, sum(w.weight) as rough
    from weighed w join candidates c on c.terms @@ w.loose
    group by c.sort, c.id, c.party
    order by rough desc, c.id
    limit :shortlist
),
by_letters as materialized (
    select c.sort, c.id, c.party
    from candidates c
    where (select count(*) from by_words) < :enough and :letters <% c.folded
    order by word_similarity(:letters, c.folded) desc, c.id
    limit :shortlist
),
shortlist as materialized (
    select c.*, to_tsvector('simple', c.body) as marked, :bare or c.body !~ '[^ -~]' as bare
    from candidates c
    where (c.sort, c.id, c.party) in
          (select sort, id, party from by_words union select sort, id, party from by_letters)
),
scored as (
    select s.sort, s.id, s.party, word_similarity(:letters, s.folded) as letters,
           s.discipline <> '' and s.discipline = :discipline as same_field,
           s.province = any(:provinces) as same_province,
           coalesce(sum(w.weight * case when s.bare or s.marked @@ w.exact then 1 else :other_marks end), 0)
               / (select sum(weight) from weighed) as shared,
           coalesce(array_agg(w.words order by w.place)
               filter (where w.words is not null and (s.bare or s.marked @@ w.exact)), '{{}}') as words
    from shortlist s left join weighed w on s.terms @@ w.loose
    group by s.sort, s.id, s.party, s.folded, s.discipline, s.province
)
select sort, id, party, words, letters, same_field, same_province,
       shared + :letters_weight * letters + :field_weight * same_field::int
           + :province_weight * same_province::int as score
from scored
where cardinality(words) > 0 or letters >= :alike
order by score desc, sort, id, party
limit :limit
"""

_BOUND = re.compile(r"(?<!:):(\w+)")
"""A value that a statement asks for (`::` is a cast)."""
_ENOUGH = 20
"""How many candidates that share a word are enough not to look for alike letters, which takes far longer."""
_ALIKE = 0.6
"""Letters alike (pg_trgm's own threshold) from which a candidate counts that shares no whole word."""


@dataclass(frozen=True)
class Weights:
    """How much what counts, beside the words shared (all of them shared is 1); measured in benchmarks.

    Attributes:
        letters: alike letters (pg_trgm): breaks ties, and finds words that were misspelt or run together.
        field: the same field of science.
        province: the same province, or one that it was merged with.
        other_marks: a word that is the same only without its marks ("dừa" and "dứa").
    """

    letters: float = 0.01
    field: float = 0.02
    province: float = 0.01
    other_marks: float = 0.1


_SAMPLE = 2000
"""How many of the newest needs, and of the newest tasks, tell how common a word is."""
_SHORTLIST = 300
"""How many candidates are looked at closely, with their marks."""


def ranking(
    sorts: Sequence[str],
    terms: Sequence[tuple[str, str, str, int]],
    *,
    weights: Weights | None = None,
    **given: object,
) -> TextClause:
    """The candidates of those sorts that share most with the terms asked for, best first.

    A term is its words, its tsquery without marks, with marks, and its number of words. It weighs the more
    the rarer it is among needs and titles; the score is the weighed part of the terms that a candidate has.

    Args:
        sorts: of `need`, `party`, `result`.
        terms: what is asked for.
        weights: what else counts.
        given: bare, letters, discipline, provinces, on, kinds, private, task, need, apart, limit.
    """
    counted = weights or Weights()
    columns = list(zip(*terms, strict=True)) or [(), (), (), ()]
    words, loose, exact, sizes = (list(column) for column in columns)
    statement = _RANKING.format(candidates="union all".join(_CANDIDATES[sort] for sort in sorts))
    known = {
        **given,
        "words": words,
        "loose": loose,
        "exact": exact,
        "sizes": sizes,
        "sample": _SAMPLE,
        "shortlist": _SHORTLIST,
        "alike": _ALIKE,
        "enough": _ENOUGH,
        "letters_weight": counted.letters,
        "field_weight": counted.field,
        "province_weight": counted.province,
        "other_marks": counted.other_marks,
    }
    asked = set(_BOUND.findall(statement))
    return text(statement).bindparams(**{name: value for name, value in known.items() if name in asked})


def need_by_id(need_id: int, *, lock: bool = False) -> Select[Need, Organisation]:
    """A need or offer with the organisation that registered it."""
    query = (
        select(Need, Organisation)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(Need.id == need_id)
    )
    return query.with_for_update(of=Need) if lock else query


def needs_by_id(ids: Sequence[int]) -> Select[Need, Organisation]:
    """Needs and offers of those numbers, with their organisations."""
    return (
        select(Need, Organisation)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(among(Need.id, ids))
    )


def need_by_source(source_key: str) -> Select[Need]:
    """The need that came from that row of a list."""
    return select(Need).where(Need.source_key == source_key).with_for_update()


def needs_listed(
    *, kind: str = "", search: str = "", open_on: date | None = None, limit: int = 500
) -> Select[Need, Organisation]:
    """Needs and offers, newest first; `search` is folded text of the need or of the organisation's name."""
    query = (
        select(Need, Organisation)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .order_by(Need.registered_on.desc(), Need.id.desc())
        .limit(limit)
    )
    if kind:
        query = query.where(Need.kind == kind)
    if search:
        query = query.where(or_(Need.folded.contains(search), Organisation.folded.contains(search)))
    if open_on is not None:
        query = query.where(or_(Need.closed_on.is_(None), Need.closed_on > open_on))
    return query


def tasks_by_id(ids: Sequence[int]) -> Select[Task]:
    """The tasks of those numbers."""
    return select(Task).where(among(Task.id, ids))


def organisations_by_id(ids: Sequence[int]) -> Select[Organisation]:
    """The organisations of those numbers."""
    return select(Organisation).where(among(Organisation.id, ids))


def organisations_called(folded: str) -> Select[Organisation]:
    """The organisations of that folded name, in whatever province."""
    return select(Organisation).where(Organisation.folded == folded).order_by(Organisation.id)


def open_match(task_id: int, organisation_id: int) -> Select[Match]:
    """The match of a result and an organisation that has not been dropped."""
    return select(Match).where(
        Match.task_id == task_id, Match.organisation_id == organisation_id, Match.dropped_on.is_(None)
    )


def open_match_with(task_id: int, folded: str) -> Select[Match, Organisation]:
    """The matches of a result, not dropped, with the organisations of that folded name; held."""
    return (
        select(Match, Organisation)
        .join(Organisation, Organisation.id == Match.organisation_id)
        .where(Match.task_id == task_id, Match.dropped_on.is_(None), Organisation.folded == folded)
        .with_for_update(of=Match)
    )


def open_matches(task_id: int) -> Select[Match]:
    """The matches of a result that have not been dropped."""
    return select(Match).where(Match.task_id == task_id, Match.dropped_on.is_(None))


def matches_listed(code: str = "", *, limit: int = 500) -> Select[Match, Task, Organisation]:
    """Matches with their result and organisation, the newest first; of one task, or of all."""
    query = (
        select(Match, Task, Organisation)
        .join(Task, Task.id == Match.task_id)
        .join(Organisation, Organisation.id == Match.organisation_id)
        .order_by(Match.proposed_on.desc(), Match.id.desc())
        .limit(limit)
    )
    return query.where(Task.code == code) if code else query


@dataclass(frozen=True)
class NeedsWanted:
    """The filters of the list of needs and offers: empty ones filter nothing; `words` are folded."""

    kind: str = ""
    words: str = ""
    province: str = ""
    discipline: str = ""
    own: bool = False
    closed: bool = False


def _needs(sees: Sees, wanted: NeedsWanted, on: date) -> list[ColumnElement[bool]]:
    """What everybody may see is open; what is closed only its owner and those who see everything."""
    own = Need.organisation_id == sees.organisation
    is_open = or_(Need.closed_on.is_(None), Need.closed_on > on)
    found: list[ColumnElement[bool]] = [not_(is_open) if wanted.closed else is_open]
    if wanted.own or (wanted.closed and not sees.everything):
        found.append(own)
    if wanted.kind:
        found.append(Need.kind == wanted.kind)
    if wanted.province:
        found.append(Need.province == wanted.province)
    if wanted.discipline:
        found.append(Need.discipline == wanted.discipline)
    if wanted.words:
        said = (Need.folded.contains(word, autoescape=True) for word in wanted.words.split())
        found.append(or_(and_(*said), Organisation.folded.contains(wanted.words, autoescape=True)))
    return found


def needs_seen(
    sees: Sees, wanted: NeedsWanted, on: date, *, offset: int = 0, limit: int | None = None
) -> Select[Need, str]:
    """Needs and offers that one may see, the newest first, with whose they are."""
    return (
        select(Need, Organisation.name)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(*_needs(sees, wanted, on))
        .order_by(Need.registered_on.desc(), Need.id.desc())
        .offset(offset)
        .limit(limit)
    )


def needs_counted(sees: Sees, wanted: NeedsWanted, on: date) -> Select[int]:
    """How many these are."""
    return (
        select(func.count())
        .select_from(Need)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(*_needs(sees, wanted, on))
    )


def provinces_of_needs() -> Select[str]:
    """The provinces that needs and offers bear."""
    return select(Need.province).where(Need.province != "").distinct().order_by(Need.province)


def matches_seen(
    sees: Sees,
    *,
    need: int | None = None,
    code: str = "",
    number: int | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> Select[Match, Task, Organisation]:
    """Matches that one may see, the newest first: those of the results one hosts, and those with oneself."""
    query = (
        select(Match, Task, Organisation)
        .join(Task, Task.id == Match.task_id)
        .join(Organisation, Organisation.id == Match.organisation_id)
        .order_by(Match.proposed_on.desc(), Match.id.desc())
        .offset(offset)
        .limit(limit)
    )
    if not sees.everything:
        query = query.where(
            or_(Match.organisation_id == sees.organisation, Task.host_id == sees.organisation)
        )
    if need is not None:
        query = query.where(Match.need_id == need)
    if code:
        query = query.where(Task.code == code)
    return query if number is None else query.where(Match.id == number)
