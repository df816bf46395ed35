"""The signed Tờ trình that goes with a demo dossier: a small PDF, different for every run."""

from pydantic import JsonValue

from ops.demo.dossiers import Submission
from ops.demo.people import Person, RefusedError, Shown

_REFUSALS = 400


class _File(Shown):
    id: str


async def with_signed_petition(unit: Person, submission: Submission) -> dict[str, JsonValue]:
    """The dossier's body with its Tờ trình uploaded and named.

    Raises:
        RefusedError: The file was not taken.
    """
    file: JsonValue = {
        "id": await upload(unit, "Tờ trình đã ký.pdf", f"TO TRINH {submission.key}"),
        "kind": "to-trinh",
    }
    petition = submission.body["petition"]
    if not isinstance(petition, dict):
        raise TypeError("a dossier's petition is an object")
    return {**submission.body, "petition": {**petition, "attachments": [file]}}


async def upload(unit: Person, name: str, text: str) -> str:
    """The id of a PDF that says this and that the unit has uploaded; the same again keeps it for longer.

    Raises:
        RefusedError: The file was not taken.
    """
    response = await unit.http.post("/api/v1/attachments", params={"name": name}, content=_pdf(text))
    if response.status_code >= _REFUSALS:
        raise RefusedError(response)
    return _File.model_validate_json(response.content).id


def _pdf(text: str) -> bytes:
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 4 0 R >> >> /Contents 5 0 R >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    drawn = f"BT /F 14 Tf 60 780 Td ({text}) Tj ET"
    content = b"%PDF-1.4\n"
    places: list[int] = []
    for number, each in enumerate((*objects, f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream"), start=1):
        places.append(len(content))
        content += f"{number} 0 obj\n{each}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n"
    return (
        content
        + (
            f"{head}{table}trailer\n<< /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{len(content)}\n%%EOF\n"
        ).encode()
    )
