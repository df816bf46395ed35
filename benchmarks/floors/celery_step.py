"""The step as Celery does it with its safe settings: late acks, publisher confirms, quorum queues, insert then publish.

Settings come from the environment, as Celery imports this module: FLOOR_AMQP_URL, FLOOR_MONGO_URL.
"""

import json
import os

from celery import Celery
from celery.signals import worker_process_init
from kombu import Queue
from pymongo import MongoClient

QUORUM = {"x-queue-type": "quorum"}
WORK, FACTS = "floor.work", "floor.facts"

app = Celery("floor", broker=os.environ.get("FLOOR_AMQP_URL"))
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_store_errors_even_if_ignored=False,
    task_default_queue=WORK,
    task_queues=[Queue(WORK, queue_arguments=QUORUM), Queue(FACTS, queue_arguments=QUORUM)],
    task_default_delivery_mode="persistent",
    broker_transport_options={"confirm_publish": True},
    broker_connection_retry_on_startup=True,
    worker_prefetch_multiplier=16,
    worker_enable_remote_control=False,
    worker_send_task_events=False,
)
_clients: list[MongoClient[dict[str, object]]] = []


@worker_process_init.connect
def _forget_the_parents_connection(**_: object) -> None:
    _clients.clear()


def _cases() -> MongoClient[dict[str, object]]:
    if not _clients:
        _clients.append(MongoClient(os.environ["FLOOR_MONGO_URL"], w="majority", journal=True))
    return _clients[0]


@app.task(name="floor.open_case")
def open_case(body: str) -> None:
    """Insert the case, then say so."""
    work = json.loads(body)
    identity = f"{work['nomination_id']}:{work['step']}"
    _cases()["floor"]["cases"].insert_one({"_id": identity, **work})
    fact = {key: work[key] for key in ("nomination_id", "version", "step", "number")}
    fact["authority"] = work["slip"][0]["authority"]
    app.send_task("floor.case_opened", args=[fact], queue=FACTS)
