"""The AsyncAPI document as a page for people: each channel with its messages, each message with an example."""

import json
from functools import cache
from html import escape

from starlette.responses import HTMLResponse

from shared.messaging.topology.describing import asyncapi

_PAGE = """<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Thông điệp giữa các phần – Thi đua, khen thưởng tỉnh Hưng Yên</title>
</head>
<body>
<main>
<h1>Thông điệp giữa các phần</h1>
<p>{description}</p>
<p>Bản cho phần mềm: <a href="/asyncapi.json">asyncapi.json</a></p>
<h2>Kênh</h2>
{channels}<h2>Thông điệp</h2>
{messages}</main>
</body>
</html>
"""


async def asyncapi_page() -> HTMLResponse:
    """The page."""
    return HTMLResponse(_page())


@cache
def _page() -> str:
    document = json.loads(json.dumps(asyncapi()))
    channels = "".join(_channel(each) for each in document["channels"].values())
    messages = "".join(_message(name, each) for name, each in document["components"]["messages"].items())
    return _PAGE.format(description=escape(document["info"]["description"]), channels=channels, messages=messages)


def _channel(channel: dict[str, str]) -> str:
    links = ", ".join(f'<a href="#{escape(name)}">{escape(name)}</a>' for name in channel["messages"])
    described = f"<p>{escape(channel['description'])}</p>\n" if "description" in channel else ""
    return f"<h3><code>{escape(channel['address'])}</code></h3>\n{described}<p>{links}</p>\n"


def _message(name: str, message: dict[str, list[dict[str, object]]]) -> str:
    example = json.dumps(message["examples"][0]["payload"], ensure_ascii=False, indent=2)
    title, summary = escape(name), escape(str(message["summary"]))
    return f'<h3 id="{title}">{title}</h3>\n<p>{summary}</p>\n<pre>{escape(example)}</pre>\n'
