"""Each service comes to the embedded PostgreSQL as itself: with its own password, to its own database."""

import re
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from actions.wiring import Settings
from console import admitted, logins, secret_files, settings
from console.logins import DATABASE, LOGINS, PREFECT_DATABASE
from console.stack import Stack
from models import wall

DEPLOYMENTS = Path(__file__).parents[2] / "deployments"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("logins")


@pytest.fixture(scope="module")
def server(postgres_server, folder):
    """A server with the databases of an installation of before: all in them is the owner's."""
    for database in (DATABASE, PREFECT_DATABASE):
        postgres_server.ensure(database)
    with postgres_server.connect(PREFECT_DATABASE) as session:
        session.execute("""
            create type old_kind as enum ('a');
            create table old_runs (id bigserial primary key, kind old_kind);
            create view old_view as select id from old_runs;
            create function old_number() returns integer language sql as 'select 1';
        """)
    logins.ensure(postgres_server, folder)
    yield postgres_server
    postgres_server.drop(DATABASE)
    with postgres_server.connect(PREFECT_DATABASE) as session:
        session.execute(
            "drop view old_view; drop table old_runs; drop function old_number; drop type old_kind"
        )


def come_in(server, folder, name, **other):
    """Come in by the address that a service is told, but for what is said here."""
    address = re.sub(r"\+\w+", "", logins.url(server, folder, LOGINS[name]))
    return psycopg.connect(address, autocommit=True, **other)


@pytest.mark.parametrize("name", LOGINS)
def test_a_service_comes_in_as_itself_and_may_do_nothing_with_the_server(server, folder, name):
    with come_in(server, folder, name) as session:
        assert session.execute("select current_user").fetchone() == (LOGINS[name].role,)
        told = "select rolsuper or rolcreaterole or rolcreatedb or rolreplication from pg_roles"
        assert session.execute(f"{told} where rolname = current_user").fetchone() == (False,)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("portal", {"password": "guessed"}),
        (
            "portal",
            {"user": "postgres", "password": "guessed", "dbname": PREFECT_DATABASE, "host": "127.0.0.1"},
        ),
        ("portal", {"dbname": PREFECT_DATABASE}),
        ("engine", {"dbname": PREFECT_DATABASE}),
        ("prefect", {"dbname": DATABASE}),
        ("prefect", {"user": wall.ENGINE}),
    ],
)
def test_nobody_comes_in_with_another_ones_password_or_to_another_ones_database(server, folder, name, other):
    with pytest.raises(psycopg.OperationalError):
        come_in(server, folder, name, **other)


def test_what_an_installation_of_before_made_for_prefect_is_prefects_now(server, folder):
    with come_in(server, folder, "prefect") as session:
        session.execute("alter type old_kind add value 'b'")
        session.execute("alter table old_runs add column more text")
        session.execute("insert into old_runs (kind) values ('b')")
        session.execute("create or replace function old_number() returns integer language sql as 'select 2'")
        session.execute("create or replace view old_view as select id, 1 as one from old_runs")
        assert session.execute("select old_number(), count(*) from old_view").fetchone() == (2, 1)


def test_after_a_restore_the_passwords_are_those_of_this_folder_again(server, folder):
    with server.connect() as session:
        session.execute("alter role triplehelix_portal password 'of another machine'")
    logins.ensure(server, folder)
    come_in(server, folder, "portal").close()


def test_after_a_restore_prefects_database_made_anew_is_prefects_own(server, folder):
    with server.connect() as session:
        session.execute(f"alter database {PREFECT_DATABASE} owner to postgres")
        session.execute(f"grant connect on database {PREFECT_DATABASE} to public")
    logins.ensure(server, folder)
    with come_in(server, folder, "prefect") as session:
        session.execute("create table made_anew (id integer)")
        session.execute("drop table made_anew")
    with pytest.raises(psycopg.OperationalError):
        come_in(server, folder, "portal", dbname=PREFECT_DATABASE)


def test_no_statement_of_the_server_tells_a_password(server, folder, postgres_server):
    password = settings.login_password(folder, wall.PORTAL)
    with server.connect() as session:
        kept = session.execute(
            "select rolpassword from pg_authid where rolname = %s", (wall.PORTAL,)
        ).fetchone()[0]
    assert kept.startswith("SCRAM-SHA-256$")
    assert password not in postgres_server.log.read_text(encoding="utf-8", errors="replace")


