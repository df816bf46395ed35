"""Mutations of how messages, writes and mails are kept safe: the list of reliability, §9.5."""

from tests.mutations.mutation import Edit, Mutation

_CONSUMER = "tests/integration/messaging/test_consumer.py"
_CRASHES = "tests/integration/messaging/test_crashes.py"
_RELAY = "tests/integration/messaging/test_relay.py"
_STORAGE = "tests/integration/appraisal/test_storage.py"

MESSAGES = (
    Mutation(
        name="ack-before-commit",
        breaks="a message is acknowledged only when what it brought is stored",
        edits=(
            Edit(
                "shared/messaging/consumer/consumer.py",
                "        verdict = await judge(self._handlers, incoming)\n        if verdict.fate is Fate.HOLD:\n",
                "        await raw.ack()\n        verdict = await judge(self._handlers, incoming)\n"
                "        if verdict.fate is Fate.HOLD:\n",
            ),
            Edit(
                "shared/messaging/consumer/disposing.py",
                "            await raw.ack()\n",
                "            await asyncio.sleep(0)\n",
            ),
        ),
        caught_by=(f"{_CRASHES}::test_a_consumer_that_died_is_continued_by_the_next",),
    ),
    Mutation(
        name="drop-before-confirm",
        breaks="a message leaves the outbox only when the broker has confirmed it",
        edits=(
            Edit(
                "shared/messaging/relay/publishing.py",
                '            checkpoint("relay.before_publish")\n',
                '            lane.confirmed.add(message.id)\n            checkpoint("relay.before_publish")\n',
            ),
        ),
        caught_by=(
            f"{_RELAY}::test_an_unroutable_message_goes_once_a_queue_is_bound",
            f"{_RELAY}::test_a_full_queue_takes_the_rest_later",
        ),
    ),
    Mutation(
        name="nack-ignored",
        breaks="a message that a full queue refused is published again",
        edits=(Edit("shared/messaging/link.py", "return Published.REJECTED", "return Published.CONFIRMED"),),
        caught_by=(f"{_RELAY}::test_a_full_queue_takes_the_rest_later",),
    ),
    Mutation(
        name="what-connects-is-left-to-itself",
        breaks="a consumer stopped while it connects leaves nothing behind that goes on connecting",
        edits=(
            Edit(
                "shared/messaging/consumer/subscription.py",
                "                    await asyncio.gather(starting, return_exceptions=True)\n",
                "                    starting.cancel()\n",
            ),
        ),
        caught_by=("tests/unit/messaging/test_stopping.py",),
    ),
    Mutation(
        name="cancellation-told-once",
        breaks="a loop ends also where a library swallowed its cancellation",
        edits=(Edit("shared/messaging/supervision.py", "timeout=again_after", "timeout=None"),),
        caught_by=("tests/unit/messaging/test_supervision.py",),
    ),
    Mutation(
        name="return-ignored",
        breaks="a message that no queue takes is known as such and stays",
        edits=(Edit("shared/messaging/link.py", "on_return_raises=True", "on_return_raises=False"),),
        caught_by=(f"{_RELAY}::test_an_unroutable_message_goes_once_a_queue_is_bound",),
    ),
    Mutation(
        name="relay-catches-exception-only",
        breaks="a cancellation from within a library does not end a loop for ever",
        edits=(
            Edit(
                "shared/messaging/supervision.py",
                '            if is_cancelled():\n                raise\n            why = "cancelled from within"\n',
                "            raise\n",
            ),
        ),
        caught_by=("tests/unit/messaging/test_supervision.py",),
    ),
    Mutation(
        name="consumer-drains-before-it-cancels",
        breaks="a process that stops takes no more messages first, so that no delivery of what waits is burnt",
        edits=(
            Edit(
                "shared/messaging/consumer/consumer.py",
                "        if self._subscription is not None:\n            await self._subscription.cancel()\n"
                "        if self._running:\n            await asyncio.wait(self._running, timeout=_DRAIN_SECONDS)\n",
                "        if self._running:\n            await asyncio.wait(self._running, timeout=_DRAIN_SECONDS)\n"
                "        if self._subscription is not None:\n            await self._subscription.cancel()\n",
            ),
        ),
        caught_by=(f"{_CONSUMER}::test_stopping_takes_no_more_and_burns_no_delivery",),
    ),
    Mutation(
        name="unlimited-prefetch",
        breaks="a consumer has no more messages in hand than it was told",
        edits=(
            Edit(
                "shared/messaging/consumer/subscription.py",
                "Channel(prefetch_count=prefetch, publisher_confirms=False)",
                "Channel(publisher_confirms=False)",
            ),
        ),
        caught_by=(f"{_CONSUMER}::test_stopping_takes_no_more_and_burns_no_delivery",),
    ),
)

