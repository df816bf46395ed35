"""Keys and nominees as the tests of identity use them."""

from pydantic import SecretStr

from shared.nominees.keyed import IdentityKeys

SECRET, EARLIER_SECRET = "of this deployment " * 3, "before it was changed " * 3
KEY = SecretStr(SECRET)
KEYS = IdentityKeys((SECRET.encode(),))
EARLIER_KEYS = IdentityKeys((EARLIER_SECRET.encode(),))
BOTH_KEYS = IdentityKeys((SECRET.encode(), EARLIER_SECRET.encode()))
