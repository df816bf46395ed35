"""A FastAPI handler with the product's body model and one majority-journaled insert, served as the product is."""

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import FastAPI, Header

from services.intake.domain.dossier import Submission
from shared.mongo.client import connect
from shared.web.http.serving import serve


def app(mongo_url: str) -> FastAPI:
    """The application; it keeps what it is sent in `floor.dossiers`."""
    client = connect(mongo_url)
    dossiers = client["floor"]["dossiers"]

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        client.close()

    bare = FastAPI(lifespan=lifespan)
    bare.state.before_shutdown = []

    @bare.get("/health/ready")
    async def ready() -> dict[str, bool]:
        await client.admin.command("ping")
        return {"mongo": True}

    @bare.post("/api/v1/dossiers", status_code=201)
    async def submit(body: Submission, idempotency_key: Annotated[str, Header()]) -> dict[str, UUID]:
        dossier_id = uuid4()
        await dossiers.insert_one({"_id": dossier_id, "key": idempotency_key, **body.model_dump(mode="json")})
        return {"id": dossier_id}

    return bare


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floors.bare_handler", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--mongo-url", required=True)
    chosen = parser.parse_args()
    serve(app(chosen.mongo_url), "127.0.0.1", chosen.port)


if __name__ == "__main__":
    main()