WRITES = (
    Mutation(
        name="w-1",
        breaks="a write is reported only when a majority has journaled it",
        edits=(Edit("shared/mongo/client.py", 'w="majority"', "w=1"),),
        caught_by=("tests/unit/mongo/test_client.py",),
    ),
    Mutation(
        name="inbox-check-removed-in-intake",
        breaks="a fact enters a nomination's history once",
        edits=(
            Edit(
                "services/intake/domain/incoming_facts.py",
                "        return None\n    require_competent(",
                "        pass\n    require_competent(",
            ),
        ),
        caught_by=("tests/unit/intake/test_incoming_facts.py", "tests/model/test_system.py"),
    ),
    Mutation(
        name="inbox-check-removed-in-appraisal",
        breaks="work that comes twice opens one case",
        edits=(
            Edit(
                "services/appraisal/application/incoming_work.py",
                "            count_duplicate(work.type)\n            return\n        # StaleError",
                "            raise StaleError(str(work.step))\n        # StaleError",
            ),
        ),
        caught_by=("tests/unit/appraisal/test_use_cases.py", "tests/model/test_system.py"),
    ),
    Mutation(
        name="changes-dated-by-each-level-s-own-clock",
        breaks="what is said later of a nomination is dated later, and so mailed later, though clocks are apart",
        edits=(
            Edit(
                "services/intake/domain/announcements.py",
                "entry.at + (last - place) * _APART",
                "entries[-1].at",
            ),
        ),
        caught_by=("tests/unit/intake/test_incoming_facts.py",),
    ),
    Mutation(
        name="inbox-check-removed-in-notifier",
        breaks="a change that the ledger covers is not told again",
        edits=(
            Edit(
                "services/notifier/application/entering.py",
                "if cover_key(fact, key) not in covered)",
                "if key not in covered)",
            ),
        ),
        caught_by=("tests/model/test_system.py", "tests/unit/notifier/test_model.py"),
    ),
    Mutation(
        name="case-saved-without-version-and-state",
        breaks="an outcome is a compare-and-set on the case that was decided upon",
        edits=(
            Edit(
                "services/appraisal/adapters/cases.py",
                'guard: Document = {"_id": str(before.key), "version": before.version, "state": before.state.value}',
                'guard: Document = {"_id": str(before.key)}',
            ),
        ),
        caught_by=(f"{_STORAGE}::test_a_change_decided_on_an_older_version_is_refused_whole",),
    ),
    Mutation(
        name="nomination-saved-without-version",
        breaks="a change of a nomination is a compare-and-set on its version",
        edits=(
            Edit(
                "services/intake/adapters/nominations.py",
                'return {"_id": nomination.id, "version": change.before.version, **_waiting_guard',
                'return {"_id": nomination.id, **_waiting_guard',
            ),
        ),
        caught_by=("tests/integration/intake/test_applying.py::test_facts_applied_by_two_processes_at_once_all_enter",),
    ),
    Mutation(
        name="outbox-outside-the-write",
        breaks="state and outgoing messages are one write",
        edits=(
            Edit(
                "services/appraisal/adapters/cases.py",
                'merge_update({"$set": to_fields(decided.after)}, outbox_on_update(messages, at))',
                '{"$set": to_fields(decided.after)}',
            ),
            Edit(
                "services/appraisal/adapters/cases.py",
                "outbox_on_insert, outbox_on_update",
                "outbox_on_insert",
            ),
        ),
        caught_by=("tests/integration/appraisal/test_cases_api.py::test_the_outcome_and_its_messages_are_one_write",),
    ),
)

