"""What machines ask of the portal: whether it lives, and whether it is ready."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse

room = APIRouter()
"""`/health` and `/ready`, each also by the name that orchestrators are used to."""


@room.get("/health", response_class=PlainTextResponse)
@room.get("/healthz", response_class=PlainTextResponse)
def health() -> str:
    """Tell that the portal lives."""
    return "ok"


@room.get("/ready")
@room.get("/readyz")
def ready(request: Request) -> JSONResponse:
    """Tell whether the portal can serve: its database, the schema, the archive; no address is told."""
    state = request.app.state.probes.readiness()
    return JSONResponse(state.told(), status_code=200 if state.ok else 503)
