"""What each role does by the API, while pages for it are not there yet; and where whoever signs in is led."""

from collections.abc import Mapping, Sequence

from services.identity.domain.leading_back import START
from shared.directory.roles import OF_UNITS, Role
from shared.identity.viewer import Viewer

WORK_PATH, WORK_OF_UNITS = "/tai-khoan/viec-lam", START
_CASES = "/api/v1/levels/{cấp}/cases"

WORK: Mapping[Role, Sequence[tuple[str, str]]] = {
    Role.OFFICER: (
        ("Danh sách đề nghị đang chờ cơ quan", f"GET {_CASES}"),
        ("Nhận việc, trình kết quả thẩm định", f"POST {_CASES}/{{mã}}/claim, …/outcome"),
    ),
    Role.HEAD: (
        ("Quyết định theo kết quả thẩm định", f"POST {_CASES}/{{mã}}/outcome"),
        ("Ủy quyền cho cấp phó", "POST /api/v1/levels/{cấp}/authorisations"),
    ),
    Role.DEPUTY: (("Quyết định thay thủ trưởng khi có ủy quyền", f"POST {_CASES}/{{mã}}/outcome"),),
    Role.CLERK: (("Vào số và ban hành quyết định", "POST /api/v1/levels/{cấp}/decisions"),),
    Role.COUNCIL_MEMBER: (("Biểu quyết các đề nghị của Hội đồng", f"POST {_CASES}/{{mã}}/votes"),),
    Role.COUNCIL_SECRETARY: (("Ghi kết quả họp Hội đồng", f"POST {_CASES}/{{mã}}/outcome"),),
    Role.OPERATOR: (("Thư không gửi được hoặc chưa rõ đã đến", "GET /api/v1/mails"),),
    Role.ADMINISTRATOR: (("Tài khoản, đơn vị và cơ quan", "thidua account, thidua unit, thidua authority"),),
}


def landing_for(viewer: Viewer, asked: str) -> str:
    """The page that whoever signed in came from; else where their work is."""
    if asked != START:
        return asked
    return WORK_OF_UNITS if viewer.roles <= OF_UNITS else WORK_PATH
