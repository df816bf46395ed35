"""Who may have how many streams open."""

from uuid import UUID, uuid4

import pytest

from services.intake.application.stream_limits import StreamLimits
from shared.refusals import TooManyError, UnavailableError

ONE = UUID(int=1)


def test_an_account_has_no_more_than_its_own_and_others_go_on() -> None:
    places = StreamLimits(10, each=3, same=10)
    for _ in range(3):
        places.take("an", uuid4())

    with pytest.raises(TooManyError, match="tối đa"):
        places.take("an", uuid4())
    places.take("bình", uuid4())


def test_one_nomination_is_followed_in_a_few_windows_at_most() -> None:
    places = StreamLimits(10, each=10, same=2)
    for _ in range(2):
        places.take("an", ONE)

    with pytest.raises(TooManyError, match="một đề nghị"):
        places.take("an", ONE)
    places.take("an", UUID(int=2))


def test_a_place_given_back_twice_is_free_once() -> None:
    places = StreamLimits(2, each=2, same=2)
    first = places.take("an", ONE)
    places.take("an", ONE)

    first()
    first()
    places.take("an", ONE)

    with pytest.raises(UnavailableError):
        places.take("bình", ONE)
