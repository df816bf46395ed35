"""The glossary's closed sets of words, as they are written in events, documents and addresses."""

from enum import StrEnum


class Level(StrEnum):
    """The authority levels, each with a queue, credentials and a database of its own."""

    COMMUNE = "commune"
    DISTRICT = "district"
    DEPARTMENT = "department"
    PROVINCE = "province"
    STATE = "state"


class StepRole(StrEnum):
    """What a step of the routing slip is for."""

    ENDORSE = "endorse"
    COMPILE = "compile"
    APPRAISE = "appraise"
    VOTE = "vote"
    DECIDE = "decide"


class CaseDuty(StrEnum):
    """What an account does for a nomination, in the order of the work."""

    SUBMIT = "submit"
    PROPOSE = "propose"
    VOTE = "vote"
    DECIDE = "decide"
    RECORD = "record"


class Outcome(StrEnum):
    """What the head or an authorised deputy decides on a case; `return` is the one that is not final."""

    FORWARD = "forward"
    APPROVE = "approve"
    RETURN = "return"
    DECLINE = "decline"
    REFER = "refer"


class Occasion(StrEnum):
    """Loại khen: on the spot, or at the interim or final review of the movement (plan V.2.2)."""

    SPONTANEOUS = "dot-xuat"
    INTERIM_REVIEW = "so-ket"
    FINAL_REVIEW = "tong-ket"


class NomineeKind(StrEnum):
    """Whom a nomination names."""

    INDIVIDUAL = "ca-nhan"
    COLLECTIVE = "tap-the"
    HOUSEHOLD = "ho-gia-dinh"
    ENTERPRISE = "doanh-nghiep"
    FOREIGNER = "nguoi-nuoc-ngoai"


class PaperKind(StrEnum):
    """What an identity number stands on: numbers of different papers say nothing about each other."""

    CITIZEN_CARD = "cccd"
    OLD_IDENTITY_CARD = "cmnd"
    PASSPORT = "ho-chieu"
    ENTERPRISE_CODE = "ma-so-doanh-nghiep"
    OTHER = "giay-to-khac"


class Sex(StrEnum):
    """Sex as on the identity card."""

    FEMALE = "nu"
    MALE = "nam"


class Duty(StrEnum):
    """Leader or direct worker: the share of direct workers is watched (NĐ 91/2017 Điều 3)."""

    LEADER = "lanh-dao"
    DIRECT = "truc-tiep"


class PriorityMark(StrEnum):
    """Whom the plan puts first (V.1): frontline, self-sacrifice, volunteers and charity workers."""

    FRONTLINE = "tuyen-dau"
    SACRIFICE = "hi-sinh"
    VOLUNTEER = "tinh-nguyen"


class PublicStatus(StrEnum):
    """Where a nomination stands, as its submitter sees it."""

    IN_REVIEW = "dang-xet"
    RETURNED = "cho-bo-sung"
    WITHDRAWING = "dang-rut"
    APPROVED = "da-duyet"
    AWARDED = "da-khen-thuong"
    DECLINED = "khong-duoc-khen-thuong"
    WITHDRAWN = "da-rut"
    ANNULLED = "da-thu-hoi"


class CorrectionKind(StrEnum):
    """What was wrong: the paper itself, mended by a paper of its own (đính chính), or only what was typed from it."""

    PAPER = "dinh-chinh"
    RECORD = "ghi-sai"


class AnnulmentKind(StrEnum):
    """Why an award no longer stands: taken back for good; to be decided upon anew; or never meant, only recorded."""

    REVOKED = "thu-hoi"
    REISSUED = "ban-hanh-lai"
    MISTAKEN = "ghi-nham"


class CorrectedField(StrEnum):
    """What of a recorded decision can be corrected.

    The first four concern all of it, the next five one person in it, the last two a paper that amended it.
    """

    NUMBER = "so-quyet-dinh"
    ISSUED_ON = "ngay-quyet-dinh"
    SIGNATORY_NAME = "ten-nguoi-ky"
    SIGNATORY_POSITION = "chuc-vu-nguoi-ky"
    NOMINEE_NAME = "ten-doi-tuong"
    NOMINEE_POSITION = "chuc-vu-doi-tuong"
    NOMINEE_WORKPLACE = "noi-lam-viec"
    AWARD_FORM = "hinh-thuc"
    IN_FORCE = "hieu-luc"
    AMENDING_NUMBER = "so-van-ban"
    AMENDING_DATE = "ngay-van-ban"


class AttachmentKind(StrEnum):
    """What an attached file is."""

    PETITION = "to-trinh"
    REPORT = "bao-cao-thanh-tich"
    MINUTES = "bien-ban"
    OTHER = "khac"
