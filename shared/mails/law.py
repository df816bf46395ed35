"""What letters take from the rule sets: a legal basis in words, and how to object to a refusal."""

from dataclasses import dataclass

from shared.clock.days import day_of
from shared.events.nominations import NominationDeclined, NominationFact
from shared.rules.explaining import explain_objection, spell_basis
from shared.rules.loading import RuleSets
from shared.rules.rule_set import RuleSet


@dataclass(frozen=True)
class Law:
    """The rule sets, asked on behalf of a fact."""

    rule_sets: RuleSets

    def spell_basis(self, fact: NominationDeclined) -> str:
        """The basis of the refusal, without abbreviations."""
        rules = self._rules_of(fact)
        return spell_basis(rules, fact.basis) if rules else fact.basis

    def explain_objection(self, fact: NominationDeclined) -> str:
        """How and until when the unit may object, or whom to ask where that is open."""
        return explain_objection(self._rules_of(fact), fact.authority.name, day_of(fact.at))

    def _rules_of(self, fact: NominationFact) -> RuleSet | None:
        if fact.rule_set:
            return self.rule_sets.entries.get(fact.rule_set)
        # Facts of earlier versions do not name it: then it is the one that can be meant, if it is only one.
        found = self.rule_sets.all_in_force(day_of(fact.at))
        return found[0] if len(found) == 1 else None
