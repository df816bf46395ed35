"""Figures that help names, of the rules that are in force when the process starts and of the deployment."""

from services.intake.web.pages.help import HelpFacts
from services.intake.web.pages.roll import IN_FEED
from services.intake.web.pages.start import FILE_KINDS
from services.intake.wiring.ports import Ports
from shared.clock.days import day_of
from shared.identity.recognising import SESSION_LIFE

_HOUR_SECONDS = 3600


def help_facts(ports: Ports) -> HelpFacts:
    """The figures; where several movements are under way, those of the first."""
    in_force = ports.rule_sets.all_in_force(day_of(ports.now()))
    rules = next(iter(in_force or tuple(ports.rule_sets.entries.values())))
    return HelpFacts(
        contact=rules.objection.contact,
        nominations=rules.limits.nominations_per_dossier,
        supplements=rules.limits.supplements_per_step,
        council_share=rules.council.share_percent,
        file_kinds=FILE_KINDS,
        largest_file=ports.settings.attachment_max_bytes,
        unused_kept_days=ports.settings.unused_kept_days,
        session_hours=int(SESSION_LIFE.total_seconds()) // _HOUR_SECONDS,
        parked_days=ports.settings.parked_days,
        in_feed=IN_FEED,
    )
