"""The types of what people type: every model that their words enter takes them from here.

Each brings its text into the form in which it is stored and compared, then looks at its length. They are idempotent and
refuse nothing that they once gave: what is stored is read with them too. `IsRequired` is for requests only.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError, core_schema

from shared.text.addresses import MailAddressError, read_address
from shared.text.seen import compose_line, compose_lines, has_word, is_blank

_CODE_OF_A_BRANCH = re.compile("([0-9]{10})([0-9]{3})")
_MINUS = "\u2212"  # a symbol by its category, and typed as a hyphen
# What is typed may be longer than what is kept: three characters for a letter, blanks at the ends and between. Beyond
# this it is not even composed, which takes seconds for mebibytes.
_ROOM, _BLANKS = 4, 4_096
LINE = 300
LINES = 4_000
CODE = 100


def _is_seen(text: str) -> bool:
    return not is_blank(text)


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


@dataclass(frozen=True)
class TextField:
    """For `Annotated[str, …]`: how the text is brought into form, how long it may be, and what must be seen in it.

    Without `shows` it may be left empty; with it, what shows nothing is refused in the words of a field left out.
    """

    compose: Callable[[str], str]
    most: int
    shows: Callable[[str], bool] | None = None

    def __get_pydantic_core_schema__(self, source: type[str], handler: GetCoreSchemaHandler) -> CoreSchema:
        """How pydantic reads the field."""
        return core_schema.no_info_after_validator_function(self.read, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """How the field is described."""
        return {**handler(schema), **({"minLength": 1} if self.shows else {}), "maxLength": self.most}

    def read(self, typed: str) -> str:
        """The text in its form.

        Raises:
            PydanticKnownError: It is longer than it may be, or shows nothing where something must be seen.
        """
        if len(typed) > _ROOM * self.most + _BLANKS:
            raise PydanticKnownError("string_too_long", {"max_length": self.most})
        text = self.compose(typed)
        if len(text) > self.most:
            raise PydanticKnownError("string_too_long", {"max_length": self.most})
        if self.shows is not None and not self.shows(text):
            raise PydanticKnownError("missing")
        return text


def line(most: int = LINE, *, is_required: bool = False) -> TextField:
    """A text of one line."""
    return TextField(compose_line, most, _is_seen if is_required else None)


def lines(most: int = LINES, *, is_required: bool = False) -> TextField:
    """A text of several lines."""
    return TextField(compose_lines, most, _is_seen if is_required else None)


def identifier(most: int = CODE, *, is_required: bool = False) -> TextField:
    """A code or number that machines compare: one line, in which each digit and letter has one shape (NFKC)."""
    return TextField(compose_identifier, most, _is_seen if is_required else None)


def compose_identifier(text: str) -> str:
    """The text on one line, its digits and letters of full width as the usual ones (NFKC)."""
    return compose_line(text if text.isascii() else unicodedata.normalize("NFKC", text))


def compose_identity_number(text: str) -> str:
    """The number of somebody's paper: capitals and usual digits, without what only separates them.

    An enterprise's code keeps the hyphen before the three digits of a branch.
    """
    number = compose_identifier(text).upper()
    if not number.isalnum():
        number = "".join(
            character for character in number if unicodedata.category(character)[0] not in "PZ" and character != _MINUS
        )
    branch = _CODE_OF_A_BRANCH.fullmatch(number)
    return f"{branch[1]}-{branch[2]}" if branch else number


def _compose_mail_address(text: str) -> str:
    try:
        return read_address(text) if compose_line(text) else ""
    except MailAddressError as error:
        raise PydanticCustomError("thidua_mail_address", str(error)) from None


def _leave_out_blank(value: object) -> object:
    return None if isinstance(value, str) and is_blank(value) else value


# For `X | None`: forms and spreadsheets send an empty text where nobody typed anything.
BLANK_IS_ABSENT = BeforeValidator(_leave_out_blank)
Line = Annotated[str, line()]
Lines = Annotated[str, lines()]
Code = Annotated[str, identifier()]
PersonName = Annotated[str, line()]
DocumentNumber = Annotated[str, line()]
IdentityNumber = Annotated[str, TextField(compose_identity_number, CODE)]
MailAddress = Annotated[str, TextField(_compose_mail_address, LINE)]
RequiredMailAddress = Annotated[str, TextField(_compose_mail_address, LINE, _is_seen)]
RequiredLine = Annotated[str, line(is_required=True)]
RequiredLines = Annotated[str, lines(is_required=True)]
RequiredCode = Annotated[str, identifier(is_required=True)]
RequiredName = Annotated[str, TextField(compose_line, LINE, has_word)]
RequiredNumber = Annotated[str, TextField(compose_line, LINE, _has_digit)]
