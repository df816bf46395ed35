"""`thidua rules`: mistakes by file, key and remedy, and what changes between regimes."""

import json
from pathlib import Path

from typer.testing import CliRunner

from ops.admin.__main__ import app
from shared.rules.loading import FOLDER

RUN = CliRunner()
ORIGINAL = (FOLDER / "2017-10" / "covid-19.toml").read_text(encoding="utf-8")


def test_all_files_in_use_are_right() -> None:
    answer = RUN.invoke(app, ["rules", "check"])

    assert (answer.exit_code, answer.stdout.strip()) == (0, "mọi tệp: đúng.")


def test_each_mistake_of_a_file_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "covid-19.toml"
    wrong.write_text(
        ORIGINAL.replace("working_days = 25", "working_days = 0").replace("[council]", "[councl]"), encoding="utf-8"
    )

    answer = RUN.invoke(app, ["rules", "check", str(wrong)])

    assert answer.exit_code == 1
    lines = answer.stdout.splitlines()
    assert f"{wrong}: council: chưa có; ghi thêm khóa này" in lines
    assert f"{wrong}: councl: không phải khóa của tệp này; sửa chính tả hoặc bỏ đi" in lines
    assert sum("working_days: ghi số lớn hơn 0" in line for line in lines) == ORIGINAL.count("working_days = 25")


def test_files_that_are_none_are_named(tmp_path: Path) -> None:
    broken = tmp_path / "regime.toml"
    broken.write_text("id = ", encoding="utf-8")

    answer = RUN.invoke(app, ["rules", "check", str(broken), str(tmp_path / "khong-co.toml"), "--json"])

    found = json.loads(answer.stdout)["files"]
    assert answer.exit_code == 1
    assert "không phải TOML đúng cú pháp" in found[0]["problems"][0]["message"]
    assert found[1]["problems"][0]["message"].startswith("không mở được tệp")


def test_two_regimes_are_compared() -> None:
    answer = RUN.invoke(app, ["rules", "compare", "2024-01", "2025-07"])

    assert answer.exit_code == 0
    assert "- Cấp xét: bỏ cấp huyện." in answer.stdout.splitlines()


def test_a_regime_that_is_none_is_refused_with_those_that_are() -> None:
    answer = RUN.invoke(app, ["rules", "compare", "2024-01", "2030-01"])

    assert answer.exit_code == 1
    assert "Không có thời kỳ 2030-01. Chọn một trong: 2017-10, 2024-01, 2025-07, 2026-10." in answer.stderr
