"""Whether the bodies fit together: every code that one names exists, and every chain upwards ends at a khối member."""

from collections.abc import Collection, Mapping, Sequence

from shared.directory.bodies import Account, Authority, account_faults
from shared.directory.rows import repeated
from shared.events.event import dashed
from shared.events.words import Level

_LONGEST_CHAIN = 5
_FILES: Mapping[tuple[Level, ...], str] = {(Level.DISTRICT,): "districts.csv", (Level.COMMUNE,): "communes.csv"}


def authority_faults(
    authorities: Sequence[Authority], blocks: Mapping[str, str], districts: Collection[str]
) -> list[str]:
    """What does not fit, a sentence each."""
    by_code = {authority.code: authority for authority in authorities}
    faults = repeated("bodies.toml, districts.csv, communes.csv", [authority.code for authority in authorities])
    # A routing key writes dots as dashes; two codes that then look alike would share their messages.
    faults += repeated("bodies.toml (mã sau khi đổi dấu chấm thành gạch)", [dashed(code) for code in by_code])
    faults += [
        f"communes.csv: chưa có huyện mã “{district}” trong districts.csv; thêm vào hoặc sửa mã."
        for district in sorted(districts)
        if f"33.{district}" not in by_code
    ]
    for authority in authorities:
        faults += _faults_of(authority, by_code, blocks)
    return faults


def demo_faults(accounts: Sequence[Account], units: Collection[str], authorities: Collection[str]) -> list[str]:
    """What does not fit among the accounts of the demo."""
    file = "demo-accounts.csv"
    faults = repeated(file, [account.username for account in accounts])
    for account in accounts:
        faults += [f"{file}, {account.username}: {fault}" for fault in account_faults(account)]
        if account.unit is not None and account.unit not in units:
            faults.append(
                f"{file}, {account.username}, unit: chưa có đơn vị “{account.unit}”; sửa mã hoặc thêm đơn vị."
            )
        faults += [
            f"{file}, {account.username}, authorities: chưa có cơ quan “{code}”; sửa mã hoặc thêm cơ quan."
            for code in sorted(account.authorities - set(authorities))
        ]
    return faults


def _faults_of(authority: Authority, by_code: Mapping[str, Authority], blocks: Mapping[str, str]) -> list[str]:
    file = _FILES.get(authority.levels, "bodies.toml")
    where = f"{file}, mục “{authority.code}”"
    faults = [
        f"{where}, {column}: chưa có cơ quan “{code}”; sửa mã hoặc thêm cơ quan."
        for column, code in (("parent", authority.parent), ("worked_by", authority.worked_by))
        if code is not None and code not in by_code
    ]
    if authority.block is not None and authority.block not in blocks:
        faults.append(f"{where}, block: chưa có khối “{authority.block}” trong blocks.toml; sửa mã hoặc thêm khối.")
    if authority.worked_by == authority.code:
        faults.append(f"{where}, worked_by: bỏ dòng này, cơ quan tự làm việc của mình.")
    if Level.COMMUNE in authority.levels and not _reaches_a_member(authority, by_code):
        faults.append(f"{where}, parent: không dẫn lên thành viên khối thi đua nào; ghi block cho cơ quan cấp trên.")
    return faults


def _reaches_a_member(authority: Authority, by_code: Mapping[str, Authority]) -> bool:
    current: Authority | None = authority
    for _ in range(_LONGEST_CHAIN):
        if current is None:
            return False
        if current.block is not None:
            return True
        current = by_code.get(current.parent or "")
    return False
