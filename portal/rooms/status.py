"""What machines ask of the portal: whether it lives, and whether it is ready."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse

room = APIRouter()
"""`/healthz` and `/readyz`."""


@room.get("/healthz", response_class=PlainTextResponse)
def healthz() -> str:
    """Tell that the portal lives."""
    return "ok"


@room.get("/readyz")
def readyz(request: Request) -> JSONResponse:
    """Tell whether the services that the portal leans on answer."""
    services = request.app.state.probes.ask()
    ready = all(service.answers for service in services)
    return JSONResponse(
        {"ready": ready, "services": {service.name: service.answers for service in services}},
        status_code=200 if ready else 503,
    )
