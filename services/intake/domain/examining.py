"""What intake alone can find of a nomination, since it alone has the identity number and sees all units."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from services.intake.domain.duplicates import Known, duplicate_findings, earlier_keys
from shared.events.content import Finding, KeyedIdentity, NominationContent
from shared.nominees.citizen_number import citizen_number_findings
from shared.nominees.keyed import IdentityKeys
from shared.nominees.lookup import sought_keys
from shared.nominees.matching import Traits, traits_of


@dataclass(frozen=True)
class Examined:
    """A nomination with what leaves intake of its identity number, and by what others of the nominee are sought."""

    content: NominationContent
    identity: KeyedIdentity | None
    traits: Traits
    keys: tuple[str, ...]

    def findings(self, known: Mapping[str, tuple[Known, ...]]) -> tuple[Finding, ...]:
        """What the level is told; `known` are other nominations by the keys that lead to them."""
        nominee, achievement = self.content.nominee, self.content.achievement
        return (*citizen_number_findings(nominee), *duplicate_findings(self.traits, achievement, self._others(known)))

    def _others(self, known: Mapping[str, tuple[Known, ...]]) -> Iterator[Known]:
        seen: set[str] = set()
        for key in self.keys:
            for other in known.get(key, ()):
                if other.number not in seen:
                    seen.add(other.number)
                    yield other


def examine(content: NominationContent, identity_keys: IdentityKeys, *, with_earlier: bool = False) -> Examined:
    """The nomination, ready to be compared and handed over; `with_earlier` while some are kept as they once were."""
    identity = identity_keys.keyed(content.nominee)
    traits = traits_of(content.nominee, identity)
    once = earlier_keys(content.nominee) if with_earlier else ()
    return Examined(content, identity, traits, (*sought_keys(traits), *once))


def keys_of(examined: Iterable[Examined]) -> frozenset[str]:
    """All keys by which others of these nominees are sought."""
    return frozenset(key for one in examined for key in one.keys)


def without(numbers: Collection[str], known: Mapping[str, tuple[Known, ...]]) -> Mapping[str, tuple[Known, ...]]:
    """What is known but for the nominations of these numbers: nobody is a duplicate of oneself."""
    if not numbers:
        return known
    return {key: tuple(one for one in others if one.number not in numbers) for key, others in known.items()}


def content_for_levels(content: NominationContent) -> NominationContent:
    """What a level is sent: everything but the identity number, in whose place it gets the keyed one."""
    nominee = content.nominee.model_copy(update={"identity_number": None})
    return content.model_copy(update={"nominee": nominee})
