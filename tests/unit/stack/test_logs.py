"""Long logs are put aside while their writer goes on."""

from pathlib import Path

from ops.stack.logs import rotate


def test_a_short_log_stays_as_it_is(tmp_path: Path) -> None:
    log = tmp_path / "intake.log"
    log.write_bytes(b"0123456789")

    rotate([log, tmp_path / "never-written.log"], most_bytes=10)

    assert [file.name for file in tmp_path.iterdir()] == ["intake.log"]


def test_the_writer_goes_on_in_the_emptied_log(tmp_path: Path) -> None:
    log = tmp_path / "intake.log"

    with log.open("ab", buffering=0) as writer:
        writer.write(b"before, too long\n")
        rotate([log], most_bytes=10)
        writer.write(b"after\n")

    assert log.read_bytes() == b"after\n"
    assert (tmp_path / "intake.log.1").read_bytes() == b"before, too long\n"


def test_only_the_latest_are_kept(tmp_path: Path) -> None:
    log = tmp_path / "intake.log"

    for number in range(6):
        log.write_text(f"{number} is long enough\n", encoding="utf-8")
        rotate([log], most_bytes=10, kept=3)

    kept = {file.name: file.read_text(encoding="utf-8")[0] for file in tmp_path.iterdir() if file.stat().st_size}
    assert kept == {"intake.log.1": "5", "intake.log.2": "4", "intake.log.3": "3"}
