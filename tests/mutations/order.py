"""Broken order: what is told otherwise than it happened."""

from tests.mutations.mutation import Edit, Mutation

ORDER = (
    Mutation(
        name="fact-does-not-wait-for-the-one-before-it",
        breaks="however facts arrive, a nomination's story is told in the order of its levels",
        edits=(
            Edit(
                "services/intake/domain/incoming_facts.py",
                "    if is_known(nomination.history, nomination.slip, report.position.step, report.follows):\n"
                "        return _take_up_followers",
                "    if report.follows >= 0:\n        return _take_up_followers",
            ),
        ),
        caught_by=("tests/unit/intake/test_order.py", "tests/model/test_system.py"),
    ),
    Mutation(
        name="told-after-what-came-before",
        breaks="what is said of a change names what happened before it, not what came before it",
        edits=(
            Edit(
                "services/intake/domain/announcements.py",
                "newest, ordered = nomination.history[-1], put_in_order(nomination.history)",
                "newest, ordered = nomination.history[-1], nomination.history",
            ),
        ),
        caught_by=("tests/unit/intake/test_order.py",),
    ),
    Mutation(
        name="kept-fact-is-stranded",
        breaks="a fact that is kept while the one before it is applied elsewhere is not forgotten by that",
        edits=(
            Edit(
                "services/intake/adapters/nominations.py",
                '"version": change.before.version, **_waiting_guard(change.before)}',
                '"version": change.before.version}',
            ),
        ),
        caught_by=("tests/integration/intake/test_order.py",),
    ),
    Mutation(
        name="history-is-shown-as-it-came",
        breaks="what came late is shown where it belongs",
        edits=(
            Edit(
                "services/intake/web/api/nominations.py",
                "for entry in put_in_order(nomination.history)]",
                "for entry in nomination.history]",
            ),
        ),
        caught_by=("tests/unit/intake/test_order.py",),
    ),
    Mutation(
        name="mails-order-changes-as-they-came",
        breaks="a mail that tells of several changes of a nomination tells them as they happened",
        edits=(
            Edit(
                "services/notifier/domain/facts.py",
                "else (fact.place, fact.version)",
                'else ("", fact.version)',
            ),
        ),
        caught_by=("tests/unit/notifier/test_order.py",),
    ),
)
