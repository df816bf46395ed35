"""What of a decision may be corrected, as fields of a form; what was typed there, as changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from services.appraisal.domain.amendment import keys_of
from services.appraisal.domain.decision import Decision
from services.appraisal.domain.listed import ListedCase
from shared.events.names import DATES, FIELD_NAMES
from shared.events.words import AnnulmentKind, CorrectedField
from shared.refusals import FieldProblem
from shared.text.formats import show_day
from shared.text.seen import compose_line
from shared.text.typed import NotReadError, read_day
from shared.web.pages.forms import TypedForm

# Beside each field the form carries what it showed when it was opened: only what was typed over it is a change.
SEEN = "cu."


@dataclass(frozen=True)
class Correctable:
    """A field that may be corrected: its name in the form, its label, what it reads now, and whose it is."""

    what: CorrectedField
    now: str
    whose: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the form calls it."""
        return ".".join((self.what.value, *self.whose.values()))

    @property
    def label(self) -> str:
        """What people call it."""
        label = FIELD_NAMES[self.what].removesuffix(" ghi trong quyết định")
        return label[:1].upper() + label[1:]

    @property
    def is_day(self) -> bool:
        """Whether it is a day."""
        return self.what in DATES

    @property
    def shown(self) -> str:
        """What it reads now, as people type it."""
        return show_day(date.fromisoformat(self.now)) if self.is_day else self.now


@dataclass(frozen=True)
class TypedChanges:
    """The changes as the API takes them, the field of each, and what could not be read."""

    changes: Sequence[Mapping[str, str]]
    names: Sequence[str]
    problems: Sequence[FieldProblem]


def of_decision(decision: Decision) -> Sequence[Correctable]:
    """What concerns everybody whom it names; nothing where it holds for nobody any more."""
    if not decision.in_force:
        return ()
    return (
        Correctable(CorrectedField.NUMBER, decision.number),
        Correctable(CorrectedField.ISSUED_ON, decision.issued_on.isoformat()),
        Correctable(CorrectedField.SIGNATORY_NAME, decision.signatory.name),
        Correctable(CorrectedField.SIGNATORY_POSITION, decision.signatory.position),
    )


def of_papers(decision: Decision) -> Sequence[tuple[str, Sequence[Correctable]]]:
    """Number and day of each paper by which it was amended, under when that was recorded."""
    found: list[tuple[str, Sequence[Correctable]]] = []
    for amendment in decision.amendments:
        if amendment.paper is not None:
            whose = {"amendment_id": str(amendment.id)}
            number, day = CorrectedField.AMENDING_NUMBER, CorrectedField.AMENDING_DATE
            first = amendment.paper.issued_on.isoformat()
            fields = (
                Correctable(number, decision.read(number, amendment.paper.number, of=amendment.id), whose),
                Correctable(day, decision.read(day, first, of=amendment.id), whose),
            )
            found.append((fields[0].now, fields))
    return found


def of_line(line: ListedCase) -> Sequence[Correctable]:
    """What concerns this nominee alone; of somebody whose name is kept only the award form."""
    if not line.is_in_force:
        return ()
    whose = {"case_id": str(line.key)}
    form = Correctable(CorrectedField.AWARD_FORM, line.award_form, whose)
    if line.is_confidential:
        return (form,)
    return (
        Correctable(CorrectedField.NOMINEE_NAME, line.name, whose),
        Correctable(CorrectedField.NOMINEE_POSITION, line.position, whose),
        Correctable(CorrectedField.NOMINEE_WORKPLACE, line.workplace, whose),
        form,
    )


def restoring(line: ListedCase, decision: Decision) -> Correctable | None:
    """The field by which an award that was revoked by mistake holds again; nothing where there is none to restore."""
    last = [annulment for annulment in decision.annulments if line.key in keys_of(annulment.items)]
    is_held = line.award is not None and line.award.decision == decision.id
    if line.is_in_force or not last or last[-1].kind is not AnnulmentKind.REVOKED or not is_held:
        return None
    return Correctable(CorrectedField.IN_FORCE, "", {"case_id": str(line.key)})


def read_changes(form: TypedForm, fields: Sequence[Correctable]) -> TypedChanges:
    """What was typed over what the form had shown."""
    changes: list[Mapping[str, str]] = []
    names: list[str] = []
    problems: list[FieldProblem] = []
    for each in fields:
        typed = compose_line(form.text(each.name))
        if each.name not in form.texts or typed == compose_line(_seen(form, each)):
            continue
        try:
            value = read_day(typed).isoformat() if each.is_day and typed else typed
        except NotReadError as refusal:
            problems.append(FieldProblem(each.name, refusal.message))
            continue
        is_tick = each.what is CorrectedField.IN_FORCE
        changes.append({"field": each.what.value, "value": "" if is_tick else value, **each.whose})
        names.append(each.name)
    return TypedChanges(changes, names, problems)


def refresh(form: TypedForm, fields: Sequence[Correctable]) -> TypedForm:
    """The form over what the decision reads now: what was not typed over follows it, what was typed stays."""
    texts = dict(form.texts)
    for each in fields:
        is_typed = each.name in texts and compose_line(form.text(each.name)) != compose_line(_seen(form, each))
        if not is_typed and each.what is not CorrectedField.IN_FORCE:
            texts[each.name] = (each.shown,)
        texts[f"{SEEN}{each.name}"] = (each.shown,)
    return replace(form, texts=texts)


def _seen(form: TypedForm, each: Correctable) -> str:
    seen = f"{SEEN}{each.name}"
    return form.text(seen) if seen in form.texts else each.shown
