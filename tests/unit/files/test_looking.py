"""What a file is, by its content alone: never stricter than the programs that people read with."""

import hashlib
import io
import json
import subprocess
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path

import pytest

from shared.files.looking import look
from shared.files.verdicts import Fault, MediaType, Refused, Taken, Verdict
from tests.unit.files.samples import DOCX_MAIN, JPEG, PNG, REFUSED, TAKEN, WRAPPED, packed, picture

MIB = 1024 * 1024


def verdict_on(content: bytes) -> Verdict:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        return look(file)


@pytest.mark.parametrize("kind", TAKEN)
def test_what_people_can_open_is_taken(kind: str) -> None:
    content, media_type = TAKEN[kind]

    assert verdict_on(content) == Taken(MediaType(media_type))
    assert look(io.BytesIO(content)) == Taken(MediaType(media_type))


@pytest.mark.parametrize("kind", REFUSED)
def test_an_unfit_file_is_refused_in_words_of_its_own(kind: str) -> None:
    content, words = REFUSED[kind]

    verdict = verdict_on(content)

    assert isinstance(verdict, Refused)
    assert words in verdict.sentence
    assert verdict.fault is not Fault.WRAPPED
    assert verdict.sentence.endswith(".")


@pytest.mark.parametrize("kind", WRAPPED)
def test_a_file_inside_something_else_is_not_what_was_meant(kind: str) -> None:
    verdict = verdict_on(WRAPPED[kind])

    assert isinstance(verdict, Refused)
    assert verdict.fault is Fault.WRAPPED
    assert "curl --data-binary @tep.pdf" in verdict.sentence


@pytest.mark.parametrize("kind", TAKEN)
def test_looking_changes_no_byte(kind: str) -> None:
    content, _ = TAKEN[kind]

    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        look(file)
        file.seek(0)
        assert hashlib.sha256(file.read()).digest() == hashlib.sha256(content).digest()


def zeros(size: int) -> bytes:
    packer = zlib.compressobj(1)
    return b"".join(packer.compress(bytes(MIB)) for _ in range(size // MIB)) + packer.flush()


def table_bomb(size: int) -> bytes:
    """A PDF whose table of objects unpacks to that size."""
    content, head = zeros(size), b"%PDF-1.7\n"
    words = b"<< /Type /XRef /Size 4 /Root 1 0 R /W [1 2 1] /Filter /FlateDecode /Length %d >>" % len(content)
    return head + b"4 0 obj\n%s\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % (words, content, len(head))


def part_bomb(size: int, method: int, said: int | None = None) -> bytes:
    """A DOCX one of whose parts unpacks to that size, and says so or says another."""
    types = f'<Types><Override PartName="/w.xml" ContentType="{DOCX_MAIN}"/></Types>'
    content = packed({"[Content_Types].xml": types, "w.xml": "<w/>", "k.bin": bytes(size)}, method)
    return content if said is None else content.replace(size.to_bytes(4, "little"), said.to_bytes(4, "little"))


def wide_png(width: int, height: int) -> bytes:
    """A picture that says it is so large."""
    header = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + PNG[24:29]
    return PNG[:12] + header + zlib.crc32(header).to_bytes(4, "big") + PNG[33:]


def wide_jpeg(width: int, height: int, **how: object) -> bytes:
    """The same."""
    content = bytearray(picture("JPEG", **how))
    place = max(content.find(b"\xff\xc0"), content.find(b"\xff\xc2")) + 5
    content[place : place + 4] = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return bytes(content)


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(12))
BOMBS = {
    "bzip2 that says it is small": lambda: part_bomb(64 * MIB, zipfile.ZIP_BZIP2, 100),
    "lzma": lambda: part_bomb(32 * MIB, zipfile.ZIP_LZMA),
    "deflated a thousandfold": lambda: part_bomb(64 * MIB, zipfile.ZIP_DEFLATED),
    "deflated that says it is small": lambda: part_bomb(64 * MIB, zipfile.ZIP_DEFLATED, 100),
    "a directory of thirty thousand parts": lambda: packed({str(number): b"" for number in range(30_000)}),
    "six thousand parts": lambda: packed(
        {"[Content_Types].xml": "<a/>", **{str(number): b"" for number in range(6000)}}
    ),
    "entities in UTF-16": lambda: packed(
        {
            "[Content_Types].xml": (
                f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [{LAUGHS}]><a>&a11;</a>'
            ).encode("utf-16")
        }
    ),
    "a table of objects": lambda: table_bomb(128 * MIB),
    "arrays in arrays": lambda: b"%PDF-1.4\n" + b"[" * MIB,
    "a picture of 400 megapixels": lambda: wide_png(20_001, 20_000),
    "a picture of 225 megapixels": lambda: wide_png(15_000, 15_000),
    "a photograph of 225 megapixels": lambda: wide_jpeg(15_000, 15_000),
    "a progressive photograph": lambda: wide_jpeg(7_500, 7_500, progressive=True),
    "a million segments": lambda: b"\xff\xd8" + b"\xff\xe0\x00\x02" * MIB,
    "nothing but marks": lambda: b"\xff\xd8" + b"\xff" * MIB,
    "a thousand scans": lambda: JPEG[:-2] + b"\xff\xda\x00\x02" * 1000 + b"\xff\xd9",
}
# A process of its own, since memory that a library takes is seen only from outside.
LOOKING = """
import json, resource, sys, time
from pathlib import Path
from shared.files.looking import look
import pikepdf, PIL.JpegImagePlugin, PIL.PngImagePlugin
from shared.files.verdicts import Taken

def most() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

found = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    before, began = most(), time.process_time()
    with path.open("rb") as file:
        verdict = look(file)
    found[path.name] = [isinstance(verdict, Taken), most() - before, time.process_time() - began]
print(json.dumps(found))
"""


def test_no_bomb_takes_more_than_its_bounds(tmp_path: Path) -> None:
    for kind, make in BOMBS.items():
        (tmp_path / kind).write_bytes(make())

    told = subprocess.run(  # noqa: S603 - the program above
        [sys.executable, "-c", LOOKING, str(tmp_path)], check=True, capture_output=True, text=True
    ).stdout

    found = json.loads(told)
    assert found.keys() == BOMBS.keys()
    # qpdf finds its way without the table that it did not unpack.
    assert [kind for kind, (is_taken, _, _) in found.items() if is_taken] == []
    assert sum(mebibytes for _, mebibytes, _ in found.values()) < 200, found
    assert max(seconds for _, _, seconds in found.values()) < 5, found


def test_libraries_are_loaded_by_whoever_looks_at_a_file() -> None:
    program = "import sys, services.intake.main; print({'pikepdf', 'PIL'} & sys.modules.keys())"

    told = subprocess.run(  # noqa: S603 - the line above
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout

    assert told.strip() == "set()"
