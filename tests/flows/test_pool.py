"""Connections of Prefect's server: one that was closed is replaced, one in use is not asked each time."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from flows import pool

_ME = text("select pg_backend_pid()")


@pytest.fixture
def engine(postgres_server, monkeypatch):
    monkeypatch.setattr(
        registry, "impls", dict(registry.impls)
    )  # all tests' own: it comes back after this one
    pool.trust_connections()
    return create_async_engine(
        postgres_server.url("postgres", driver="asyncpg"), pool_pre_ping=True, pool_size=1
    )


async def backend(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return int(await connection.scalar(_ME))


async def closed(engine: AsyncEngine) -> None:
    """Wait until the connection in the pool has noticed that its server is gone."""
    async with engine.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
    for _ in range(500):
        if raw.is_closed():
            return
        await asyncio.sleep(0.01)
    pytest.fail("The connection has not noticed.")


def test_a_connection_that_postgresql_has_closed_is_replaced(engine, postgres_server):
    async def work() -> tuple[int, int]:
        first = await backend(engine)
        await backend(engine)
        watching = asyncio.ensure_future(closed(engine))
        await asyncio.sleep(0)
        with postgres_server.connect("postgres") as session:
            session.execute("select pg_terminate_backend(%s)", (first,))
        await watching
        second = await backend(engine)
        await engine.dispose()
        return first, second

    first, second = asyncio.run(work())
    assert first != second


def test_one_in_use_is_asked_once_and_again_after_a_while(engine, monkeypatch):
    asked, ping = [], PGDialect_asyncpg.do_ping
    monkeypatch.setattr(PGDialect_asyncpg, "do_ping", lambda *given: asked.append(1) or ping(*given))

    async def work() -> None:
        for _ in range(4):
            await backend(engine)
        within = len(asked)
        monkeypatch.setattr(pool, "TRUST", -1.0)
        await backend(engine)
        await engine.dispose()
        assert (within, len(asked)) == (1, 2)

    asyncio.run(work())
