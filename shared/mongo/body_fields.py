"""Authorities, communes and units as documents of the directory."""

from datetime import date

from shared.directory.bodies import Authority, Commune, Unit
from shared.mongo.client import Document


def authority_fields(authority: Authority) -> Document:
    """All fields of an authority."""
    fields: Document = {
        "_id": authority.code,
        "name": authority.name,
        "short_name": authority.short_name,
        "levels": [level.value for level in authority.levels],
        "head_title": authority.head_title,
        "parent": authority.parent,
        "block": authority.block,
        "sign": authority.sign,
        "schema": 1,
    }
    former = [
        {
            "ends_on": each.ends_on.isoformat(),
            "name": each.name,
            "short_name": each.short_name,
            "head_title": each.head_title,
        }
        for each in authority.former
    ]
    return (
        fields
        | _days(authority.begins_on, authority.ends_on, authority.successor)
        # The index over it is sparse.
        | ({"worked_by": authority.worked_by} if authority.worked_by else {})
        | ({"former": former} if former else {})
    )


def commune_fields(commune: Commune) -> Document:
    """All fields of a commune."""
    return {
        "_id": commune.code,
        "name": commune.name,
        "kind": commune.kind,
        "district": commune.district,
        "schema": 1,
    } | _days(commune.begins_on, commune.ends_on, commune.successor)


def unit_fields(unit: Unit) -> Document:
    """All fields of a unit."""
    return {
        "_id": unit.code,
        "name": unit.name,
        "kind": unit.kind.value,
        "managed_by": unit.managed_by,
        "commune": unit.commune,
        "mailbox": unit.mailbox,
        "active": unit.active,
        "schema": 1,
    } | _days(None, unit.ends_on, unit.successor)


def _days(begins_on: date | None, ends_on: date | None, successor: str | None) -> Document:
    # Absent rather than empty: what is searched are the few that end.
    return {
        **({"begins_on": begins_on.isoformat()} if begins_on else {}),
        **({"ends_on": ends_on.isoformat()} if ends_on else {}),
        **({"successor": successor} if successor else {}),
    }
