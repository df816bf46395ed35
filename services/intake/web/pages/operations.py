"""Where operators look after intake."""

from shared.messaging.topology.queues import INTAKE_QUEUE
from shared.web.pages.operated import part_of
from shared.web.pages.operations import operations_router

router = operations_router(part_of(INTAKE_QUEUE).address)
