"""Who may do what at an authority, and who may not because the nomination is about them or from them."""

from datetime import datetime

from services.appraisal.domain.case import Case, Mandate
from services.appraisal.domain.people import By
from shared.directory.authorising import why_not
from shared.events.words import NomineeKind
from shared.identity.viewer import Role, Viewer
from shared.refusals import NotAllowedError
from shared.text.folding import fold

READERS = (Role.OFFICER, Role.HEAD, Role.DEPUTY, Role.CLERK, Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY)
WORKERS = (Role.OFFICER, Role.HEAD, Role.DEPUTY)
PROPOSERS = (Role.OFFICER,)
DECIDERS = (Role.HEAD, Role.DEPUTY)
RECORDERS = (Role.CLERK,)
COUNTERS = (Role.COUNCIL_SECRETARY,)


class InterestedError(NotAllowedError):
    """The nomination is about this person, carries their signature or is their own work: somebody else must act."""


def by(viewer: Viewer) -> By:
    """The viewer, as what they do is signed."""
    return By(viewer.account, viewer.name)


def mandate_of(viewer: Viewer, authority: str, *, at: datetime) -> Mandate | None:
    """By what the viewer decides for the authority: nothing but their office for the head, a paper for a deputy.

    Raises:
        NotAllowedError: They are neither, they only work for the authority, or the deputy's authorisation does not
            hold for it at this moment.
    """
    viewer.require_for(authority, *DECIDERS)
    if viewer.has(Role.HEAD):
        return None
    for held in viewer.authorisations:
        if authority in held.authorities and held.holds(at):
            return Mandate(held.id, held.paper.number, held.paper.signed_on, held.given_by_name)
    raise NotAllowedError(why_not(viewer.authorisations, authority, at))


def refuse_interested(viewer: Viewer, case: Case) -> None:
    """Nothing, unless the viewer bears the name of the nominee or of the signer of the Tờ trình.

    Only names can be compared here, so a namesake is kept out too; a colleague of the same role can always act.

    Raises:
        InterestedError: The names are equal, without regard to accents and case.
    """
    if is_named(viewer.name, case):
        raise InterestedError(
            "Họ và tên của người xử lý trùng với người được đề nghị khen thưởng, nên không được tham gia xử lý "
            "đề nghị này. Chuyển cho người khác có cùng thẩm quyền."
        )
    if _is_signer(viewer.name, case):
        raise InterestedError(
            "Họ và tên của người xử lý trùng với người ký Tờ trình, nên không được tham gia xử lý "
            "đề nghị này. Chuyển cho người khác có cùng thẩm quyền."
        )


def is_free_of(name: str, case: Case) -> bool:
    """Whether somebody of this name may work on the case: they bear neither the nominee's nor the signer's."""
    return not is_named(name, case) and not _is_signer(name, case)


def _is_signer(name: str, case: Case) -> bool:
    return fold(name) == fold(case.dossier.petition.signer.name)


def is_named(name: str, case: Case) -> bool:
    """Whether the nominee is the person of this name, or a household that bears it."""
    nominee, person = fold(case.content.nominee.name), fold(name)
    if case.content.nominee.kind is NomineeKind.HOUSEHOLD:
        return f" {person} " in f" {nominee} "
    return person == nominee