def test_a_service_is_told_its_own_login_and_no_key_of_another(tmp_path):
    stack = Stack.at(tmp_path)
    given = dict.fromkeys(secret_files.SECRETS, "hush") | {"TRIPLEHELIX_PORTAL_HOSTS": "a.vn"}
    del given["TRIPLEHELIX_DATABASE_URL"]
    stack.given = dict(given)
    del stack.given["TRIPLEHELIX_PREFECT_DATABASE_URL"]

    def told(name):
        return logins.told(name, stack.given, stack.environment(), stack.postgres, tmp_path)

    portal, engine, prefect = told("portal"), told("engine"), told("prefect")
    assert f"//{wall.PORTAL}:" in portal["TRIPLEHELIX_DATABASE_URL"]
    assert f"//{wall.ENGINE}:" in engine["TRIPLEHELIX_DATABASE_URL"]
    assert "+asyncpg://prefect:" in prefect["PREFECT_API_DATABASE_CONNECTION_URL"]
    assert not set(prefect) & set(secret_files.OURS)
    assert not [name for name in portal if name.startswith("PREFECT_") and name in secret_files.SECRETS]
    for each in (portal, engine):
        assert not {"PREFECT_API_DATABASE_CONNECTION_URL", "TRIPLEHELIX_BACKUP_KEY"} & set(each)
        assert not set(each) & logins.OF_OTHERS
        assert each["TRIPLEHELIX_PORTAL_HOSTS"] == "a.vn"


def test_with_a_postgresql_of_ones_own_each_service_may_be_given_its_login(tmp_path):
    stack = Stack.at(tmp_path)
    stack.given = {
        "TRIPLEHELIX_DATABASE_URL": "postgresql://owner:a@db.vn/th",
        "TRIPLEHELIX_PORTAL_DATABASE_URL": "postgresql+psycopg://triplehelix_portal:b@db.vn/th",
    }
    told = [
        logins.told(name, stack.given, stack.environment(), stack.postgres, tmp_path)
        for name in ("portal", "engine")
    ]
    assert [each["TRIPLEHELIX_DATABASE_URL"].partition("//")[2] for each in told] == [
        "triplehelix_portal:b@db.vn/th",
        "owner:a@db.vn/th",
    ]


def test_the_doctor_says_who_is_connected_as_the_owner(server, folder):
    stack = Stack.at(folder)
    stack.given = {"TRIPLEHELIX_DATABASE_URL": server.url(DATABASE)}
    with server.connect(DATABASE) as session:
        session.execute("create table if not exists tasks (id bigint)")
    with come_in(server, folder, "engine", application_name="triplehelix engine"):
        assert admitted.logins(stack).ok
        owner = server.url(DATABASE).replace("+psycopg", "")
        with psycopg.connect(owner, application_name="triplehelix portal"):
            found = admitted.logins(stack)
    assert not found.ok
    assert "Cổng thông tin («postgres»)" in found.sentence_vi
    assert "Bộ máy" not in found.sentence_vi
    assert "TRIPLEHELIX_PORTAL_DATABASE_URL" in found.way_out


def test_the_names_are_those_of_the_wall_and_of_every_deployment():
    assert (LOGINS["portal"].role, LOGINS["engine"].role) == (wall.PORTAL, wall.ENGINE)
    made = (DEPLOYMENTS / "compose" / "roles.sh").read_text(encoding="utf-8")
    addresses = (DEPLOYMENTS / "compose" / "make-secrets").read_text(encoding="utf-8")
    for login in LOGINS.values():
        assert f"CREATE ROLE {login.role} LOGIN NOSUPERUSER" in made
        assert re.search(rf"://{login.role}:[^@]*@postgres/{login.database}\b", addresses)


def test_every_secret_of_the_settings_is_known_as_one():
    fields = Settings.model_fields
    declared = {name for name, field in fields.items() if field.annotation is SecretStr}
    declared |= {name for name in fields if name.endswith("database_url")}
    assert {f"TRIPLEHELIX_{name.upper()}" for name in declared} <= set(secret_files.OURS)


@pytest.mark.parametrize("name", secret_files.SECRETS)
def test_every_secret_may_come_as_a_file(name, tmp_path):
    (tmp_path / "kept").write_text("hush\n", encoding="utf-8")
    environment = {f"{name}_FILE": str(tmp_path / "kept")}
    secret_files.adopt(environment)
    assert environment == {name: "hush"}
