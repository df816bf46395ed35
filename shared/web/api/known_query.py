"""Parameters of an address that the API does not know are named: ignored, a misspelt filter would show everything."""

from collections.abc import Collection

from fastapi import Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute

from shared.refusals import FieldProblem, InvalidError
from shared.web.api.paging import FORMER_NAMES

_LONGEST_NAME = 60


async def known_query(request: Request) -> None:
    """Pass unless the query of an API address has a name that the address does not take.

    Raises:
        InvalidError: It has.
    """
    route = request.scope.get("route")
    # Pages are lenient: links to them travel through mails and searches, which add parameters of their own.
    if not request.query_params or not isinstance(route, APIRoute) or not route.path.startswith("/api/"):
        return
    in_path = {*route.param_convertors}
    known = [field.alias for field in get_flat_params(route.dependant) if field.name not in in_path]
    unknown = [name for name in dict.fromkeys(request.query_params.keys()) if name not in known]
    if unknown:
        raise InvalidError([FieldProblem(name[:_LONGEST_NAME], _sentence(name, known)) for name in unknown])


def _sentence(name: str, known: Collection[str]) -> str:
    renamed = FORMER_NAMES.get(name)
    if renamed in known:
        return f"Đổi “{name}” thành “{renamed}”: tham số này có tên mới."
    return f"Bỏ “{name[:_LONGEST_NAME]}”: địa chỉ này không có tham số đó. Các tham số được nêu tại /api."
