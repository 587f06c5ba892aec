"""Which errors mean that a server is away: what waits for it loses nothing, and is no failure of the work."""

from __future__ import annotations

from http import HTTPStatus

import httpx
import psycopg
from prefect.client.orchestration import SyncPrefectClient
from prefect.exceptions import PrefectHTTPStatusError

from models.errors import TripleHelixError, Unavailable


def is_away(problem: Exception) -> bool:
    """Whether PostgreSQL, Prefect or another service is away: whoever meets it waits and looks again."""
    gone = (Unavailable, psycopg.OperationalError, OSError)
    return _is_silence_of_prefect(problem) or isinstance(problem, gone)


def is_prefect_away(problem: Exception, api: SyncPrefectClient) -> bool:
    """Whether Prefect's silence is behind an error; its own library may have made another of it."""
    if isinstance(problem, TripleHelixError | PrefectHTTPStatusError):
        return _is_silence_of_prefect(problem)
    return _is_silence_of_prefect(problem) or api.api_healthcheck() is not None


def _is_silence_of_prefect(problem: Exception) -> bool:
    if isinstance(problem, PrefectHTTPStatusError):
        status = problem.response.status_code
        return status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS
    return isinstance(problem, httpx.TransportError)
