"""Mutations of how things are found: a search that finds nothing any more must not pass for one that keeps a secret."""

from tests.mutations.mutation import Edit, Mutation

_LINKS = "tests/integration/intake/test_mail_links.py"
_LAYOUT = "shared/mails/letter_layout.py"
_ISOLATION = "tests/attack/test_isolation.py::test_the_owner_and_the_authority_find_it_by_every_search"

FINDING = (
    Mutation(
        "search-of-cases-renamed",
        "a case is found by the parameter that the description names",
        (
            Edit(
                "services/appraisal/web/api/worklist.py",
                'class FilterQuery(Body, SearchQuery):\n    """Which cases to show."""\n',
                'class FilterQuery(Body):\n    """Which cases to show."""\n\n    tim: Code = ""\n',
            ),
            Edit("services/appraisal/web/api/worklist.py", "text=self.search,", "text=self.tim,"),
        ),
        (_ISOLATION,),
    ),
    Mutation(
        "search-of-dossiers-renamed",
        "a dossier is found by the parameter that the description names",
        (
            Edit(
                "shared/web/api/paging.py",
                "    search: SearchText",
                "    tim: SearchText",
            ),
            Edit("services/intake/web/api/dossiers.py", "self.award_form, self.search,", "self.award_form, self.tim,"),
        ),
        (_ISOLATION,),
    ),
    Mutation(
        "link-to-a-dossier-broken",
        "a mail's link to a dossier opens the dossier's page",
        (Edit(_LAYOUT, "/ho-so/{number}", "/hoso/{number}"),),
        (f"{_LINKS}::test_every_link_of_a_mail_opens_for_its_recipient",),
    ),
    Mutation(
        "link-to-a-nomination-broken",
        "a mail's link to a nomination opens the nomination's page",
        (Edit(_LAYOUT, "/de-nghi/{number}", "/denghi/{number}"),),
        (f"{_LINKS}::test_every_link_of_a_mail_opens_for_its_recipient",),
    ),
    Mutation(
        "link-that-ends-any-digest",
        "a link ends the digest of the one account that it was made for",
        (Edit("shared/identity/digest_links.py", "_PURPOSE + account, sha256", "_PURPOSE, sha256"),),
        ("tests/unit/notifier/test_digest_links.py",),
    ),
    Mutation(
        "number-typed-as-shown-only",
        "a number is found however it was typed",
        (Edit("shared/text/numbering.py", ".translate(_LOOKALIKES)", ""),),
        ("tests/unit/text/test_numbering.py",),
    ),
    Mutation(
        "report-counted-again",
        "a report of a mail that came back counts once, also after the mail was sent again",
        (
            Edit(
                "services/notifier/application/trouble.py",
                "        if knows_return(mail, report):\n            return mail\n        at = self.now()\n",
                "        at = self.now()\n",
            ),
        ),
        ("tests/integration/notifier/test_returning.py",),
    ),
    Mutation(
        "order-to-send-again-for-an-outdated-mail",
        "an operator's order counts for the mail as they saw it",
        (
            Edit(
                "services/notifier/application/trouble.py",
                "        _refuse_outdated(mail, version)\n        known = ",
                "        known = ",
            ),
        ),
        ("tests/integration/notifier/test_marking.py",),
    ),
    Mutation(
        "results-after-progress",
        "a letter about many nominations tells results first",
        (Edit("shared/mails/stories.py", "list(Group).index(group)", "-list(Group).index(group)"),),
        ("tests/unit/notifier/test_letters.py",),
    ),
)
