"""Every page that any test is answered is checked: by httpx itself, since a client's own hook would be forgotten."""

import httpx

from tests.pages.parsing import check_page


def check_every_page() -> None:
    """Have all clients of httpx in this process check the pages that they are answered."""
    ask, ask_at_once = httpx.AsyncClient.send, httpx.Client.send

    async def send(client: httpx.AsyncClient, request: httpx.Request, **how: object) -> httpx.Response:
        response = await ask(client, request, **how)  # type: ignore[arg-type]  # httpx's own options
        if _is_page(response):
            await response.aread()
            _check(response)
        return response

    def send_at_once(client: httpx.Client, request: httpx.Request, **how: object) -> httpx.Response:
        response = ask_at_once(client, request, **how)  # type: ignore[arg-type]  # httpx's own options
        if _is_page(response):
            response.read()
            _check(response)
        return response

    httpx.AsyncClient.send = send  # type: ignore[method-assign]
    httpx.Client.send = send_at_once  # type: ignore[method-assign]


def _is_page(response: httpx.Response) -> bool:
    return response.headers.get("content-type", "").startswith("text/html")


def _check(response: httpx.Response) -> None:
    # The answer to HEAD describes a page and has none.
    if response.content:
        check_page(response.text, f"{response.request.method} {response.request.url}: {response.status_code}")
