"""The legal basis in words: what a rule set abbreviates is spelt out for people who do not have it before them."""

from shared.rules.rule_set import Citation, RuleSet


def spell_basis(rules: RuleSet, basis: str) -> str:
    """The basis with its laws and plan by name, articles and sections first; what is no abbreviation stays as it is.

    “KH V.1, V.2” becomes “mục V.1 (…) và mục V.2 (…) của Kế hoạch …”.
    """
    return "; ".join(_spell(rules.citations, clause.strip()) for clause in basis.split(";") if clause.strip())


def _spell(citations: tuple[Citation, ...], clause: str) -> str:
    found = next((one for one in citations if f"{clause} ".startswith(f"{one.short} ")), None)
    if found is None:
        return clause
    places = [place.strip() for place in clause.removeprefix(found.short).split(",") if place.strip()]
    if not places:
        return found.name
    if not found.sections:
        return f"{', '.join(places)} {found.name}"
    return f"{_and([_section(found, place) for place in places])} của {found.name}"


def _section(citation: Citation, place: str) -> str:
    heading = citation.sections.get(place)
    return f"mục {place} ({heading})" if heading else f"mục {place}"


def _and(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} và {parts[-1]}"
