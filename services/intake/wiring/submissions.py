"""Handing dossiers in."""

from services.intake.application.submissions import SubmitDossier
from services.intake.web.api.submissions import SubmissionUseCases
from services.intake.wiring.ports import Ports


def submissions(ports: Ports) -> SubmissionUseCases:
    """The use cases."""
    return SubmissionUseCases(
        SubmitDossier(
            ports.dossiers,
            ports.nominations,
            ports.registry,
            ports.rule_sets,
            ports.fill_attachments,
            pressure=ports.lag,
            pressure_limit=ports.settings.outbox_age_limit_seconds,
            now=ports.now,
            windows=ports.windows,
            identity_keys=ports.settings.identity_keys,
            signing_key=ports.settings.signer,
        )
    )
