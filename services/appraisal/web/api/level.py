"""The level that an address names: its use cases, and who may see its lists."""

from typing import Annotated, Any, TypeVar

from fastapi import Depends, FastAPI, Path, Request

from services.appraisal.application.people import RefuseStrangers
from shared.refusals import NotFoundError
from shared.web.api.examples import FIRST_CASE
from shared.web.api.problems import problem_responses
from shared.web.api.viewer import CurrentViewer
from shared.web.http.use_cases import find

_Group = TypeVar("_Group")
READING = problem_responses(401, 403, 404, 422, 503)
ACTING = problem_responses(401, 403, 404, 409, 422, 503)
DECIDING = problem_responses(401, 403, 404, 409, 422, 428, 503)
LevelName = Annotated[str, Path(description="commune, district, department, province hoặc state", examples=["commune"])]
CaseId = Annotated[str, Path(description="Mã việc, dạng <đề nghị>:<bước>", examples=[FIRST_CASE])]


def use_at_level(kind: type[_Group]) -> Any:  # noqa: ANN401 - as FastAPI's own Depends, for use in Annotated
    """The dependency of a route that takes its use cases at the level of its address.

    Who is asking is settled before anything is said of the level.
    """

    # A coroutine, although it waits for nothing: FastAPI sends plain functions through a thread for each request.
    async def provide(request: Request, _viewer: CurrentViewer, level: LevelName) -> _Group:
        return _find(request.app, kind, level)

    return Depends(provide)


def use_at_own_level(kind: type[_Group]) -> Any:  # noqa: ANN401 - as above
    """The same for lists, which would be empty for people of other levels: those are refused with their own address."""

    async def provide(request: Request, viewer: CurrentViewer, level: LevelName) -> _Group:
        group = _find(request.app, kind, level)
        await _find(request.app, RefuseStrangers, level)(viewer)
        return group

    return Depends(provide)


def _find(app: FastAPI, kind: type[_Group], level: str) -> _Group:
    try:
        return find(app, kind, at=level)
    except LookupError:
        raise NotFoundError("Địa chỉ này không phục vụ cấp đó. Dùng địa chỉ chung của hệ thống.") from None
