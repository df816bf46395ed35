"""An SMTP server that takes every mail, keeps it on disk as received, and shows it as Mailpit's HTTP API does.

`python -m ops.mail_sink --smtp-port 1125 --http-port 8125 --record mails.jsonl`. A mail is on disk before its sender
is answered: what the record lacks was never accepted. Faults can be ordered, as with Mailpit's chaos triggers.
"""

import argparse
import asyncio
import signal
from collections.abc import Sequence
from pathlib import Path

import uvicorn
from aiosmtpd.smtp import SMTP, Envelope, Session
from fastapi import FastAPI, HTTPException, Request, Response

from ops.mails import Chaos, MailRecord, ReceivedMail

_MAX_MAIL_BYTES = 10 * 1024 * 1024


class Reception:
    """Answers one SMTP conversation after the other; method names are aiosmtpd's."""

    def __init__(self, record: MailRecord, chaos: Chaos) -> None:
        self._record = record
        self._chaos = chaos

    async def handle_MAIL(  # noqa: N802 aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the sender, or refuse as ordered."""
        refusal = self._chaos.answer("Sender")
        if refusal:
            self._record.refused("Sender", refusal, address)
            return f"{refusal} refused as ordered"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the recipient, or refuse as ordered."""
        refusal = self._chaos.answer("Recipient")
        if refusal:
            self._record.refused("Recipient", refusal, address)
            return f"{refusal} refused as ordered"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 aiosmtpd's name
        """Record the mail, then say so; or refuse, or record it and hang up without a word, as ordered."""
        refusal = self._chaos.answer("Message")
        if refusal and refusal != Chaos.SILENCE:
            self._record.refused("Message", refusal, str(envelope.mail_from))
            return f"{refusal} refused as ordered"
        raw = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        received = self._record.add(str(envelope.mail_from), envelope.rcpt_tos, raw, answered=not refusal)
        if refusal and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return f"250 OK {received.id}"


def web(record: MailRecord, chaos: Chaos) -> FastAPI:
    """The part of Mailpit's HTTP API that people, the demo and tests ask for."""
    app = FastAPI(title="Hộp thư thử", docs_url=None, redoc_url=None)

    @app.get("/readyz")
    @app.get("/livez")
    async def ready() -> Response:
        return Response("ok", media_type="text/plain")

    @app.get("/api/v1/messages")
    async def messages(start: int = 0, limit: int = 50) -> dict[str, object]:
        newest = record.mails()[::-1]
        shown = [mail.summary() for mail in newest[start : start + limit]]
        return {"total": len(newest), "messages_count": len(newest), "start": start, "count": len(shown)} | {
            "messages": shown
        }

    @app.delete("/api/v1/messages")
    async def clear() -> Response:
        record.clear()
        return Response("ok", media_type="text/plain")

    @app.get("/api/v1/message/{mail_id}")
    async def message(mail_id: str) -> dict[str, object]:
        return _known(record, mail_id).full()

    @app.get("/api/v1/message/{mail_id}/raw")
    async def raw(mail_id: str) -> Response:
        return Response(_known(record, mail_id).raw, media_type="text/plain; charset=utf-8")

    @app.put("/api/v1/chaos")
    async def order_faults(request: Request) -> dict[str, object]:
        chaos.order(await request.json())
        return chaos.orders()

    return app


def _known(record: MailRecord, mail_id: str) -> ReceivedMail:
    for mail in record.mails():
        if mail.id == mail_id:
            return mail
    raise HTTPException(404, "No such mail")


async def run(host: str, smtp_port: int, http_port: int, record: MailRecord) -> None:
    """Serve both protocols until SIGTERM or Ctrl-C."""
    chaos = Chaos()
    reception = Reception(record, chaos)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(reception, data_size_limit=_MAX_MAIL_BYTES, enable_SMTPUTF8=True, hostname="mail-sink", loop=loop),
        host,
        smtp_port,
    )
    settings = uvicorn.Config(
        web(record, chaos), host=host, port=http_port, log_level="warning", timeout_graceful_shutdown=2
    )
    async with server:
        await uvicorn.Server(settings).serve()


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m ops.mail_sink", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--smtp-port", type=int, default=1125)
    parser.add_argument("--http-port", type=int, default=8125)
    parser.add_argument("--record", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    asyncio.run(run(chosen.host, chosen.smtp_port, chosen.http_port, MailRecord(chosen.record)))


if __name__ == "__main__":
    main()
