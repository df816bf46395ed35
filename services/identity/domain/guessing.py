"""How wrong passwords are counted: against whoever guesses, never against the owner of the name."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime

from shared.identity.tokens import token_hash
from shared.web.http.admission import network_of

# Wrong passwords per quarter of an hour. An office shares one address.
PAIR_LIMIT = 10
NEAR_LIMIT = 50
ADDRESS_LIMIT = 60
# Past this many wrong passwords from everywhere, a network that the owner never signed in from has only a few each.
NAME_LIMIT = 50
STRANGER_LIMIT = 3
# Links for a new password that may be asked for in a quarter of an hour, for one name from one network and in all
# from one address; how many its owner is sent is limited besides, whoever asks.
RESET_LIMIT = 5
RESET_ADDRESS_LIMIT = 30


@dataclass(frozen=True, slots=True)
class Limit:
    """What is counted under a key, and how many wrong passwords are too many; without `most` it is only counted."""

    key: str
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt under way, counted under its keys until it ends; with `wait`, one that was refused and counts nowhere.

    `ends` is the end of the quarter of an hour that it counts in.
    """

    keys: tuple[str, ...]
    ends: datetime
    wait: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a name before its password is looked at: wrong ones so far, and whether the place is its own.

    `has_places` is whether its owner has signed in from anywhere in the last half year.
    """

    wrong: int
    is_known: bool
    has_places: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Who tries which name from where. Names are only kept hashed: people type their password into the wrong field."""

    name: str
    address: str

    @property
    def name_key(self) -> str:
        """What all wrong passwords of the name are counted under."""
        return f"name/{token_hash(self.name)}"

    @property
    def known_key(self) -> str:
        """What it is remembered under that the owner has signed in from this network."""
        return f"known/{token_hash(f'{self.name} {network_of(self.address)}')}"

    @property
    def owner_key(self) -> str:
        """What it is remembered under that the owner has signed in lately, from anywhere."""
        return f"owner/{token_hash(self.name)}"

    @property
    def reset_limits(self) -> tuple[Limit, ...]:
        """What asking for a new password is measured by: the same for names that nobody has."""
        pair = f"reset/{token_hash(self.name)}/{network_of(self.address)}"
        return Limit(pair, RESET_LIMIT), Limit(f"reset-address/{_place(self.address)}", RESET_ADDRESS_LIMIT)

    def limits(self, standing: Standing) -> tuple[Limit, ...]:
        """What this attempt is measured by, the narrowest first; where the owner is at home, what others do is not."""
        hashed, place = token_hash(self.name), _place(self.address)
        pair, near = f"pair/{hashed}/{place}", f"near/{hashed}/{network_of(self.address)}"
        if standing.is_known:
            return Limit(pair, PAIR_LIMIT), Limit(near, NEAR_LIMIT), Limit(f"address/{place}"), Limit(self.name_key)
        is_besieged = standing.wrong >= NAME_LIMIT
        return (
            Limit(pair, PAIR_LIMIT),
            Limit(f"address/{place}", ADDRESS_LIMIT),
            Limit(near, STRANGER_LIMIT if is_besieged else NEAR_LIMIT),
            Limit(self.name_key),
        )


def _place(address: str) -> str:
    # An IPv6 subscriber has a /64 to choose addresses from, an IPv4 one a single address.
    network = network_of(address)
    if not network.endswith("/24"):
        return network
    parsed = ipaddress.ip_address(address)
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return str(mapped or parsed)
