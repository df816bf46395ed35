"""The doors of intake."""

from collections.abc import Sequence

from services.intake.web.pages.help import PAGES, STATEMENTS
from tests.pages.doors import Door
from tests.pages.visitors import AUTHORITY, EVERYBODY, OWNER, SIGNED_IN, UNITS

DOORS: Sequence[Door] = (
    Door("/", EVERYBODY),
    Door("/tro-giup", EVERYBODY),
    *(Door("/tro-giup/{name}", EVERYBODY, things={"name": f"help_{name}"}) for name in (*PAGES, *STATEMENTS)),
    Door("/so-vang/{number}", EVERYBODY, things={"number": "award"}),
    Door("/so-vang", EVERYBODY),
    Door("/so-vang/feed.atom", EVERYBODY, is_html=False, is_pictured=False),
    Door("/so-vang/feed.json", EVERYBODY, is_html=False, is_pictured=False),
    Door("/de-nghi", EVERYBODY, query="so=abc", success=(422,)),
    Door("/de-nghi/{number}", OWNER | AUTHORITY, things={"number": "nomination"}),
    Door("/de-nghi/{number}/rut", OWNER, things={"number": "nomination"}),
    Door("/de-nghi/{number}/rut", OWNER, method="POST", things={"number": "nomination"}, success=(422,)),
    Door("/de-nghi/{number}/tra-loi", OWNER, method="POST", things={"number": "nomination"}, success=(422,)),
    Door("/ho-so", UNITS, refusal=403),
    Door("/ho-so/{number}", OWNER | AUTHORITY, things={"number": "dossier"}),
    Door("/thu-tom-tat", SIGNED_IN),
    Door("/thu-tom-tat", SIGNED_IN, method="POST", success=(200, 303)),
    Door("/thu-tom-tat/{token}", EVERYBODY, things={"token": "strange_token"}, success=(404,), is_pictured=False),
    Door("/thu-tom-tat/{token}", EVERYBODY, method="POST", things={"token": "strange_token"}, success=(404,)),
)
