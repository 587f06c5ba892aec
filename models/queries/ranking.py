"""The one statement that ranks demands for a result, and results for a demand; it never looks at all of them.

Words that nearly everybody uses find nearly everybody. So whatever shares a rare word is looked at, and of
what shares common ones alone a bounded part: among a hundred thousand tasks as among a hundred.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import TextClause, text

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
        from tasks t
        join lateral (select * from organisations where id in (t.recipient_id, t.host_id) offset 0) o on true
        where o.kind = any(:private) and (o.dissolved_on is null or o.dissolved_on > :on)
          and t.id <> :task and o.id <> all(:apart)
    """,
    "result": """
        select 'result' as sort, t.id, coalesce(t.host_id, 0) as party, t.terms, t.title as body,
               t.folded, t.province, t.discipline
        from tasks t left join lateral (select * from results where task_id = t.id offset 0) r on true
        where t.outcome = '' and r.grade is distinct from 'fail' and r.in_use is not true
          and r.handed_over_on is null and r.transferred_on is null and r.not_transferable_on is null
          and r.replication_approved_on is null and coalesce(t.host_id, 0) <> all(:apart)
    """,
}
"""What may answer a question: open needs and offers; private bodies that hosted or received something alike;
results that have not left the closet. What is joined is looked up row by row (`offset 0`): of a hundred
thousand only those are wanted that share a word."""

_RANKING = """
with asked as materialized (
    select place, words, loose::tsquery, exact::tsquery, size
    from unnest(cast(:words as text[]), cast(:loose as text[]), cast(:exact as text[]), cast(:sizes as int[]))
         with ordinality as q(words, loose, exact, size, place)
),
corpus as materialized (
    (select 'needs' as place, terms, to_tsvector('simple', title || ' ' || text) as marked
     from needs order by id desc limit {sample})
    union all
    (select 'tasks', terms, to_tsvector('simple', title) from tasks order by id desc limit {sample})
),
seen as materialized (
    select a.*, total.needs, total.tasks, often.needs as in_needs, often.tasks as in_tasks,
           total.needs + total.tasks as n, often.needs + often.tasks as often
    from asked a
    cross join (
        select count(*) filter (where place = 'needs') as needs,
               count(*) filter (where place = 'tasks') as tasks
        from corpus
    ) total
    cross join lateral (
        select count(*) filter (where c.place = 'needs') as needs,
               count(*) filter (where c.place = 'tasks') as tasks
        from corpus c
        where c.terms @@ a.loose and (:bare or c.marked @@ a.exact)
    ) often
),
weighed as materialized (
    select place, words, loose, exact, in_needs::float8 / greatest(needs, 1) as in_needs,
           in_tasks::float8 / greatest(tasks, 1) as in_tasks,
           size * power(ln(1 + (n - often + 0.5) / (often + 0.5)), 1.5)::float8 as weight
    from seen
),
cut as materialized (
    select loose, row_number() over up as nth,
           sum(in_needs * (select reltuples from pg_class where oid = 'needs'::regclass)) over up <= {looked}
               as rare_in_needs,
           sum(in_tasks * (select reltuples from pg_class where oid = 'tasks'::regclass)) over up <= {looked}
               as rare_in_tasks
    from weighed
    window up as (order by weight desc, place)
),
asking as materialized ({asking}),
scattered as materialized (
    select {shortlist} > (
               select count(*) from corpus where place = 'needs' and terms @@ common_needs) as in_needs,
           {shortlist} > (
               select count(*) from corpus where place = 'tasks' and terms @@ common_tasks) as in_tasks
    from asking
),
found as materialized ({found}),
by_words as materialized (
    select c.*, (select sum(w.weight) from weighed w where c.terms @@ w.loose) as rough
    from (select distinct on (sort, id, party) * from found) c
    where c.terms @@ (select any_of_them from asking)
    order by rough desc, c.id
    limit {shortlist}
),
by_letters as materialized (
    select c.*
    from ({candidates}) c
    where (select count(*) from by_words) < {enough} and :letters <% c.folded
    order by word_similarity(:letters, c.folded) desc, c.id
    limit {shortlist}
),
shortlist as materialized (
    select c.*, to_tsvector('simple', c.body) as marked, :bare or c.body !~ '[^ -~]' as bare
    from (
        select sort, id, party, terms, body, folded, province, discipline from by_words
        union all
        select * from by_letters
        where (sort, id, party) not in (select sort, id, party from by_words)
    ) c
),
scored as (
    select s.sort, s.id, s.party, word_similarity(:letters, s.folded) as letters,
           s.discipline <> '' and s.discipline = :discipline as same_field,
           s.province = any(:provinces) as same_province, both_have.shared, both_have.words
    from shortlist s
    cross join lateral (
        select coalesce(sum(
                   w.weight * case when s.bare or s.marked @@ w.exact then 1 else :other_marks end
               ), 0) / (select sum(weight) from weighed) as shared,
               coalesce(array_agg(w.words order by w.place)
                   filter (where s.bare or s.marked @@ w.exact), '{{}}') as words
        from weighed w
        where s.terms @@ w.loose
    ) both_have
)
select sort, id, party, words, letters, same_field, same_province,
       shared + :letters_weight * letters + :field_weight * same_field::int
           + :province_weight * same_province::int as score
from scored
where cardinality(words) > 0 or letters >= :alike
order by score desc, sort, id, party
limit :limit
"""

