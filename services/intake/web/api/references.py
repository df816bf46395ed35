"""How an address names a dossier or a nomination: by id, or by the number that people read."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from shared.web.api.examples import DOSSIER_NUMBER, NOMINATION_NUMBER

DossierReference = Annotated[str, Path(description="Mã hoặc số của hồ sơ", examples=[DOSSIER_NUMBER])]
NominationReference = Annotated[str, Path(description="Mã hoặc số của đề nghị", examples=[NOMINATION_NUMBER])]


def read_reference(text: str) -> UUID | str:
    """The id in an address, or the number shown to people."""
    try:
        return UUID(text)
    except ValueError:
        return text
