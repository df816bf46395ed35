"""Files of 200 MB in and out: how much more memory intake holds meanwhile than at rest."""

import hashlib
import os
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.bench import Bench
from benchmarks.dossiers import SUBMITTER
from benchmarks.figures import Figure, at_most
from benchmarks.system import System

_SIZE, _LEAST = 200_000_000, 20_000_000
_GOAL_MIB = 40.0
_PIECE = 1024 * 1024
_PAUSE_SECONDS = 3.0
_PATIENCE_SECONDS = 300.0
_PATH = "/api/v1/attachments"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@dataclass
class _Transfer:
    """What one way of a file cost."""

    over_rest: float = 0.0
    seconds: float = 0.0


def measure(bench: Bench) -> Iterable[Figure]:
    """A PDF, of which the beginning and the end are looked at, and a DOCX, which is unpacked to its end."""
    system, size = bench.system, bench.scaled(_SIZE, least=_LEAST)
    system.empty()
    # The limit of a deployment is far lower.
    system.stack.start_part("intake", {"THIDUA_ATTACHMENT_MAX_BYTES": str(2 * size)})
    try:
        for name, write in (("PDF", _write_pdf), ("DOCX", _write_docx)):
            path = system.stack.root / f"large.{name.lower()}"
            try:
                write(path, size)
                yield from _there_and_back(bench, name, path)
            finally:
                path.unlink(missing_ok=True)
    finally:
        system.stop(["intake"])


def _there_and_back(bench: Bench, name: str, path: Path) -> Iterable[Figure]:
    size, sha256 = path.stat().st_size, _sha256(path)
    headers = {"Authorization": f"Bearer {bench.system.token(SUBMITTER)}"}
    with httpx.Client(
        base_url=bench.system.stack.address_of("intake"), headers=headers, timeout=_PATIENCE_SECONDS, trust_env=False
    ) as http:
        bench.tell(f"{size / 1e6:,.0f} MB of {name} in")
        with _watched(bench.system) as going_in, path.open("rb") as content:
            kept = http.post(_PATH, params={"name": path.name}, content=content).raise_for_status().json()
        if kept["sha256"] != sha256:
            raise RuntimeError(f"{name} went in as another file")
        yield _figure(f"{name} in", size, going_in)
        for words, pause in (("", 0.0), (", to a reader that stops on the way", _PAUSE_SECONDS)):
            bench.tell(f"the {name} out{words}")
            with _watched(bench.system) as coming_out:
                found = _read(http, kept["id"], pause)
            if found != sha256:
                raise RuntimeError(f"{name} came out as another file")
            coming_out.seconds -= pause
            yield _figure(f"{name} out{words}", size, coming_out)


def _figure(work: str, size: int, seen: _Transfer) -> Figure:
    return at_most(
        f"memory of intake over rest, {size / 1e6:,.0f} MB of {work}",
        seen.over_rest,
        goal=_GOAL_MIB,
        unit="MiB",
        beside=f"{size / 1e6 / seen.seconds:,.0f} MB/s",
    )


@contextmanager
def _watched(system: System) -> Iterator[_Transfer]:
    """The highest resident memory meanwhile, as the kernel keeps it, over what it was before."""
    seen, watched = _Transfer(), ["intake"]
    (before,), began = system.resident_mib(watched).values(), time.perf_counter()
    system.forget_most_resident(watched)
    yield seen
    (most,) = system.most_resident_mib(watched).values()
    seen.over_rest, seen.seconds = most - before, time.perf_counter() - began


def _read(http: httpx.Client, identity: str, pause: float) -> str:
    """The hash of what comes out; a reader may stop for a while after the first piece."""
    digest = hashlib.sha256()
    with http.stream("GET", f"{_PATH}/{identity}") as answer:
        answer.raise_for_status()
        for number, piece in enumerate(answer.iter_raw(_PIECE)):
            digest.update(piece)
            if not number:
                time.sleep(pause)
    return digest.hexdigest()


def _write_pdf(path: Path, size: int) -> None:
    """One page, and a stream of noise."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    )
    with path.open("wb") as file:
        file.write(b"%PDF-1.4\n")
        places = []
        for number, one in enumerate(objects, start=1):
            places.append(file.tell())
            file.write(b"%d 0 obj\n%s\nendobj\n" % (number, one))
        places.append(file.tell())
        file.write(b"4 0 obj\n<< /Length %d >>\nstream\n" % size)
        for piece in _noise(size):
            file.write(piece)
        file.write(b"\nendstream\nendobj\n")
        start, table = file.tell(), b"".join(b"%010d 00000 n \n" % place for place in places)
        file.write(b"xref\n0 5\n0000000000 65535 f \n%strailer\n<< /Size 5 /Root 1 0 R >>\n" % table)
        file.write(b"startxref\n%d\n%%%%EOF\n" % start)


def _write_docx(path: Path, size: int) -> None:
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:
        package.writestr("[Content_Types].xml", types)
        package.writestr("word/document.xml", "<w/>")
        with package.open("word/media/image1.jpg", "w") as image:
            for piece in _noise(size):
                image.write(piece)


def _noise(size: int) -> Iterator[bytes]:
    """Bytes that no database makes smaller."""
    for start in range(0, size, _PIECE):
        yield os.urandom(min(_PIECE, size - start))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
