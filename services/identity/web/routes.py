"""All routes of identity, in the order in which they are described and tried."""

from collections.abc import Sequence

from fastapi import APIRouter

from services.identity.web.api import (
    account,
    authorisations,
    mail_confirmations,
    password_resets,
    second_factor,
    sessions,
)
from services.identity.web.pages import account as account_pages
from services.identity.web.pages import (
    account_access,
    account_imports,
    accounts,
    administration,
    audit,
    bodies,
    hand_overs,
    mail_confirmation,
    password,
    roles,
    sign_in,
)
from services.identity.web.pages import authorisations as authorisation_pages
from services.identity.web.pages import second_factor as second_factor_pages

_NOUNS = (
    *(sessions, account, second_factor, password_resets, mail_confirmations, authorisations),
    *(sign_in, password, account_pages, second_factor_pages, mail_confirmation),
    # An address without a name in it comes before one that has one in its place.
    *(administration, account_imports, accounts, account_access, hand_overs, authorisation_pages, bodies, roles, audit),
)
ROUTERS: Sequence[APIRouter] = tuple(noun.router for noun in _NOUNS)
