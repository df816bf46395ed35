"""What intake alone can find of a nomination, since it alone has the identity number and sees all units."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from services.intake.domain.duplicates import Known, duplicate_findings, earlier_keys
from services.intake.domain.nomination import Nomination
from shared.events.content import Finding, KeyedIdentity, NominationContent
from shared.events.work import IdentityKeyed
from shared.nominees.citizen_number import citizen_number_findings
from shared.nominees.keyed import IdentityKeys
from shared.nominees.lookup import sought_keys
from shared.nominees.matching import Traits, traits_of


@dataclass(frozen=True)
class Examination:
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


def examine(content: NominationContent, identity_keys: IdentityKeys, *, with_earlier: bool = False) -> Examination:
    """The nomination, ready to be compared and handed over; `with_earlier` while some are kept as they once were."""
    identity = identity_keys.keyed(content.nominee)
    traits = traits_of(content.nominee, identity)
    once = earlier_keys(content.nominee) if with_earlier else ()
    return Examination(content, identity, traits, (*sought_keys(traits), *once))


def keys_of(examined: Iterable[Examination]) -> frozenset[str]:
    """All keys by which others of these nominees are sought."""
    return frozenset(key for examination in examined for key in examination.keys)


def without(numbers: Collection[str], known: Mapping[str, tuple[Known, ...]]) -> Mapping[str, tuple[Known, ...]]:
    """What is known but for the nominations of these numbers: nobody is a duplicate of oneself."""
    if not numbers:
        return known
    return {key: tuple(other for other in others if other.number not in numbers) for key, others in known.items()}


def content_for_levels(content: NominationContent) -> NominationContent:
    """What a level is sent: everything but the identity number, in whose place it gets the keyed one."""
    nominee = content.nominee.model_copy(update={"identity_number": None})
    return content.model_copy(update={"nominee": nominee})


def announce_identity(nomination: Nomination, identity_keys: IdentityKeys) -> tuple[IdentityKeyed, ...]:
    """What each level on the nomination's way is told, once for each key; nothing where there is no number.

    The nomination is signed already, with what stands for the number from now on.
    """
    identity = identity_keys.keyed(nomination.content.nominee)
    if identity is None:
        return ()
    levels = dict.fromkeys(step.level for step in nomination.slip)
    return tuple(
        IdentityKeyed(
            nomination_id=nomination.id,
            version=nomination.version,
            to_level=level,
            identity=identity,
            signature=nomination.signature,
        )
        for level in levels
    )
