"""The command line: what each command is called and takes. What a command does stands in the files beside this one."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.config import Settings, SettingsError, load

GOOD, FAULTS, USAGE = 0, 1, 2


def run_command(argv: Sequence[str]) -> int:
    """Runs one command; its exit status: 0 good, 1 faults, 2 usage."""
    parser = _parser()
    args = parser.parse_args(argv)
    try:
        status: int = args.run(args)
    except SettingsError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return FAULTS
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output (a pager, head) left: nothing is wrong, and nothing can be said any more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    return status


def settings_of(args: argparse.Namespace) -> Settings:
    """The settings of this run. Raises SettingsError."""
    return load(os.environ, args.config)


def complain(text: str, status: int = FAULTS) -> int:
    """Says what is wrong on standard error."""
    print(text, file=sys.stderr)
    return status


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
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings file (default: leadquiz.toml)")
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
        return made

    command("run", "serve", "run", "Run all configured channels, the panel, delivery and the clock.", "leadquiz run")
    demo = command("demo", "serve", "demo", "Try it with nothing configured: web chat and leads page.", "leadquiz demo")
    demo.add_argument("--port", type=int, help="port to listen on (default: 8080, or a free one)")

    check = command("check", "scripts", "check", "Check scripts and settings.", "leadquiz check my-scripts/")
    check.add_argument(
        "path", nargs="*", type=Path, metavar="PATH", help="script files or folders (default: SCRIPTS_DIR)"
    )
    chat = command("chat", "talk", "chat", "Talk to a script in the terminal.", "leadquiz chat kitchen")
    chat.add_argument("script", metavar="SCRIPT", help="a script file, or the id of a script in SCRIPTS_DIR")
    chat.add_argument("--language", default="", help="the prospect's language, such as en")
    play = command(
        "play", "talk", "play", "Play a transcript against a script and compare.",
        "leadquiz play kitchen tests/dialogs/transcripts/kitchen.txt",
    )  # fmt: skip
    play.add_argument("script", metavar="SCRIPT", help="a script file, or the id of a script in SCRIPTS_DIR")
    play.add_argument("transcript", type=Path, metavar="TRANSCRIPT")
    play.add_argument("--update", action="store_true", help="write what was said into the transcript")
    command("schema", "talk", "schema", "Print the JSON Schema of the script format.", "leadquiz schema > script.json")

    scripts = command("scripts", "scripts", "listing", "Published scripts.", "leadquiz scripts list")
    among = scripts.add_subparsers(metavar="ACT", required=True)
    publish = command("publish", "scripts", "publish_files", "Publish script files.",
                      "leadquiz scripts publish kitchen.yaml --note 'new prices'", among)  # fmt: skip
    publish.add_argument("path", nargs="+", type=Path, metavar="FILE")
    publish.add_argument("--note", default="", help="why, for the list of versions")
    listing = command("list", "scripts", "listing", "List the published versions.", "leadquiz scripts list", among)
    _format(listing)
    rollback = command("rollback", "scripts", "rollback", "Publish an older version's content anew.",
                       "leadquiz scripts rollback kitchen 3", among)  # fmt: skip
    rollback.add_argument("script", metavar="ID")
    rollback.add_argument("version", type=int, metavar="VERSION")

    leads = command("leads", "leads", "listing", "Leads.", "leadquiz leads list")
    among = leads.add_subparsers(metavar="ACT", required=True)
    for name, function, text in (
        ("list", "listing", "List leads, newest first."),
        ("export", "export", "Write all leads that match to standard output."),
    ):
        made = command(name, "leads", function, text, f"leadquiz leads {name} --temperature hot --format csv", among)
        for key in ("status", "temperature", "script", "channel"):
            made.add_argument(f"--{key}", action="append", default=[], help="may be given several times: any of them")
        made.add_argument("--since", default="", metavar="TIME", help="created then or later, such as 2026-11-01")
        if name == "list":
            made.add_argument("--limit", type=int, default=50)
        _format(made, "csv" if name == "export" else "table")
    show = command("show", "leads", "show", "Show one lead.", "leadquiz leads show 1024", among)
    show.add_argument("id", type=int, metavar="ID")
    _format(show)

    forget = command("forget", "leads", "forget", "Erase all personal data of a person; prints a receipt.",
                     "leadquiz forget +79990000000")  # fmt: skip
    forget.add_argument("person", metavar="PERSON", help="a lead's id, a phone, an e-mail, or channel:address")
    forget.add_argument("--yes", action="store_true", help="do not ask")

    command("migrate", "database", "migrate", "Bring the database up to this version.", "leadquiz migrate")
    command(
        "doctor", "doctor", "doctor", "Reach every configured platform and say what is set wrong.", "leadquiz doctor"
    )

    staff = command("staff", "staff", "listing", "Staff.", "leadquiz staff list")
    among = staff.add_subparsers(metavar="ACT", required=True)
    add = command("add", "staff", "add", "Add a member of the staff; prints a one-time sign-in link.",
                  "leadquiz staff add 'Anna' --role manager", among)  # fmt: skip
    add.add_argument("name", metavar="NAME")
    add.add_argument("--role", choices=("admin", "chief", "distributor", "manager", "agency"), default="manager")
    _format(command("list", "staff", "listing", "List the staff.", "leadquiz staff list", among))
    return parser


def _format(parser: argparse.ArgumentParser, default: str = "table") -> None:
    parser.add_argument("--format", choices=("table", "json", "csv"), default=default)
