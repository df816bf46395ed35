"""The parts of administration, for the line of tabs on its pages, by what the viewer is."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.directory.roles import Role
from shared.identity.viewer import Viewer

START = "/quan-tri"
ACCOUNTS, AUTHORISATIONS = f"{START}/tai-khoan", f"{START}/uy-quyen"
UNITS, AUTHORITIES = f"{START}/don-vi", f"{START}/co-quan"
ROLES, AUDIT = f"{START}/vai-tro", f"{START}/nhat-ky"
_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
_BOTH = _ADMINISTRATORS | {Role.HEAD}


@dataclass(frozen=True)
class Area:
    """One part: its tab, and what the overview says of it."""

    label: str
    address: str
    roles: frozenset[Role]
    hint: str
    count: None = None
    is_late: bool = False
    is_current: bool = False


AREAS: Sequence[Area] = (
    Area("Tài khoản", ACCOUNTS, _BOTH, "Thêm, sửa, khóa, bàn giao; nhập từ bảng tính; gửi liên kết đặt mật khẩu"),
    Area("Ủy quyền", AUTHORISATIONS, frozenset({Role.HEAD}), "Ghi, kết thúc sớm ủy quyền cho cấp phó của cơ quan"),
    Area("Đơn vị", UNITS, _ADMINISTRATORS, "Đơn vị trình hồ sơ: người, hộp thư, nơi kế thừa"),
    Area("Cơ quan", AUTHORITIES, _ADMINISTRATORS, "Cơ quan xét theo cấp: người, tên cũ, nơi kế thừa"),
    Area("Vai trò", ROLES, _BOTH, "Ai làm được việc gì, và việc nào không cùng một người làm"),
    Area(
        "Nhật ký",
        AUDIT,
        _ADMINISTRATORS,
        "Ai đã làm gì với tài khoản, ủy quyền, danh mục; không ai sửa được",
    ),
)


def areas_for(viewer: Viewer, path: str) -> Sequence[Area]:
    """The parts that the viewer has, the one with the page at `path` marked."""
    return [
        Area(each.label, each.address, each.roles, each.hint, is_current=_leads_to(each, path))
        for each in AREAS
        if viewer.has(*each.roles)
    ]


def _leads_to(area: Area, path: str) -> bool:
    return path == area.address or path.startswith(f"{area.address}/")
