"""The roles by which services come to the embedded PostgreSQL, as statements; names are our own constants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from psycopg import sql


def making(role: str) -> sql.Composed:
    """Make a role that logs in and may do nothing else, unless it is there."""
    return sql.SQL("""do $$ begin
    if to_regrole({name}) is null then
        create role {role} login nosuperuser nocreatedb nocreaterole nobypassrls;
    end if;
end $$""").format(name=sql.Literal(role), role=sql.Identifier(role))


def keeping_apart(allowed: Mapping[str, Sequence[str]]) -> Iterator[sql.Composed]:
    """Let into each database those that are named, and nobody else who is not its owner."""
    for database, roles in allowed.items():
        named = {
            "database": sql.Identifier(database),
            "roles": sql.SQL(", ").join(map(sql.Identifier, roles)),
        }
        yield sql.SQL("revoke connect on database {database} from public").format(**named)
        yield sql.SQL("grant connect on database {database} to {roles}").format(**named)


def apart() -> sql.SQL:
    """Whose the database is that we are connected to, and whether everybody is let into it."""
    return sql.SQL("""
        select pg_get_userbyid(datdba), has_database_privilege('public', oid, 'connect')
        from pg_database where datname = current_database()
    """)


def handing_over(database: str, role: str) -> sql.Composed:
    """Make a role the owner of the database that we are connected to, and of all that was made in it.

    What belongs to an extension, or follows a table by itself, is left: PostgreSQL sees to it.
    """
    return sql.SQL("""do $$ declare one record; begin
    alter database {database} owner to {role};
    for one in
        select format('alter %s %s owner to {role}', case when relkind = 'S' then 'sequence' else 'table' end,
                      c.oid::regclass) as told
        from pg_class c
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S')
          and relowner <> to_regrole({name})
          and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass
                          and d.objid = c.oid and d.deptype in ('e', 'a', 'i'))
        union all
        select format('alter type %s owner to {role}', t.oid::regtype)
        from pg_type t
        where typnamespace = 'public'::regnamespace and typtype in ('e', 'd')
          and typowner <> to_regrole({name})
          and not exists (select from pg_depend d where d.classid = 'pg_type'::regclass
                          and d.objid = t.oid and d.deptype = 'e')
        union all
        select format('alter routine %s owner to {role}', p.oid::regprocedure)
        from pg_proc p
        where pronamespace = 'public'::regnamespace and proowner <> to_regrole({name})
          and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass
                          and d.objid = p.oid and d.deptype = 'e')
    loop
        execute one.told;
    end loop;
end $$""").format(database=sql.Identifier(database), role=sql.Identifier(role), name=sql.Literal(role))


def connected() -> sql.SQL:
    """As whom the services are connected: the name they gave, the role, and whether it may do everything."""
    return sql.SQL("""
        select distinct a.application_name, a.usename,
               r.rolsuper or coalesce(pg_has_role(a.usesysid, owned.relowner, 'usage'), false)
        from pg_stat_activity a
        join pg_roles r on r.oid = a.usesysid
        left join pg_class owned on owned.oid = to_regclass('public.tasks')
        where a.datname = current_database() and a.application_name = any(%s)
        order by 1, 2
    """)
