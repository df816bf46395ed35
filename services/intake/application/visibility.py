"""A nomination as a viewer may see it: the one way from what is kept to what is shown."""

from dataclasses import replace

from services.intake.domain.history import Remark
from services.intake.domain.nomination import Nomination, SentMail, Withdrawal
from services.intake.domain.step_states import reached_steps
from shared.events.content import NominationContent
from shared.identity.seeing import sight_of
from shared.identity.viewer import Role, Viewer
from shared.nominees.initials import cover_name
from shared.nominees.shown import FieldClass, Sight, sees, show_content, show_petition
from shared.refusals import NotAllowedError


def sight(nomination: Nomination, viewer: Viewer) -> Sight:
    """How near the viewer is to the nomination."""
    return sight_of(viewer, nomination.dossier.unit.code, nomination.slip, reached_steps(nomination))


def may_see(nomination: Nomination, viewer: Viewer, what: FieldClass) -> bool:
    """Whether the viewer may be told this class of what the nomination says."""
    return sees(nomination.content, sight(nomination, viewer), what)


def show(nomination: Nomination, viewer: Viewer) -> Nomination:
    """The nomination with nothing but what the viewer may be told; what people wrote about it goes like its content."""
    seen, content = sight(nomination, viewer), nomination.content
    petition = show_petition(nomination.dossier.petition, content, seen)
    shown = replace(
        nomination,
        content=show_content(content, seen),
        dossier=nomination.dossier.model_copy(update={"petition": petition}),
    )
    if sees(content, seen, FieldClass.PERSONAL):
        return shown
    return replace(
        shown,
        remarks=tuple(Remark(remark.version, basis=remark.basis) for remark in nomination.remarks),
        withdrawal=_wordless(nomination.withdrawal),
        mails=tuple(_covered(mail, content) for mail in nomination.mails),
    )


def require_own(nomination: Nomination, viewer: Viewer) -> Nomination:
    """The nomination, if it is the viewer's unit's and the viewer submits for it.

    Raises:
        NotAllowedError: It is another unit's, or the viewer does not submit.
    """
    viewer.require(Role.SUBMITTER)
    if nomination.dossier.unit.code not in viewer.units:
        raise NotAllowedError(f"Việc này do {nomination.dossier.unit.name} thực hiện. Hãy liên hệ đơn vị đó.")
    return nomination


def _wordless(withdrawal: Withdrawal | None) -> Withdrawal | None:
    return None if withdrawal is None else replace(withdrawal, reason="")


def _covered(mail: SentMail, content: NominationContent) -> SentMail:
    return replace(mail, subject=cover_name(mail.subject, content))
