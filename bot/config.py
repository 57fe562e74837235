"""Settings: from the environment (`LEADQUIZ_...`) and `leadquiz.toml`; the environment wins.

`load` reports every problem at once, in words that say what to do; a secret never appears in a message or a repr.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

PREFIX = "LEADQUIZ_"
PACKAGED_SCRIPTS = Path(__file__).resolve().parent.parent / "dialogs" / "scripts"


class SettingsError(Exception):
    """Settings that cannot be used; `problems` has one sentence or two for each, none holds a secret."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """One bot or community. `mode`: auto, polling or webhook (telegram); auto, longpoll or callback (vk)."""

    name: str
    kind: str
    token: str = field(default="", repr=False)
    api_url: str = ""
    mode: str = "auto"
    secret: str = field(default="", repr=False)
    group_id: int = 0
    confirmation: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ManagersChat:
    """Where managers are told: `telegram:-100...`, `vk:2000000001`."""

    channel: str
    address: str


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one installation. `problems` of the channels are told by `doctor`."""

    database_url: str = field(default="sqlite:///data/leadquiz.db", repr=False)
    redis_url: str = field(default="", repr=False)
    http_host: str = "127.0.0.1"
    http_port: int = 8080
    public_url: str = ""
    scripts_dir: Path = PACKAGED_SCRIPTS
    channels: tuple[ChannelSettings, ...] = ()
    managers: tuple[ManagersChat, ...] = ()
    api_token: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    log_format: str = "text"
    log_level: str = "INFO"
    web_origins: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    smtp_url: str = field(default="", repr=False)
    shop: Mapping[str, Any] = field(default_factory=dict)

    @property
    def data_dir(self) -> Path:
        """Where uploads and keys live: beside an SQLite file, else `data`."""
        if self.database_url.startswith("sqlite"):
            return sqlite_path(self.database_url).parent
        return Path("data")

    @property
    def strange_chats(self) -> tuple[ManagersChat, ...]:
        """Managers' chats of channels that are not configured: nobody there would be told."""
        names = {channel.name for channel in self.channels}
        return tuple(chat for chat in self.managers if chat.channel not in names)

    @property
    def base_url(self) -> str:
        """What links to our own pages begin with."""
        if self.public_url:
            return self.public_url
        host = "127.0.0.1" if self.http_host in ("0.0.0.0", "::") else self.http_host  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.http_port}"


def sqlite_path(url: str) -> Path:
    """`sqlite:///data/x.db` is relative to the working directory, `sqlite:////var/x.db` absolute."""
    return Path(unquote(urlsplit(url).path).removeprefix("/"))


def load(environ: Mapping[str, str], file: Path | None = None) -> Settings:
    """Settings from `environ` and `file` (default: LEADQUIZ_CONFIG, else leadquiz.toml where it exists).

    Raises SettingsError with every problem.
    """
    reader = _Reader(environ)
    reader.read_file(file)
    settings = reader.settings()
    if reader.problems:
        raise SettingsError(reader.problems)
    return settings


# Reading --------------------------------------------------------------------------------------------------------------