_ASKING = """
    select string_agg('(' || loose::text || ')', ' | ')::tsquery as any_of_them,
           string_agg('(' || loose::text || ')', ' | ') filter (where rare_in_needs)::tsquery as rare_needs,
           string_agg('(' || loose::text || ')', ' | ') filter (where rare_in_tasks)::tsquery as rare_tasks,
           (select string_agg('(' || loose::text || ')', ' & ')::tsquery from (
               select loose from cut where not rare_in_needs order by nth limit {common}) c) as common_needs,
           (select string_agg('(' || loose::text || ')', ' & ')::tsquery from (
               select loose from cut where not rare_in_tasks order by nth limit {common}) c) as common_tasks
    from cut
"""
_FOUND = """
    (select * from ({candidates}) c where c.terms @@ (select rare_{table} from asking))
    union all
    (select * from ({candidates}) c
     where (select in_{table} from scattered) and c.terms @@ (select common_{table} from asking)
     limit {shortlist})
    union all
    (select * from ({candidates}) c
     where (select common_{table} is not null from asking)
     order by c.id desc
     limit {newest})
"""
"""What is looked at: all that share a word that is rare where they stand; some that share the rarest of the
common ones; and, where anything asked for is common, the newest. Where nothing is common, that is all that
share a word. Where the newest share the rarest of the common ones often enough, those among them do: the
index would first bring the whole table together.
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


_SAMPLE = 500
"""How many of the newest needs, and of the newest tasks, tell how common a word is."""
_SHORTLIST = 120
"""How many candidates are looked at closely, with their marks."""
_LOOKED = 2000
"""Rows up to which words count as rare, all of them together: what shares one of those is looked at."""
_COMMON = 3
"""How many of the common words, the rarest of them, one must share to be looked at for those alone."""
_NEWEST = 500
"""How many of the newest are looked at, whatever they share, where common words are asked for."""


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
    statement = _RANKING.format(
        candidates="union all".join(_CANDIDATES[sort] for sort in sorts),
        found="union all".join(
            _FOUND.format(
                candidates=_CANDIDATES[sort],
                table="needs" if sort == "need" else "tasks",
                shortlist=_SHORTLIST,
                newest=_NEWEST,
            )
            for sort in sorts
        ),
        asking=_ASKING.format(common=_COMMON),
        sample=_SAMPLE,
        looked=_LOOKED,
        shortlist=_SHORTLIST,
        enough=_ENOUGH,
    )
    known = {
        **given,
        "words": words,
        "loose": loose,
        "exact": exact,
        "sizes": sizes,
        "alike": _ALIKE,
        "letters_weight": counted.letters,
        "field_weight": counted.field,
        "province_weight": counted.province,
        "other_marks": counted.other_marks,
    }
    asked = set(_BOUND.findall(statement))
    return text(statement).bindparams(**{name: value for name, value in known.items() if name in asked})
