"""Builds what changes one's own account: password, address of mails, second factor."""

from services.identity.application.changing_mail import AskForMailChange, ConfirmMail
from services.identity.application.changing_password import ChangePassword
from services.identity.application.own_account import ChooseDigest, ShowOwnAccount
from services.identity.application.own_sessions import EndSession, ListSessions
from services.identity.application.resetting_password import AskForReset, ResetPassword
from services.identity.application.second_factor import (
    BeginSecondFactor,
    ConfirmSecondFactor,
    RemoveSecondFactor,
    RenewRecoveryCodes,
    SecondFactorOf,
    ShowBegunFactor,
    ShowSecondFactor,
)
from services.identity.web.api.account import AccountUseCases
from services.identity.web.api.mail_confirmations import MailConfirmationUseCases
from services.identity.web.api.password_resets import PasswordResetUseCases
from services.identity.web.api.second_factor import SecondFactorUseCases
from services.identity.web.pages.account import AccountPages
from services.identity.web.pages.second_factor import SecondFactorPages
from services.identity.wiring.ports import Ports


def account_use_cases(ports: Ports) -> AccountUseCases:
    """Another password, and another address for mails."""
    wake, now = ports.worker.wake, ports.now
    return AccountUseCases(
        change_password=ChangePassword(
            ports.prove,
            ports.credentials,
            ports.passwords,
            ports.factors,
            ports.recognition,
            ports.required_of,
            now,
        ),
        ask_for_mail_change=AskForMailChange(ports.recognition, ports.prove, ports.credentials, ports.mails, wake, now),
    )


def account_pages_of(ports: Ports) -> AccountPages:
    """The page of one's own account."""
    return AccountPages(
        show=ShowOwnAccount(ports.credentials, ports.bodies, ports.digests),
        choose_digest=ChooseDigest(ports.digests, ports.audit, ports.now),
        list_sessions=ListSessions(ports.sessions, ports.recognition, ports.now),
        end_session=EndSession(ports.sessions, ports.recognition, ports.now),
        show_factor=ShowSecondFactor(_factor_of(ports)),
    )


def second_factor_pages_of(ports: Ports) -> SecondFactorPages:
    """What the pages of the second factor show besides."""
    return SecondFactorPages(show_begun=ShowBegunFactor(_factor_of(ports)))


def second_factor_use_cases(ports: Ports) -> SecondFactorUseCases:
    """The second factor and its recovery codes."""
    of = _factor_of(ports)
    return SecondFactorUseCases(
        show=ShowSecondFactor(of),
        begin=BeginSecondFactor(of),
        confirm=ConfirmSecondFactor(of),
        remove=RemoveSecondFactor(of),
        renew_codes=RenewRecoveryCodes(of),
    )


def password_reset_use_cases(ports: Ports) -> PasswordResetUseCases:
    """A new password for whoever forgot the old one."""
    wake, now = ports.worker.wake, ports.now
    return PasswordResetUseCases(
        ask=AskForReset(ports.mails, ports.attempts, ports.vault, wake, now),
        reset=ResetPassword(ports.mails, ports.credentials, ports.passwords, ports.admits_demo, wake, now),
    )


def mail_confirmation_use_cases(ports: Ports) -> MailConfirmationUseCases:
    """The new address, confirmed."""
    return MailConfirmationUseCases(confirm=ConfirmMail(ports.mails, ports.credentials, ports.worker.wake, ports.now))


def _factor_of(ports: Ports) -> SecondFactorOf:
    return SecondFactorOf(
        ports.recognition,
        ports.credentials,
        ports.factors,
        ports.vault,
        ports.sessions,
        ports.prove,
        ports.required_of,
        ports.now,
    )