_SCALARS = (
    *("database_url", "redis_url", "http_host", "http_port", "public_url", "scripts_dir", "managers_chat"),
    *("api_token", "secret_key", "log_format", "log_level", "web_origins", "trusted_proxies", "smtp_url"),
)
_CHANNEL_KEYS = {
    "telegram": ("token", "api_url", "mode", "secret"),
    "vk": ("token", "group_id", "api_url", "mode", "secret", "confirmation"),
}
_MODES = {"telegram": ("auto", "polling", "webhook"), "vk": ("auto", "longpoll", "callback")}
_DEFAULT_API = {"telegram": "https://api.telegram.org", "vk": "https://api.vk.com"}
_FLAT = tuple(f"{kind}_{key}" for kind, keys in _CHANNEL_KEYS.items() for key in keys)
_OTHERS = ("config", "test_database_url", "test_redis_url", "test_crash_at")
_TELEGRAM_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class _Reader:
    """Gathers values from both places and the problems with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = {k[len(PREFIX) :].lower(): v for k, v in environ.items() if k.startswith(PREFIX)}
        self.file = ""
        self.lines: list[str] = []  # of the file, in lower case, to tell where a fault stands
        self.file_values: dict[str, Any] = {}
        self.channels: list[Any] = []
        self.shop: dict[str, Any] = {}
        self.problems: list[str] = []
        known = {*_SCALARS, *_FLAT, *_OTHERS}
        for name in sorted(set(self.environ) - known):
            if (near := _nearest(name, known)) is not None:
                self.problems.append(f"{PREFIX}{name.upper()} is no setting. Did you mean {PREFIX}{near.upper()}?")

    def read_file(self, file: Path | None) -> None:
        path = file or Path(self.environ.get("config") or "leadquiz.toml")
        if not path.exists():
            if file is not None or "config" in self.environ:
                self.problems.append(f"{path} does not exist. Make it, or name another settings file.")
            return
        try:
            text = path.read_text("utf-8-sig")
            values = tomllib.loads(text)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            # A parser's message may quote the line, and a line may hold a token: only the place is told.
            place = re.search(r"line (\d+)", str(error))
            where = f" at line {place.group(1)}" if place else ""
            self.problems.append(f"{path} cannot be read{where}. Mend the TOML there.")
            return
        self.file, self.lines = str(path), text.lower().splitlines()
        values = {k.lower(): v for k, v in values.items()}
        self.channels = self._table(values.pop("channels", []), list, "[[channels]]")
        self.shop = self._table(values.pop("shop", {}), dict, "[shop]")
        known = {*_SCALARS, *_FLAT}
        for name in sorted(set(values) - known):
            near = _nearest(name, {*known, "channels", "shop"})
            hint = f"Did you mean {near}?" if near else "Take it out."
            self.problems.append(f"{self._at(name)}{name} is no setting. {hint}")
        self.file_values = {k: v for k, v in values.items() if k in known}

    def _table(self, value: Any, kind: type[Any], header: str) -> Any:
        if isinstance(value, kind):
            return value
        self.problems.append(f"{self._at(header.strip('[]'))}{header} must be a table. Write {header}, its keys below.")
        return kind()

    def _at(self, pattern: str, number: int = 1) -> str:
        """`FILE:LINE: ` of the key, or of the header in brackets where that many of it came before."""
        found = re.compile(rf"\s*\[*\s*{re.escape(pattern)}\s*(?:\]|=|$)")
        lines = [place for place, line in enumerate(self.lines, 1) if found.match(line)]
        return f"{self.file}:{lines[number - 1]}: " if len(lines) >= number else f"{self.file}: "

    def value(self, name: str, default: str = "") -> str:
        if name in self.environ:
            return self.environ[name].strip()
        value = self.file_values.get(name, default)
        if isinstance(value, list | tuple):
            return ",".join(map(str, value))
        return str(value).strip()

    def settings(self) -> Settings:
        return Settings(
            database_url=self._database_url(),
            redis_url=self._url("redis_url", ("redis", "rediss", "unix")),
            http_host=self.value("http_host") or "127.0.0.1",
            http_port=self._integer("http_port", 8080, 0, 65535),
            public_url=self._url("public_url", ("http", "https")).rstrip("/"),
            scripts_dir=self._scripts_dir(),
            channels=self._channels(),
            managers=self._managers(),
            api_token=self.value("api_token"),
            secret_key=self._secret_key(),
            log_format=self._one_of("log_format", ("text", "json"), "text"),
            log_level=self._one_of("log_level", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO", str.upper),
            web_origins=self._origins(),
            trusted_proxies=self._proxies(),
            smtp_url=self._url("smtp_url", ("smtp", "smtps")),
            shop=self._shop(),
        )

    # single values --------------------------------------------------------------------------------------------------

    def _problem(self, name: str, text: str) -> None:
        """Names the setting as it was written: in the environment, or in a line of the file."""
        from_file = name in self.file_values and name not in self.environ
        self.problems.append(f"{self._at(name)}{name} {text}" if from_file else f"{PREFIX}{name.upper()} {text}")

    def _database_url(self) -> str:
        url = self.value("database_url") or "sqlite:///data/leadquiz.db"
        scheme = url.split("://", 1)[0]
        if scheme in ("postgres", "postgresql"):
            return "postgresql" + url[len(scheme) :]
        if scheme == "sqlite" and url.startswith("sqlite:///") and len(url) > len("sqlite:///"):
            return url
        self._problem("database_url", "must be sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME. Write it so.")
        return "sqlite:///data/leadquiz.db"

    def _url(self, name: str, schemes: tuple[str, ...]) -> str:
        url = self.value(name)
        if not url:
            return ""
        try:
            parts = urlsplit(url)
            good = parts.scheme in schemes and (bool(parts.hostname) or parts.scheme == "unix")
            _ = parts.port
        except ValueError:
            good = False
        if not good:
            self._problem(name, f"is no address. Write it as {schemes[0]}://HOST...")
            return ""
        return url

    def _integer(self, name: str, default: int, least: int, most: int) -> int:
        text = self.value(name)
        if not text:
            return default
        if not text.isascii() or not text.isdigit() or len(text) > 9 or not least <= int(text) <= most:
            self._problem(name, f"must be a whole number from {least} to {most}. Change it.")
            return default
        return int(text)

    def _one_of(self, name: str, allowed: tuple[str, ...], default: str, fold: Callable[[str], str] = str.lower) -> str:
        text = fold(self.value(name) or default)
        if text not in allowed:
            self._problem(name, f"must be one of {', '.join(allowed)}. Choose one of them.")
            return default
        return text

    def _scripts_dir(self) -> Path:
        text = self.value("scripts_dir")
        if not text:
            return PACKAGED_SCRIPTS
        path = Path(text)
        if not path.is_dir():
            self._problem("scripts_dir", f"names {path}, which is no folder. Make it, or leave the setting out.")
        return path

    def _secret_key(self) -> str:
        key = self.value("secret_key")
        if key and len(key) < 16:
            self._problem("secret_key", "is too short. Give at least 16 characters, or leave it out: one is then made.")
        return key

    def _origins(self) -> tuple[str, ...]:
        origins = tuple(o.strip().rstrip("/") for o in self.value("web_origins").split(",") if o.strip())
        for origin in origins:
            parts = urlsplit(origin)
            if origin != "*" and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path):
                self._problem("web_origins", f"has {origin!r}. Write each as https://HOST, without a path.")
        return origins

    def _proxies(self) -> tuple[str, ...]:
        import ipaddress

        proxies = tuple(p.strip() for p in self.value("trusted_proxies").split(",") if p.strip())
        for proxy in proxies:
            try:
                ipaddress.ip_network(proxy, strict=False)
            except ValueError:
                self._problem("trusted_proxies", f"has {proxy!r}. Write addresses or networks such as 10.0.0.0/8.")
        return proxies

    # channels -------------------------------------------------------------------------------------------------------

    def _channels(self) -> tuple[ChannelSettings, ...]:
        found: list[ChannelSettings] = []
        for kind, keys in _CHANNEL_KEYS.items():
            values = {key: self.value(f"{kind}_{key}") for key in keys}
            if values["token"]:
                if (one := self._channel(kind, kind, values, f"{PREFIX}{kind.upper()}_")) is not None:
                    found.append(one)
            elif any(values[k] for k in keys if k not in ("api_url", "mode")):
                self._problem(f"{kind}_token", f"is missing, but other settings of {kind} are given. Add the token.")
        for number, row in enumerate(self.channels, 1):
            where = f"{self._at('channels', number)}[[channels]] number {number}: "
            if not isinstance(row, dict):
                self.problems.append(f"{where}must be a table. Write [[channels]] and its keys below.")
                continue
            kind, name = str(row.get("kind", "")), str(row.get("name", ""))
            if kind not in _CHANNEL_KEYS:
                self.problems.append(f"{where}kind must be telegram or vk. Choose one.")
                continue
            if not _NAME.fullmatch(name) or name == "web":
                self.problems.append(f"{where}name must be a short word in lower case, other than web. Rename it.")
                continue
            row = {key.lower().removeprefix(f"{kind}_"): value for key, value in row.items()}
            for key in sorted(set(row) - {"name", "kind", *_CHANNEL_KEYS[kind]}):
                near = _nearest(key, set(_CHANNEL_KEYS[kind]))
                hint = f"Did you mean {near}?" if near else "Take it out."
                self.problems.append(f"{where}{key} is no setting. {hint}")
            values = {key: str(row.get(key, "")).strip() for key in _CHANNEL_KEYS[kind]}
            if (one := self._channel(kind, name, values, where)) is not None:
                found.append(one)
        names = [c.name for c in found]
        for name in sorted({n for n in names if names.count(n) > 1}):
            self.problems.append(f"Two channels are called {name}. Give each [[channels]] a name of its own.")
        tokens = [c.token for c in found]
        for one in (c for place, c in enumerate(found) if c.token in tokens[:place]):
            self.problems.append(f"The token of {one.name} is that of another channel. Give each bot one channel.")
        return tuple(found)

    def _channel(self, kind: str, name: str, values: dict[str, str], where: str) -> ChannelSettings | None:
        def say(key: str, text: str) -> None:
            label = key.upper() if where.startswith(PREFIX) else key
            problems.append(f"{where}{label} {text}")

        problems: list[str] = []
        if not values["token"]:
            say("token", "is missing. Add it.")
        elif kind == "telegram" and not _TELEGRAM_TOKEN.fullmatch(values["token"]):
            say("token", "does not look like a bot token (123456789:ABC...). Copy it anew from @BotFather.")
        mode = (values["mode"] or "auto").lower()
        if mode not in _MODES[kind]:
            say("mode", f"must be one of {', '.join(_MODES[kind])}. Choose one of them.")
        api_url = values["api_url"].rstrip("/") or _DEFAULT_API[kind]
        if urlsplit(api_url).scheme not in ("http", "https"):
            say("api_url", "is no address. Write it as https://HOST.")
        if values["secret"] and not _SECRET.fullmatch(values["secret"]):
            say("secret", "may hold only A-Z a-z 0-9 _ -, at most 256 of them. Choose another.")
        group = values.get("group_id", "")
        if kind == "vk" and not (group.isascii() and group.isdigit() and int(group) > 0):
            say("group_id", "must be the community's number, such as 123456789. Set it.")
        wants_hook = mode == {"telegram": "webhook", "vk": "callback"}[kind]
        if wants_hook and not self.value("public_url"):
            say("mode", f"is {mode}, which needs {PREFIX}PUBLIC_URL. Set it, or let the mode be auto.")
        self.problems.extend(problems)
        if problems:
            return None
        return ChannelSettings(
            name=name,
            kind=kind,
            token=values["token"],
            api_url=api_url,
            mode=mode,
            secret=values["secret"],
            group_id=int(group or 0),
            confirmation=values.get("confirmation", ""),
        )

    def _shop(self) -> dict[str, Any]:
        if not self.shop:
            return {}
        from bot.shop import read_shop

        shop, problems = read_shop(self.shop)
        self.problems.extend(f"{self._at('shop')}[shop] {problem}" for problem in problems)
        return shop

    def _managers(self) -> tuple[ManagersChat, ...]:
        chats: list[ManagersChat] = []
        for part in (p.strip() for p in self.value("managers_chat").split(",")):
            if not part:
                continue
            channel, _, address = part.partition(":")
            if not channel or not re.fullmatch(r"-?\d+", address):
                self._problem("managers_chat", f"has {part!r}. Write telegram:-100123 or vk:2000000001.")
                continue
            chats.append(ManagersChat(channel, address))
        return tuple(chats)


def _nearest(name: str, known: set[str]) -> str | None:
    return next(iter(difflib.get_close_matches(name, sorted(known), 1, 0.75)), None)
