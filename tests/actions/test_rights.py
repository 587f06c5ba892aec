"""Each role may do with each table what `models.wall.RIGHTS` grants it, and nothing else."""

from collections import defaultdict

import pytest
from sqlalchemy import create_engine, text

from models.wall import ENGINE, HOUSE, PORTAL, READER, RIGHTS, ROLES, VERBS

MAY = text("""
    select r, t, v,
      case when v in ('select', 'insert', 'update', 'references') then has_any_column_privilege(r, t, v)
           else has_table_privilege(r, t, v) end
    from unnest(cast(:roles as text[])) r, unnest(cast(:tables as text[])) t,
         unnest(cast(:verbs as text[])) v
""")
MAKES = text(
    "select r from unnest(cast(:roles as text[])) r where has_schema_privilege(r, 'public', 'create')"
)
SHOWN = text("select has_column_privilege(:role, :table, :column, 'select')")
TAKES_ON = text("""
    select one, other from unnest(cast(:roles as text[])) one, unnest(cast(:roles as text[])) other
    where one <> other and pg_has_role(one, other, 'SET')
""")
NEVER = ("truncate", "references", "trigger")


def granted(role, right):
    """What a role may do with a table, in words of PostgreSQL."""
    if role in {PORTAL, HOUSE}:
        letters = right.portal
    elif role == ENGINE:
        letters = right.engine
    else:
        letters = "s" if (right.reader if role == READER else right.public) else ""
    return {VERBS[letter] for letter in letters}


@pytest.fixture(scope="module")
def connection(module_database):
    engine = create_engine(module_database)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def test_what_is_granted_is_let_pass_and_all_else_is_refused(connection):
    asked = {"roles": list(ROLES), "tables": list(RIGHTS), "verbs": [*VERBS.values(), *NEVER]}
    may = defaultdict(set)
    for role, table, verb, is_let in connection.execute(MAY, asked):
        may[role, table] |= {verb} if is_let else set()
    assert dict(may) == {(role, table): granted(role, RIGHTS[table]) for role in ROLES for table in RIGHTS}


def test_no_role_makes_anything_or_takes_on_another_but_the_portal_its_guises(connection):
    assert connection.scalars(MAKES, {"roles": list(ROLES)}).all() == []
    taken_on = {tuple(row) for row in connection.execute(TAKES_ON, {"roles": list(ROLES)})}
    assert taken_on == {(PORTAL, HOUSE), (PORTAL, "triplehelix_public")}


def test_the_reader_is_shown_no_column_that_is_withheld(connection):
    withheld = [(table, name) for table, right in RIGHTS.items() for name in right.withheld]
    assert withheld
    for table, name in withheld:
        assert not connection.scalar(SHOWN, {"role": READER, "table": table, "column": name}), (table, name)
