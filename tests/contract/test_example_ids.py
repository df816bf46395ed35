"""The ids that the examples of all descriptions speak of are those that the demo makes of the same content."""

from hashlib import sha256

from ops.demo.samples import PAPER
from services.intake.domain.attachments import example_id_of
from services.intake.domain.dossier import dossier_id_of, nomination_id_of
from shared.directory.demo import demo_account_id
from shared.text.numbering import number_of
from shared.web.api import examples


def test_example_ids_follow_from_unit_key_and_content() -> None:
    dossier = dossier_id_of(examples.UNIT, examples.KEY)
    nomination = nomination_id_of(dossier, 0)
    content = sha256(PAPER.read_bytes()).hexdigest()

    assert (str(dossier), number_of(dossier)) == (examples.DOSSIER, examples.DOSSIER_NUMBER)
    assert (str(nomination), number_of(nomination)) == (examples.NOMINATION, examples.NOMINATION_NUMBER)
    assert str(example_id_of(examples.UNIT, content)) == examples.PAPER
    assert str(example_id_of("33.so-y-te.ttyt-yen-my", content)) == examples.PAPER_OF_CENTRE
    assert demo_account_id("chuyen-vien.xa-yen-phu") == examples.OFFICER
    assert demo_account_id("pho.xa-yen-phu") == examples.DEPUTY
