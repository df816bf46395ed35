"""Commands whose help and usage errors are Vietnamese throughout: the frame that typer writes in English, too.

Nothing of typer's English is read: a page of help is written from the parser, a sentence from an error's class and from
the parameter that it names.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from difflib import get_close_matches
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar, get_args

import typer
from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)
from typer.core import TyperCommand, TyperGroup

USAGE = 2
_Function = TypeVar("_Function", bound=Callable[..., Any])
_OPTIONS, _SUBCOMMAND = "[TÙY CHỌN]", "LỆNH [THAM SỐ]..."


class WrongCommandError(UsageError):
    """What is wrong with a command as it was typed; the message says what to do, in Vietnamese."""


class _Command(TyperCommand):
    def format_usage(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer's context type is private
        _write_usage(self, ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
        _write_parameters(self, ctx, formatter)

    def get_help_option(self, ctx: Any) -> Any:  # noqa: ANN401 - as above
        return _translated(super().get_help_option(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - as above
        ctx.allow_extra_args = True
        try:
            rest = super().parse_args(ctx, args)
        except UsageError as error:
            error.ctx = error.ctx or ctx
            raise
        if rest and not ctx.resilient_parsing:
            raise WrongCommandError(f"Thừa: {' '.join(rest)}. Bỏ phần này, hoặc đặt trong dấu nháy.", ctx)
        return rest


class _Group(TyperGroup):
    def format_usage(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
        _write_usage(self, ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
        _write_parameters(self, ctx, formatter)
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        width = formatter.width - 6 - max(len(name) for name, _ in commands)
        with formatter.section("Lệnh"):
            formatter.write_dl([(name, command.get_short_help_str(width)) for name, command in commands if command])

    def get_help_option(self, ctx: Any) -> Any:  # noqa: ANN401 - as above
        return _translated(super().get_help_option(ctx))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - as above
        name, known = args[0], self.list_commands(ctx)
        if name in known or name.startswith("-"):
            return super().resolve_command(ctx, args)
        near = get_close_matches(name, known)
        way_out = f"Có phải {', '.join(map(repr, near))}?" if near else "Chọn một lệnh trong --help."
        raise WrongCommandError(f"Không có lệnh {name!r}. {way_out}", ctx)

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
            options_metavar=_OPTIONS,
            subcommand_metavar=_SUBCOMMAND,
            no_args_is_help=True,
            add_completion=False,
            pretty_exceptions_enable=False,
            rich_markup_mode=None,
        )

    def act(self, name: str) -> Callable[[_Function], _Function]:
        """Add a command; its docstring is its help."""
        return self.command(name, cls=_Command, options_metavar=_OPTIONS)


def existing_file(param: typer.CallbackParam, path: Path) -> Path:
    """The path that a parameter names, of a file that can be read.

    Raises:
        WrongCommandError: There is none.
    """
    if path.is_dir():
        raise WrongCommandError(f"{param.name}: “{path}” là thư mục. Nêu một tệp.")
    try:
        path.open("rb").close()
    except FileNotFoundError:
        raise WrongCommandError(f"{param.name}: không có tệp “{path}”. Kiểm tra đường dẫn.") from None
    except OSError as error:
        raise WrongCommandError(
            f"{param.name}: không đọc được “{path}” ({error.strerror}). Kiểm tra quyền đọc."
        ) from None
    return path


def translate_error(error: UsageError) -> str:
    """What is wrong with the command, and what to do."""
    match error:
        case WrongCommandError() | BadParameter(param=None):
            sentence = str(error.message)
        case NoSuchOption():
            sentence = f"Không có tùy chọn {error.option_name}. Chọn một tùy chọn trong --help."
        case BadOptionUsage() if _is_flag(error):
            sentence = f"Tùy chọn {error.option_name} không nhận giá trị. Bỏ giá trị sau nó."
        case BadOptionUsage():
            sentence = f"Tùy chọn {error.option_name} cần một giá trị. Thêm giá trị sau nó."
        case MissingParameter():
            sentence = f"Chưa nêu {_name(error.param)}. Thêm vào lệnh, như --help chỉ."
        case BadParameter():
            sentence = f"{_name(error.param)}: {_what_fits(error.param)}"
        case _:
            sentence = f"Lệnh viết chưa đúng ({error.message}). Xem cách viết trong --help."
    return sentence


def _what_fits(param: Any) -> str:  # noqa: ANN401 - as above
    kinds = _kinds(param)
    choices = [each.value for kind in kinds if issubclass(kind, Enum) for each in kind]
    if choices:
        return f"giá trị này không dùng được. Chọn một trong: {', '.join(choices)}."
    if datetime in kinds:
        return "viết ngày như 2021-10-31."
    if span := _range_of(param):
        return f"giá trị này không dùng được. Nêu một số {span}."
    return "giá trị này không dùng được. Xem cách viết trong --help."


def _kinds(param: Any) -> Sequence[type]:  # noqa: ANN401 - as above
    annotation = getattr(getattr(param, "type_descriptor", None), "annotation", None)
    return [kind for kind in (annotation, *get_args(annotation)) if isinstance(kind, type)]


def _range_of(param: Any) -> str:  # noqa: ANN401 - as above
    least, most = getattr(param, "min", None), getattr(param, "max", None)
    parts = (f"từ {least}" if least is not None else "", f"đến {most}" if most is not None else "")
    return " ".join(filter(None, parts))


def _is_flag(error: BadOptionUsage) -> bool:
    params = error.ctx.command.get_params(error.ctx) if error.ctx else []
    return any(error.option_name in param.opts and getattr(param, "is_flag", False) for param in params)


def _name(param: Any) -> str:  # noqa: ANN401 - as above
    return str(param.opts[0] if param.param_type_name == "option" else param.name)


def _write_usage(command: Any, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
    formatter.write_usage(ctx.command_path, " ".join(command.collect_usage_pieces(ctx)), prefix="Cách dùng: ")


def _write_parameters(command: Any, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
    for title, kind in (("Tham số", "argument"), ("Tùy chọn", "option")):
        params = [param for param in command.get_params(ctx) if param.param_type_name == kind]
        rows = [(record[0], _help_of(param)) for param in params if (record := param.get_help_record(ctx))]
        if rows:
            with formatter.section(title):
                formatter.write_dl(rows)


def _help_of(param: Any) -> str:  # noqa: ANN401 - as above
    notes = ["bắt buộc"] if param.required else []
    if not param.required and not isinstance(param.default, bool) and param.default not in (None, "", (), []):
        notes.append(f"mặc định: {param.default}")
    if span := _range_of(param):
        notes.append(span)
    return f"{param.help}  [{'; '.join(notes)}]" if notes else str(param.help)


def _translated(option: Any) -> Any:  # noqa: ANN401 - as above
    if option is not None:
        option.help = "Hiện hướng dẫn này."
    return option


@contextmanager
def _usage_errors_translated() -> Iterator[None]:
    try:
        yield
    except NoArgsIsHelpError as help_page:
        typer.echo(help_page.format_message(), err=True)
        raise typer.Exit(USAGE) from None
    except UsageError as error:
        if error.ctx is not None:
            typer.echo(f"{error.ctx.get_usage()}\nHướng dẫn: {error.ctx.command_path} --help", err=True)
        typer.echo(translate_error(error), err=True)
        raise typer.Exit(USAGE) from None
