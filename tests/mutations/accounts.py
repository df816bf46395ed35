"""Mutations of the mails about accounts: whom a link serves, how long, and what goes out twice."""

from tests.mutations.mutation import Edit, Mutation

_RESETTING = "services/identity/application/resetting_password.py"
_CHANGING = "services/identity/application/changing_mail.py"
_SENDING = "services/identity/application/sending.py"
_TEST = "tests/unit/identity/test_account_mails.py"


def _one(name: str, breaks: str, edit: Edit) -> Mutation:
    return Mutation(name, breaks, (edit,), (_TEST,))


ACCOUNT_MAILS = (
    _one(
        "link-outlives-a-lock",
        "a link ends with whatever changes the account's credentials, a lock too",
        Edit(
            _RESETTING,
            "account is None or not is_fit or account.credential_version != link.credential_version",
            "account is None",
        ),
    ),
    _one(
        "link-to-an-old-address",
        "a link for a new password ends when mails go elsewhere",
        Edit(_RESETTING, "return (link, account) if account.mail == link.address else None", "return (link, account)"),
    ),
    _one(
        "link-without-end",
        "a link serves for its time only",
        Edit(
            "services/identity/domain/account_mails.py",
            "return self.ends_at is not None and at < self.ends_at",
            "return True",
        ),
    ),
    _one(
        "confirmation-resets-a-password",
        "the link of one kind of mail does not serve for another",
        Edit(_RESETTING, "link.kind not in SETTING_PASSWORDS or ", ""),
    ),
    _one(
        "confirmation-against-an-administrator",
        "an address that was changed meanwhile stays",
        Edit(
            _CHANGING,
            'return (link, account) if (account.mail or "") == link.former else None',
            "return (link, account)",
        ),
    ),
    _one(
        "another-link-each-time",
        "the mail that goes out again is the same",
        Edit(
            _SENDING,
            "self.vault.mark(link_purpose(mail.kind), mail.id)",
            "self.vault.mark(link_purpose(mail.kind), mail.id, str(mail.attempts))",
        ),
    ),
    _one(
        "sent-and-sent-again",
        "what the mail server took is not sent again",
        Edit(_SENDING, "await self._settle(begun, confirm(begun))", "await self._settle(begun, begun)"),
    ),
    _one(
        "owner-flooded",
        "an account is sent few links, whoever asks",
        Edit(_SENDING, 'return "often" if sent >= MOST_RESETS else ""', 'return ""'),
    ),
    _one(
        "known-by-name",
        "of a name that was typed nothing readable is kept",
        Edit(
            _SENDING, 'details |= {"name_mark": self.vault.mark(MARK_PURPOSE, name)[:16]}', 'details |= {"name": name}'
        ),
    ),
)
