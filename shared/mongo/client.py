"""The connection to MongoDB with the write guarantees that every promise of the system stands on."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pymongo
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    DuplicateKeyError,
    OperationFailure,
    PyMongoError,
    WriteConcernError,
)

from shared.mongo.errors import DuplicateError
from shared.mongo.observing import listeners
from shared.refusals import UnavailableError

Document = dict[str, Any]
Client = AsyncIOMotorClient[Document]
Database = AsyncIOMotorDatabase[Document]
Collection = AsyncIOMotorCollection[Document]

OPERATION_SECONDS = 5
_BUILD_SECONDS = 3_600.0
_DUPLICATE_KEY = 11000
# The server gave up for reasons of its own (shutdown, step-down, lost majority, full disk): not the statement's fault.
_SERVER_AWAY = frozenset({6, 7, 50, 64, 89, 91, 112, 133, 134, 189, 202, 251, 262, 9001, 10058, 10107, 11600, 11602})
_SERVER_AWAY_TOO = frozenset({13435, 13436, 14031, 15958})
_RETRY_LABELS = ("RetryableWriteError", "TransientTransactionError", "UnknownTransactionCommitResult")


def connect(url: str) -> Client:
    """A client that reports a write only when a majority has journaled it; it connects at first use.

    Every operation has five seconds in all, within which the driver itself retries; a frozen server is noticed by that.
    """
    return AsyncIOMotorClient(
        url,
        w="majority",
        journal=True,
        retryWrites=True,
        retryReads=True,
        readConcernLevel="majority",
        tz_aware=True,
        uuidRepresentation="standard",
        serverSelectionTimeoutMS=3_000,
        connectTimeoutMS=3_000,
        timeoutMS=OPERATION_SECONDS * 1_000,
        heartbeatFrequencyMS=5_000,
        appname="thidua",
        event_listeners=listeners(),
    )


@contextmanager
def translated() -> Iterator[None]:
    """Driver errors leave this block as refusals.

    Raises:
        DuplicateError: A unique key exists already.
        UnavailableError: The database is away, or it is unknown whether the write was applied: repeating is safe only
            because every write of this system is guarded.
    """
    try:
        yield
    except DuplicateKeyError as error:
        raise DuplicateError(_key_of(error.details)) from error
    except BulkWriteError as error:
        raise _of_bulk(error) from error
    except PyMongoError as error:
        if is_away(error):
            raise UnavailableError from error
        raise


@contextmanager
def building() -> Iterator[None]:
    """Like `translated`, for making indexes: over years of documents that takes minutes, and then is done for good."""
    with translated(), pymongo.timeout(_BUILD_SECONDS):
        yield


def is_away(error: PyMongoError) -> bool:
    """Whether this means "ask again later" rather than a mistake in the statement."""
    if isinstance(error, ConnectionFailure | WriteConcernError) or error.timeout:
        return True
    if any(error.has_error_label(label) for label in _RETRY_LABELS):
        return True
    return isinstance(error, OperationFailure) and error.code in _SERVER_AWAY | _SERVER_AWAY_TOO


def _of_bulk(error: BulkWriteError) -> Exception:
    details: Mapping[str, Any] = error.details or {}
    for problem in details.get("writeErrors", ()):
        if problem.get("code") == _DUPLICATE_KEY:
            return DuplicateError(_key_of(problem))
    if details.get("writeConcernErrors") or is_away(error):
        return UnavailableError()
    return error


def _key_of(details: Mapping[str, Any] | None) -> Mapping[str, object]:
    return dict((details or {}).get("keyValue") or {})
