"""Where somebody is led back to who signed in or out: to a page of this site, and nowhere else."""

from urllib.parse import urlsplit

START = "/"
LONGEST = 500


def page_of_this_site(asked: str) -> str:
    """The page that was asked for, or the start page where it is no path of this site."""
    is_plain = asked.isascii() and asked.isprintable() and len(asked) <= LONGEST
    # Browsers take “\” for “/”, and “//host” for another site.
    if not is_plain or not asked.startswith("/") or asked.startswith("//") or "\\" in asked:
        return START
    parts = urlsplit(asked)
    return START if parts.scheme or parts.netloc else asked
