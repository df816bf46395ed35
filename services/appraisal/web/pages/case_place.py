"""Where the page of a case is, within the list that its reader came from."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from starlette.requests import Request

from services.appraisal.domain.case import CaseKey
from shared.web.pages.forms import TypedForm

LIST_FIELD, DONE_FIELD = "ds", "xong"
_MOST = 2_000


@dataclass(frozen=True)
class CasePlace:
    """A case's address at its level; `listed` is the query of the list that leads to it, where one does."""

    level: str
    case_id: str
    listed: str | None = None

    @classmethod
    def asked(cls, request: Request, level: str, case_id: str) -> "CasePlace":
        """The place that the address names."""
        listed = request.query_params.get(LIST_FIELD)
        return cls(level, case_id, None if listed is None else listed[:_MOST])

    @classmethod
    def sent(cls, form: TypedForm, level: str, case_id: str) -> "CasePlace":
        """The place that a form was sent from."""
        return cls(level, case_id, form.text(LIST_FIELD)[:_MOST] if LIST_FIELD in form.texts else None)

    @property
    def key(self) -> CaseKey:
        """Which case it is.

        Raises:
            NotFoundError: The address can name none.
        """
        return CaseKey.parse(self.case_id)

    @property
    def path(self) -> str:
        """The page's address without the list."""
        return f"{self.level_address}/viec/{quote(self.case_id)}"

    @property
    def level_address(self) -> str:
        """Where the pages of the level begin."""
        return f"/cap/{quote(self.level)}"

    @property
    def list_address(self) -> str:
        """The list."""
        return f"{self.level_address}/viec" + (f"?{self.listed}" if self.listed else "")

    def address(self, below: str = "", **query: str) -> str:
        """The page, or one below it, within the list."""
        told = {**({} if self.listed is None else {LIST_FIELD: self.listed}), **query}
        return f"{self.path}{below}" + (f"?{urlencode(told)}" if told else "")

    def beside(self, case_id: str) -> str:
        """The page of another case of the list."""
        return CasePlace(self.level, case_id, self.listed).address()

    def done(self, act: str, anchor: str = "") -> str:
        """The page, saying what was done."""
        return self.address(**{DONE_FIELD: act}) + anchor
