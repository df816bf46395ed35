"""A page is sound or its faults are named; a client of httpx cannot miss one."""

import httpx
import pytest

from tests.pages.parsing import faults_of_page

SOUND = (
    '<!doctype html><html lang="vi"><head><title>Mẫu</title></head><body><h1>Mẫu</h1>'
    '<form><label for="ten">Tên</label><input id="ten" name="ten"><label>Xã <select name="xa"></select></label>'
    '<input type="hidden" name="ma"><textarea aria-label="Ghi chú"></textarea><button>Lưu</button></form></body></html>'
)


def test_finds_nothing_on_a_sound_page() -> None:
    assert faults_of_page(SOUND) == ()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("</form>", "", "line 1: "),
        ("<!doctype html>", "", "line 1: "),
        (' lang="vi"', "", "<html> has no lang"),
        ("<title>Mẫu</title>", "<title> </title>", "no title"),
        ("<h1>Mẫu</h1>", "", "one h1 is expected, found []"),
        ("<h1>Mẫu</h1>", "<h1>Mẫu</h1><h1>Hai</h1>", "one h1 is expected, found ['Mẫu', 'Hai']"),
        ('<label for="ten">Tên</label>', "", "<input name='ten'> has no label"),
        ('<label for="ten">', '<label for="ten" id="ten">', "the id ten stands 2 times"),
        (' aria-label="Ghi chú"', "", "<textarea name=None> has no label"),
    ],
)
def test_names_each_fault(old: str, new: str, fault: str) -> None:
    assert old in SOUND

    assert any(found.startswith(fault) for found in faults_of_page(SOUND.replace(old, new)))


def answer(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, html=SOUND.replace(' lang="vi"', ""))


TRANSPORT = httpx.MockTransport(answer)


def test_no_client_misses_a_faulty_page() -> None:
    with httpx.Client(transport=TRANSPORT) as client, pytest.raises(AssertionError, match="no lang"):
        client.get("http://thidua.test/")


async def test_no_client_of_a_loop_misses_one() -> None:
    async with httpx.AsyncClient(transport=TRANSPORT) as client:
        with pytest.raises(AssertionError, match="no lang"):
            await client.get("http://thidua.test/")
