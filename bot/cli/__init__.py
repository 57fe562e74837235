"""The command line: what each command is called and takes. What a command does stands in the files beside this one."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.config import Settings, SettingsError, load
from storage.errors import BadCopy, BadDatabaseUrl, DatabaseAway, NewerDatabase, NotEmpty, StorageError

GOOD, FAULTS, USAGE = 0, 1, 2
INTERRUPTED = 130  # as shells say it


def run_command(argv: Sequence[str]) -> int:
    """Runs one command; its exit status: 0 good, 1 faults, 2 usage."""
    try:
        args = _parser().parse_args(argv)
    except SystemExit as ended:  # argparse has said what is wrong, or printed the help
        return ended.code if isinstance(ended.code, int) else GOOD
    try:
        status: int = args.run(args)
        sys.stdout.flush()
    except SettingsError as error:
        return complain("\n".join(error.problems))
    except StorageError as error:
        return complain(words(error))
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output (a pager, head) left: nothing is wrong, and nothing can be said any more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except OSError as error:
        if error.filename is None and error.strerror is None:
            raise
        place = f"{error.filename}: " if error.filename is not None else ""
        denied = error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
        todo = "Work in a folder that you may write to, or change its rights" if denied else "Put that right"
        return complain(f"{place}{error.strerror}. {todo}, then try again.")
    return status


def settings_of(args: argparse.Namespace) -> Settings:
    """The settings of this run. Raises SettingsError."""
    return load(os.environ, args.config)


def complain(text: str, status: int = FAULTS) -> int:
    """Says what is wrong on standard error."""
    print(text, file=sys.stderr)
    return status


def words(error: StorageError) -> str:
    """What a failure of the database means, and what to do."""
    text = str(error)
    match error:
        case DatabaseAway():
            todo = "Check LEADQUIZ_DATABASE_URL, and that the server runs, or that the folder can be written"
        case BadDatabaseUrl():
            todo = "The setting is LEADQUIZ_DATABASE_URL, or database_url in leadquiz.toml"
        case NewerDatabase() | BadCopy() | NotEmpty():
            todo = ""
        case _:
            todo = "Try again"
    return f"{text[:1].upper()}{text[1:].rstrip('.')}.{f' {todo}.' if todo else ''}"


def _lazy(module: str, name: str) -> Callable[[argparse.Namespace], int]:
    """The command's code is imported when it runs: `leadquiz schema` must not wait for a web server's modules."""

    def run(args: argparse.Namespace) -> int:
        from importlib import import_module

        command: Callable[[argparse.Namespace], int] = getattr(import_module(f"bot.cli.{module}"), name)
        return command(args)

    return run


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="leadquiz",
        description="A quiz bot for shops: Telegram, VK and a chat on the site turn passers-by into leads.",
        epilog="Settings: LEADQUIZ_... in the environment, or leadquiz.toml. Example: leadquiz demo",
    )
    parser.set_defaults(config=None)
    _config(parser)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(
        name: str,
        module: str,
        function: str,
        text: str,
        example: str,
        among: argparse._SubParsersAction[argparse.ArgumentParser] = commands,
    ) -> argparse.ArgumentParser:
        made = among.add_parser(name, help=text, description=text, epilog=f"Example: {example}")
        made.set_defaults(run=_lazy(module, function))
        _config(made)
        return made

    def group(name: str, text: str, example: str) -> argparse._SubParsersAction[argparse.ArgumentParser]:
        made = commands.add_parser(name, help=text, description=text, epilog=f"Example: {example}")
        return made.add_subparsers(metavar="ACT", required=True)

    running = command(
        "run", "serve", "run", "Run all configured channels, the panel, delivery and the clock.", "leadquiz run"
    )
    running.add_argument(
        "--without-delivery", action="store_true", help="`leadquiz worker` elsewhere sends letters and fires timers"
    )
    command("worker", "serve", "worker", "Send letters and fire timers for nodes that run elsewhere.",
            "leadquiz worker")  # fmt: skip
    demo = command("demo", "serve", "demo", "Try it with nothing configured: web chat and leads page.", "leadquiz demo")
    demo.add_argument("--port", type=_port, help="port to listen on (default: 8080, or a free one)")

    check = command("check", "check", "check", "Check scripts and settings.", "leadquiz check my-scripts/")
    check.add_argument(
        "path", nargs="*", type=Path, metavar="PATH", help="script files or folders (default: SCRIPTS_DIR and settings)"
    )
    chat = command("chat", "talk", "chat", "Talk to a script in the terminal.", "leadquiz chat kitchen")
    chat.add_argument("script", metavar="SCRIPT", help="a script file, or the id of a script in SCRIPTS_DIR")
    chat.add_argument("--language", default="", help="the prospect's language, such as en")
    play = command(
        "play", "talk", "play", "Play a transcript against a script and compare.", "leadquiz play kitchen kitchen.txt"
    )
    play.add_argument("script", metavar="SCRIPT", help="a script file, or the id of a script in SCRIPTS_DIR")
    play.add_argument(
        "transcript", type=Path, metavar="TRANSCRIPT", help="`> input`, `< text`, `[a] [b]`, `@+15m`, `! event`"
    )
    play.add_argument("--update", action="store_true", help="write what was said into the transcript")
    command("schema", "talk", "schema", "Print the JSON Schema of the script format.", "leadquiz schema > script.json")

    among = group("scripts", "Publish scripts, list their versions, go back to one.", "leadquiz scripts list")
    publish = command("publish", "scripts", "publish_files", "Publish script files.",
                      "leadquiz scripts publish kitchen.yaml --note 'new prices'", among)  # fmt: skip
    publish.add_argument("path", nargs="+", type=Path, metavar="FILE", help="script files, or folders of them")
    publish.add_argument("--note", default="", help="why, for the list of versions")
    _format(command("list", "scripts", "listing", "List the published versions.", "leadquiz scripts list", among))
    rollback = command("rollback", "scripts", "rollback", "Publish an older version's content anew.",
                       "leadquiz scripts rollback kitchen 3", among)  # fmt: skip
    rollback.add_argument("script", metavar="ID", help="the script's id")
    rollback.add_argument("version", type=_number, metavar="VERSION", help="as `leadquiz scripts list` shows it")

    among = group("leads", "List, show and export leads.", "leadquiz leads list --temperature hot")
    for name, function, text in (
        ("list", "listing", "List leads, newest first."),
        ("export", "export", "Write all leads that match to standard output."),
    ):
        made = command(name, "leads", function, text, f"leadquiz leads {name} --temperature hot --format csv", among)
        for key in ("status", "temperature", "script", "channel"):
            made.add_argument(f"--{key}", action="append", default=[], help="may be given several times: any of them")
        made.add_argument("--since", default="", metavar="TIME", help="created then or later, such as 2026-11-01")
        if name == "list":
            made.add_argument("--limit", type=_number, default=50, help="at most so many (default: 50)")
        _format(made, "csv" if name == "export" else "table")
    show = command("show", "leads", "show", "Show one lead.", "leadquiz leads show 1024", among)
    show.add_argument("id", type=_number, metavar="ID", help="the lead's number")
    _format(show)

    forget = command("forget", "leads", "forget", "Erase all personal data of a person; prints a receipt.",
                     "leadquiz forget +79990000000")  # fmt: skip
    forget.add_argument("person", metavar="PERSON", help="a lead's id, a phone, an e-mail, or channel:address")
    forget.add_argument("--yes", action="store_true", help="do not ask")

    command("migrate", "database", "migrate", "Bring the database up to this version.", "leadquiz migrate")
    copied = command("backup", "backup", "backup", "Copy the database into one file, while it is in use.",
                     "leadquiz backup copies/monday.db")  # fmt: skip
    copied.add_argument("file", type=Path, metavar="FILE", help="where the copy goes; an older one is replaced")
    restored = command("restore", "backup", "restore", "Make the database what a copy holds.",
                       "leadquiz restore copies/monday.db")  # fmt: skip
    restored.add_argument("file", type=Path, metavar="FILE", help="what `leadquiz backup` wrote")
    restored.add_argument("--replace", action="store_true", help="what the database holds now may go")
    command(
        "doctor", "doctor", "doctor", "Reach every configured platform and say what is set wrong.", "leadquiz doctor"
    )

    among = group("staff", "Add and list members of the staff.", "leadquiz staff add 'Anna' --role manager")
    add = command("add", "staff", "add", "Add a member of the staff; prints a one-time sign-in link.",
                  "leadquiz staff add 'Anna' --role manager", among)  # fmt: skip
    add.add_argument("name", metavar="NAME")
    add.add_argument("--role", choices=("admin", "chief", "distributor", "manager", "agency"), default="manager")
    _format(command("list", "staff", "listing", "List the staff.", "leadquiz staff list", among))
    return parser


def _config(parser: argparse.ArgumentParser) -> None:
    """`--config` may stand before the command and after it."""
    parser.add_argument(
        "--config", type=Path, metavar="FILE", default=argparse.SUPPRESS, help="settings file (default: leadquiz.toml)"
    )


def _format(parser: argparse.ArgumentParser, default: str = "table") -> None:
    parser.add_argument("--format", choices=("table", "json", "csv"), default=default, help=f"default: {default}")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 19 and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 up")
    return int(text)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 0 (any free one) to 65535")
    return int(text)
