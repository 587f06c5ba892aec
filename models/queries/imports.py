"""Taking a list in: the statements that write many rows at once, as text for the driver.

Each is set-based: its rows come as JSON or as arrays, two hundred as cheaply as one.
"""

from typing import Final

TAKE_LISTS: Final = "select pg_advisory_xact_lock($1)"
"""Let this transaction alone take rows of a list in, until it ends."""

TAKE_NUMBERS: Final = """
    insert into registers as register (series, year, last)
    select * from unnest($1::text[], $2::int[], $3::int[]) as asked (series, year, amount) order by 1, 2
    on conflict (series, year) do update set last = register.last + excluded.last
    returning series, year, last
"""
"""Take so many numbers of each register and year; returns the last one of each."""

MAKE_PARTIES: Final = """
    insert into organisations (name, folded, kind, province)
    select named.* from unnest($1::text[], $2::text[], $3::text[], $4::text[])
        as named (name, folded, kind, province)
    where not exists (
        select from organisations known where (known.folded, known.province) = (named.folded, named.province)
    )
    order by named.folded, named.province
    on conflict (folded, province) do nothing
"""
"""Make the organisations that are not on record. Whom somebody else names at this moment stays as it is."""

KNOW_PARTIES: Final = """
    update organisations known set kind = named.kind
    from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as named (name, folded, kind, province)
    where (known.folded, known.province) = (named.folded, named.province)
      and known.kind = $5 and named.kind <> $5
"""
"""Let organisations whose kind is $5 (unknown) be of the kind that is told of them now."""

PARTIES: Final = """
    select known.folded, known.province, known.id
    from organisations known
    join unnest($1::text[], $2::text[]) as named (folded, province) using (folded, province)
"""
"""The numbers of these organisations."""

OPEN: Final = """
    with listed as (
        select * from jsonb_to_recordset($1) as new (
            place int, code text, title text, folded text, title_en text, province text, discipline text,
            lifecycle text, outcome text, source_key text, source_url text, source_hash text,
            orderer_id bigint, host_id bigint, recipient_id bigint, recipient_note text, budget_vnd numeric,
            months int, approved_on date, contract_no text, contract_signed_on date, contract_ends_on date,
            unknowns text[], provisional text[],
            accepted_on date, recognised_on date, grade text, in_use boolean
        )
    ),
    opened as (
        insert into tasks (code, title, folded, title_en, province, discipline, lifecycle, outcome,
            source_key, source_url, source_hash, orderer_id, host_id, recipient_id, recipient_note,
            budget_vnd, months, approved_on, contract_no, contract_signed_on, contract_ends_on,
            unknowns, provisional)
        select code, title, folded, title_en, province, discipline, lifecycle, outcome,
            source_key, source_url, source_hash, orderer_id, host_id, recipient_id,
            coalesce(recipient_note, ''), budget_vnd, months, approved_on, coalesce(contract_no, ''),
            contract_signed_on, contract_ends_on, unknowns, provisional
        from listed order by place
        returning id, code
    )
    insert into results (task_id, accepted_on, recognised_on, grade, in_use)
    select opened.id, accepted_on, recognised_on, grade, in_use
    from listed join opened using (code) order by opened.id
"""
"""Open tasks, each with what is known of its result."""