MAILS = (
    Mutation(
        name="ledger-written-after-smtp",
        breaks="the ledger knows of a content before the mail server may have it",
        edits=(
            Edit(
                "services/notifier/application/sending.py",
                "        await self.ledger.save(mail, in_data, at=self.now())\n"
                '        self.checkpoint("notifier.data")\n'
                "        try:\n            await self._hand_over(in_data, line)\n",
                '        self.checkpoint("notifier.data")\n'
                "        try:\n            await self._hand_over(in_data, line)\n"
                "            await self.ledger.save(mail, in_data, at=self.now())\n",
            ),
        ),
        caught_by=("tests/model/test_system.py", "tests/unit/notifier/test_model.py"),
    ),
    Mutation(
        name="lost-worker-leaves-no-doubt",
        breaks="a mail whose worker died in the content is marked when it is sent again",
        edits=(
            Edit(
                "services/notifier/domain/mails.py",
                'replace(moved, is_doubtful=True, reason="worker lost after DATA")',
                'replace(moved, reason="worker lost after DATA")',
            ),
        ),
        caught_by=("tests/unit/notifier/test_mails.py", "tests/model/test_system.py"),
    ),
    Mutation(
        name="mail-overtakes",
        breaks="within a thread the earlier mail goes first",
        edits=(
            Edit(
                "services/notifier/application/sending.py",
                "elif ahead := await self.ledger.ahead(mail):",
                "elif mail.due_at > self.now() and (ahead := await self.ledger.ahead(mail)):",
            ),
        ),
        caught_by=("tests/model/test_system.py",),
    ),
    Mutation(
        name="mail-does-not-wait-for-its-predecessor",
        breaks="a change that is told after another waits for that one, while it has no mail yet",
        edits=(
            Edit(
                "services/notifier/application/sending.py",
                "if mail.keys_before <= await self.ledger.covered(mail.keys_before):",
                "if mail.keys_before:",
            ),
        ),
        caught_by=("tests/unit/notifier/test_order.py", "tests/model/test_system.py"),
    ),
    Mutation(
        name="mail-waits-for-its-predecessor-for-ever",
        breaks="no mail is lost for the sake of order: it waits for what never comes no longer than it was told",
        edits=(
            Edit(
                "services/notifier/application/sending.py",
                "if mail.waits_until is None or mail.waits_until <= now:",
                "if mail.waits_until is None:",
            ),
        ),
        caught_by=("tests/unit/notifier/test_order.py",),
    ),
    Mutation(
        name="late-change-finds-no-mail-to-join",
        breaks="a change that comes late joins the untried mail that tells of the next",
        edits=(
            Edit(
                "services/notifier/adapters/ledger.py",
                "later = [place for place in queue if place.is_untried and place.tells_later(fact)]",
                "later = [place for place in queue if place.is_untried and place.tells_earlier(fact)]",
            ),
        ),
        caught_by=("tests/integration/notifier/test_ledger.py",),
    ),
    Mutation(
        name="change-joins-a-mail-before-its-predecessors",
        breaks="a change goes after what its nomination was told of before",
        edits=(
            Edit(
                "services/notifier/adapters/ledger.py",
                "behind = _covered_until(fact, _closed(queue))",
                "behind = _EVER",
            ),
        ),
        caught_by=("tests/integration/notifier/test_ledger.py",),
    ),
    Mutation(
        name="place-is-found-before-the-other-mail-is-closed",
        breaks="a change goes before a later one that joined another mail of the thread until the last moment",
        edits=(
            Edit(
                "services/notifier/adapters/ledger.py",
                "await self._close_full(mail, queue)\n                    return False",
                "await self._close_full(mail, queue)",
            ),
        ),
        caught_by=("tests/integration/notifier/test_ledger.py",),
    ),
    Mutation(
        name="mail-put-off-behind-one-settled",
        breaks="a mail waits no longer than for what is told before it",
        edits=(
            Edit(
                "services/notifier/application/sending.py",
                "if not await self.ledger.ahead(mail):",
                "if False:",
            ),
        ),
        caught_by=("tests/unit/notifier/test_order.py",),
    ),
    Mutation(
        name="new-mail-stands-before-its-predecessors",
        breaks="a new mail goes after those that tell of its nominations' earlier changes",
        edits=(
            Edit(
                "services/notifier/adapters/ledger.py",
                "covered_until = _covered_until(mail.facts[0], queue)",
                "covered_until = _EVER",
            ),
        ),
        caught_by=("tests/integration/notifier/test_ledger.py",),
    ),
    Mutation(
        name="change-does-not-name-its-predecessor",
        breaks="what is said of a nomination names what was said of it before",
        edits=(Edit("services/intake/domain/announcements.py", "ordered[:place] if _is_mailed(entry)", "()"),),
        caught_by=("tests/unit/intake/test_announcements.py",),
    ),
    Mutation(
        name="receipt-tells-only-the-unit",
        breaks="each change is told to everybody who must be told",
        edits=(
            Edit(
                "shared/mails/recipients.py",
                "    return (Recipient((*first.keys, *unreachable), first.address, first.name), *rest)\n",
                "    return (Recipient((*first.keys, *unreachable), first.address, first.name), *rest[1:])\n",
            ),
        ),
        caught_by=("tests/unit/notifier/test_recipients.py", "tests/model/test_system.py"),
    ),
    Mutation(
        name="preview-in-words-of-another-step",
        breaks="the mail that is shown before an outcome is the mail that arrives",
        edits=(
            Edit(
                "services/appraisal/application/mail_preview.py",
                "form_at(case.slip, case.key.step)",
                "case.slip[-1].award_form",
            ),
        ),
        caught_by=("tests/unit/appraisal/test_mail_preview.py", "tests/journey/test_mail_previews.py"),
    ),
)

DELIVERY = (*MESSAGES, *WRITES, *MAILS)
