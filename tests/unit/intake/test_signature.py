"""Intake signs what it receives, and anew whatever it says otherwise later; the levels ahead are told."""

from dataclasses import replace

from services.intake.domain.examination import announce_identity, content_for_levels
from services.intake.domain.nomination import Nomination
from services.intake.domain.receipt import first_work
from services.intake.domain.signature import announce_signature, levels_ahead, sign, sign_anew
from services.intake.domain.supplement import supplement
from shared.events.cases import CaseReturned
from shared.events.content import Finding
from shared.events.words import Level
from shared.events.work import WorkHandedOver, WorkSigned, WorkSupplemented
from shared.signing.statement import Statement
from tests.unit.intake.samples import CONTENT, NOW, a_nomination, apply_all, case_fact
from tests.unit.nominees.samples import KEYS
from tests.unit.signing.samples import OTHERS_KEY, SIGNING_KEY

IDENTITY = KEYS.keyed(CONTENT.nominee)
REPEATED = Finding(code="to-trinh-nop-lai", message="Tờ trình này đã nộp.")
WARNED = Finding(code="trung-dang-xet", message="Đối tượng còn ở một đề nghị khác.")


def received_and_signed() -> Nomination:
    return sign(a_nomination(), SIGNING_KEY, NOW, identity=IDENTITY, found=[REPEATED, WARNED])


def is_signed(nomination: Nomination, work: WorkHandedOver | WorkSupplemented) -> bool:
    """Whether a level that gets the work finds it signed."""
    assert work.signature is not None
    said = Statement(
        nomination.id,
        nomination.number,
        nomination.dossier,
        nomination.slip,
        work.content,
        work.identity,
        work.signature.findings,
        work.signature.revision,
        work.signature.signed_at,
    )
    return SIGNING_KEY.public.has_signed(said.to_bytes(), work.signature.value)


def test_the_first_work_is_signed_over_what_the_level_is_shown() -> None:
    nomination = received_and_signed()

    work = first_work(nomination, [REPEATED, WARNED], NOW, IDENTITY)

    assert is_signed(nomination, work)
    assert work.signature is not None
    assert work.signature.findings == (REPEATED, WARNED)
    assert work.signature.revision == nomination.version
    assert work.content == content_for_levels(CONTENT)


def test_a_supplement_is_signed_as_a_later_revision() -> None:
    returned = apply_all(received_and_signed(), case_fact(CaseReturned, a_nomination()))
    content = CONTENT.model_copy(update={"consent": False})

    change = supplement(returned, content, "Đã bổ sung", NOW, supplied_by="acc-1", key=SIGNING_KEY, identity=IDENTITY)

    assert change is not None
    work, *told = change.events
    assert isinstance(work, WorkSupplemented)
    assert is_signed(change.after, work)
    assert work.signature is not None
    assert work.signature.revision == change.after.version > returned.version
    # What a supplement cannot mend stays; what was found in the old content goes.
    assert work.signature.findings == (REPEATED,)
    assert [one.to_level for one in told if isinstance(one, WorkSigned)] == [
        level for level in levels_ahead(change.after) if level is not work.to_level
    ]
    assert all(isinstance(one, WorkSigned) and one.signature == work.signature for one in told)


def test_under_another_key_it_says_the_same_as_before() -> None:
    before = received_and_signed()

    after = sign_anew(before, OTHERS_KEY, NOW, IDENTITY)

    assert after.signature is not None
    assert before.signature is not None
    assert after.signature.key == OTHERS_KEY.public.id
    assert (after.signature.findings, after.signature.revision) == (before.signature.findings, 1)


def test_what_was_never_signed_is_signed_as_it_stands() -> None:
    after = sign_anew(replace(a_nomination(), version=4), SIGNING_KEY, NOW, IDENTITY)

    assert after.signature is not None
    assert (after.signature.findings, after.signature.revision) == ((), 4)


def test_each_level_ahead_is_told_once() -> None:
    nomination = received_and_signed()

    told = announce_signature(nomination, [Level.COMMUNE, Level.PROVINCE, Level.COMMUNE])

    assert [one.to_level for one in told] == [Level.COMMUNE, Level.PROVINCE]
    assert announce_signature(a_nomination(), [Level.COMMUNE]) == ()


def test_a_new_identity_is_told_with_its_signature() -> None:
    nomination = received_and_signed()

    assert {one.signature for one in announce_identity(nomination, KEYS)} == {nomination.signature}
