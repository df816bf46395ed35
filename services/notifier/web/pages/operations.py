"""Where operators look after the notifier itself."""

from shared.messaging.topology.queues import NOTIFIER_QUEUE
from shared.web.pages.operated import part_of
from shared.web.pages.operations import operations_router

router = operations_router(part_of(NOTIFIER_QUEUE).address)
