"""Lists from people: never longer than they may be, and read only until there is enough to mend."""

from dataclasses import dataclass
from typing import Literal

from pydantic import GetCoreSchemaHandler, ValidationError, ValidatorFunctionWrapHandler
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError, core_schema

# Nobody mends more at once, and each costs a thousand bytes.
MOST_FAULTS = 200


@dataclass(frozen=True)
class AtMost:
    """For `Annotated[tuple[…, ...], …]`: how many entries there may be.

    Pydantic's own `max_length` counts only the sound entries, after all have been looked at: a list of two hundred
    thousand empty ones passes it, with a million faults in memory. Here the length is looked at first, and entries are
    read one after the other only until there are as many faults as people are told.

    `sentence` says what to do instead of the usual words, with `{count}` and `{most}`.
    """

    most: int
    least: Literal[0, 1] = 0
    sentence: str = ""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """How pydantic reads the field: the bounds lie inside, so that the description tells them."""
        schema = handler(source)
        if schema["type"] != "tuple" or schema.get("variadic_item_index") != 0:
            raise TypeError("AtMost bounds tuples of any length")
        bounded = core_schema.tuple_schema(
            schema["items_schema"], variadic_item_index=0, min_length=self.least or None, max_length=self.most
        )
        return core_schema.no_info_wrap_validator_function(self.read, bounded)

    def read(self, given: object, handler: ValidatorFunctionWrapHandler) -> object:
        """The list.

        Raises:
            PydanticKnownError: It is longer than it may be.
            PydanticCustomError: The same, where there is a sentence for it.
            ValidationError: Entries are to be mended; those after the first two hundred faults are not looked at.
        """
        if not isinstance(given, list | tuple):
            return handler(given)
        if len(given) > self.most:
            raise self._too_long(len(given))
        faults, sound = 0, list[object]()
        for place in range(len(given)):
            try:
                sound += handler(given[place : place + 1])
            except ValidationError as error:
                faults += error.error_count()
                if faults >= MOST_FAULTS:
                    # Read again as a whole: the places of the faults are then those in the list.
                    return handler(given[: place + 1])
        return handler(given) if faults or not given else tuple(sound)

    def _too_long(self, count: int) -> PydanticKnownError | PydanticCustomError:
        if self.sentence:
            return PydanticCustomError(
                "thidua_too_long", "{told}", {"told": self.sentence.format(count=count, most=self.most)}
            )
        bounds = {"field_type": "List", "max_length": self.most, "actual_length": count}
        return PydanticKnownError("too_long", bounds)
