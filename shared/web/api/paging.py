"""How a list is asked for, alike in every service: what to search for, how much of it, and where to go on."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from shared.text.exact import QueryWhole
from shared.text.fields import BLANK_IS_ABSENT, identifier, line

USUAL_LIMIT, MAX_LIMIT = 50, 200
# Names that these parameters had before; whoever still sends one is told the new one.
FORMER_NAMES: Mapping[str, str] = {"text": "search", "q": "search"}
_SEARCH = "Từ cần tìm, không cần dấu: số, tên hoặc mã, tùy danh sách; không nêu là tất cả"

SearchText = Annotated[str, line(200)]
# For a route whose query is not a model.
Search = Annotated[SearchText, Query(description=_SEARCH)]


class SearchQuery(BaseModel):
    """Words that narrow a list."""

    model_config = ConfigDict(extra="forbid")

    search: SearchText = Field(default="", description=_SEARCH)


class CursorQuery(BaseModel):
    """Which slice of a list to show."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[Annotated[str, identifier(2_000)] | None, BLANK_IS_ABSENT] = Field(
        default=None, description="`next` của trang trước; không nêu là trang đầu"
    )
    limit: Annotated[int, QueryWhole(1, MAX_LIMIT)] = Field(
        default=USUAL_LIMIT, description=f"Số dòng mỗi trang, nhiều nhất {MAX_LIMIT}"
    )
