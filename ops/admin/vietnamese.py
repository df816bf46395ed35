"""Commands whose help and usage errors are Vietnamese throughout: the frame that typer writes in English, too."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import typer
from typer._click.exceptions import NoArgsIsHelpError, UsageError
from typer.core import TyperCommand, TyperGroup

USAGE = 2
_Function = TypeVar("_Function", bound=Callable[..., Any])

# Typer 0.29 has no catalogue for most of these. A phrase counts only where typer puts it.
_FRAME: Sequence[tuple[str, str]] = (
    (r"^Usage: ", "Cách dùng: "),
    (r"\[OPTIONS\]", "[TÙY CHỌN]"),
    (r"COMMAND \[ARGS\]\.\.\.", "LỆNH [THAM SỐ]..."),
    (r"^Options:$", "Tùy chọn:"),
    (r"^Arguments:$", "Tham số:"),
    (r"^Commands:$", "Lệnh:"),
    (r"Show this message and exit\.", "Hiện hướng dẫn này."),
    (r"\[required\]", "[bắt buộc]"),
    (r"\[default: (.+?)(?=[;\]])", r"[mặc định: \1"),
    (r"; required\]", "; bắt buộc]"),
)
_ERRORS: Sequence[tuple[str, str]] = (
    (r"Missing command\..*", "Chưa nêu lệnh. Chọn một lệnh trong --help."),
    (r"No such command ('[^']*').*Did you mean (.+)\?.*", r"Không có lệnh \1. Có phải \2?"),
    (r"No such command ('[^']*').*", r"Không có lệnh \1. Chọn một lệnh trong --help."),
    (r"No such option: ([^\s.]+).*", r"Không có tùy chọn \1. Chọn một tùy chọn trong --help."),
    (r"Missing \w+ '?([^'.]+)'?.*", r"Chưa nêu \1. Thêm vào lệnh, như --help chỉ."),
    (r"Got unexpected extra argument\(s\) \((.+)\).*", r"Thừa: \1. Bỏ phần này, hoặc đặt trong dấu nháy."),
    (r"Option '?([^' ]+)'? requires an argument\..*", r"Tùy chọn \1 cần một giá trị. Thêm giá trị sau nó."),
    (r"Option '?([^' ]+)'? does not take a value\..*", r"Tùy chọn \1 không nhận giá trị. Bỏ giá trị sau nó."),
    (r"Invalid value for ([^:]+): \w+ '([^']+)' does not exist\.", r"\1: không có tệp “\2”. Kiểm tra đường dẫn."),
    (r"Invalid value for ([^:]+): \w+ '([^']+)' is a directory\.", r"\1: “\2” là thư mục. Nêu một tệp."),
    (r"Invalid value for ([^:]+): \w+ '([^']+)' is not readable\.", r"\1: không đọc được “\2”. Kiểm tra quyền đọc."),
    (r"Invalid value for ([^:]+): (.+) is not one of (.+)\.", r"\1: \2 không dùng được. Chọn một trong: \3."),
    (
        r"Invalid value for ([^:]+): .*?('[^']*') does not match the formats? '%Y-%m-%d'.*",
        r"\1: viết ngày như 2021-10-31, không phải \2.",
    ),
    (r"Invalid value(?: for ([^:]+))?: ([^:]*[^\x00-\x7f].*)", r"\2"),
    (r"Invalid value for ([^:]+): (.+)", r"\1: giá trị này không dùng được (\2). Xem cách viết trong --help."),
    (r"(.+)", r"Lệnh viết chưa đúng (\1). Xem cách viết trong --help."),
)


class _Command(TyperCommand):
    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - typer's context type is private
        return framed(super().get_help(ctx))


class _Group(TyperGroup):
    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - as above
        return framed(super().get_help(ctx))

    def make_context(self, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - as above
        with _usage_errors_translated():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - as above
        with _usage_errors_translated():
            return super().invoke(ctx)


class Commands(typer.Typer):
    """A typer whose commands and groups speak Vietnamese."""

    def __init__(self, text: str) -> None:
        """Made with the help of the group."""
        super().__init__(
            cls=_Group,
            help=text,
            no_args_is_help=True,
            add_completion=False,
            pretty_exceptions_enable=False,
            rich_markup_mode=None,
        )

    def act(self, name: str) -> Callable[[_Function], _Function]:
        """Add a command; its docstring is its help."""
        return self.command(name, cls=_Command)


def framed(text: str) -> str:
    """The help with typer's own words in Vietnamese."""
    for pattern, words in _FRAME:
        text = re.sub(pattern, words, text, flags=re.MULTILINE)
    return text


def translate_error(message: str) -> str:
    """A usage error in Vietnamese."""
    for pattern, words in _ERRORS:
        if re.match(pattern, message, flags=re.DOTALL):
            return re.sub(pattern, words, message, flags=re.DOTALL)
    return message


@contextmanager
def _usage_errors_translated() -> Iterator[None]:
    try:
        yield
    except NoArgsIsHelpError as help_page:
        typer.echo(framed(help_page.format_message()), err=True)
        raise typer.Exit(USAGE) from None
    except UsageError as error:
        if error.ctx is not None:
            usage = framed(error.ctx.get_usage())
            typer.echo(f"{usage}\nHướng dẫn: {error.ctx.command_path} --help", err=True)
        typer.echo(translate_error(error.format_message()), err=True)
        raise typer.Exit(USAGE) from None
