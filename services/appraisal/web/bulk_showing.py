"""One act over many cases told line by line, done or only tried."""

from collections.abc import Mapping

from services.appraisal.domain.bulk import BulkAct, Effect, Line, Order, Refusal, Result
from services.appraisal.domain.transitions import STATE_NAMES
from services.appraisal.web.bulk_shapes import BulkView, FieldView, ResultView
from services.appraisal.web.duty_warnings import warn
from services.appraisal.web.views import PersonView


def act_view(act: BulkAct) -> BulkView:
    """An act that was recorded."""
    by = PersonView(account=act.viewer.account, name=act.viewer.name)
    told = {"id": act.id, "recorded_by": by, "recorded_at": act.recorded_at, "is_complete": act.is_complete}
    return _view(act.order, act.results, is_tried=False).model_copy(update=told)


def preview_view(order: Order, results: Mapping[int, Result]) -> BulkView:
    """What an order would do."""
    return _view(order, results, is_tried=True)


def _view(order: Order, results: Mapping[int, Result], *, is_tried: bool) -> BulkView:
    known = results.values()
    return BulkView(
        id=None,
        kind=order.kind,
        dry_run=is_tried,
        outcome=None if order.verdict is None else order.verdict.outcome,
        recorded_by=None,
        recorded_at=None,
        is_complete=is_tried,
        total=len(order.lines),
        succeeded=sum(isinstance(one, Effect) for one in known),
        refused=sum(isinstance(one, Refusal) for one in known),
        items=tuple(_item(line, results.get(at), is_tried=is_tried) for at, line in enumerate(order.lines)),
    )


def _item(line: Line, result: Result | None, *, is_tried: bool) -> ResultView:
    case_id = str(line.key)
    match result:
        case Effect():
            return ResultView(
                case_id=case_id,
                version_seen=line.version,
                result="possible" if is_tried else "done",
                state=result.state,
                state_name=STATE_NAMES[result.state],
                version=result.version,
                next_authority=result.next_authority,
                due_on=result.due_on,
                duty_warnings=warn(result.combined),
            )
        case Refusal():
            return ResultView(
                case_id=case_id,
                version_seen=line.version,
                result="refused",
                message=result.message,
                errors=tuple(FieldView(field=one.field, message=one.message) for one in result.errors),
                standing=dict(result.standing),
            )
        case None:
            return ResultView(case_id=case_id, version_seen=line.version, result="waiting")
