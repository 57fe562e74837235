"""Settings come from the environment and a file; every problem is told at once and no secret is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import ManagersChat, SettingsError, load, sqlite_path

TOKEN = "123456789:AAEexampleexampleexampleexample12345"


def problems(environ: dict[str, str], file: Path | None = None) -> str:
    with pytest.raises(SettingsError) as caught:
        load(environ, file)
    return "\n".join(caught.value.problems)


def test_nothing_configured_is_a_working_shop() -> None:
    settings = load({})
    assert settings.database_url == "sqlite:///data/leadquiz.db"
    assert (settings.http_host, settings.http_port, settings.redis_url) == ("127.0.0.1", 8080, "")
    assert settings.channels == () and settings.scripts_dir.name == "scripts"


def test_channels_of_the_environment_are_called_by_their_kind() -> None:
    settings = load(
        {
            "LEADQUIZ_TELEGRAM_TOKEN": TOKEN,
            "LEADQUIZ_VK_TOKEN": "vk1.a.example",
            "LEADQUIZ_VK_GROUP_ID": "77",
            "LEADQUIZ_MANAGERS_CHAT": "telegram:-1001, vk:2000000001",
        }
    )
    assert [(c.name, c.kind) for c in settings.channels] == [("telegram", "telegram"), ("vk", "vk")]
    assert settings.channels[0].api_url == "https://api.telegram.org" and settings.channels[1].group_id == 77
    assert settings.managers == (ManagersChat("telegram", "-1001"), ManagersChat("vk", "2000000001"))


def test_the_environment_beats_the_file(tmp_path: Path) -> None:
    file = tmp_path / "leadquiz.toml"
    file.write_text('http_port = 9000\nlog_format = "json"\nweb_origins = ["https://a.example", "https://b.example"]\n')
    settings = load({"LEADQUIZ_HTTP_PORT": "9001"}, file)
    assert settings.http_port == 9001 and settings.log_format == "json"
    assert settings.web_origins == ("https://a.example", "https://b.example")


def test_several_bots_stand_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "leadquiz.toml"
    file.write_text(
        f'[[channels]]\nname = "north"\nkind = "telegram"\ntoken = "{TOKEN}"\n'
        '[[channels]]\nname = "south"\nkind = "vk"\ntoken = "t"\ngroup_id = 5\n'
    )
    assert [c.name for c in load({}, file).channels] == ["north", "south"]


def test_all_problems_are_told_at_once_with_what_to_do() -> None:
    text = problems(
        {
            "LEADQUIZ_DATABASE_URL": "mysql://root:hunter2@db/x",
            "LEADQUIZ_HTTP_PORT": "eighty",
            "LEADQUIZ_TELEGRAM_TOKEN": "not a token",
            "LEADQUIZ_VK_TOKEN": "t",
            "LEADQUIZ_MANAGERS_CHAT": "telegram",
            "LEADQUIZ_LOG_LEVL": "DEBUG",
            "LEADQUIZ_SCRIPTS_DIR": "/nowhere/at/all",
        }
    )
    for word in (
        "DATABASE_URL",
        "HTTP_PORT",
        "TELEGRAM_TOKEN",
        "VK_GROUP_ID",
        "MANAGERS_CHAT",
        "LOG_LEVEL",
        "SCRIPTS_DIR",
    ):
        assert word in text
    assert len(text.splitlines()) == 7


def test_secrets_are_never_printed(tmp_path: Path) -> None:
    file = tmp_path / "leadquiz.toml"
    file.write_text("telegram_token = \"123:SECRETSECRET\napi_token = 'x'\n")
    assert "SECRET" not in problems({}, file)
    assert "hunter2" not in problems({"LEADQUIZ_DATABASE_URL": "mysql://root:hunter2@db/x"})
    settings = load(
        {"LEADQUIZ_TELEGRAM_TOKEN": TOKEN, "LEADQUIZ_API_TOKEN": "apisecret", "LEADQUIZ_SECRET_KEY": "k" * 32}
    )
    assert TOKEN not in repr(settings) and "apisecret" not in repr(settings) and "k" * 32 not in repr(settings)


def test_a_mode_that_needs_a_public_address_says_so() -> None:
    assert "PUBLIC_URL" in problems({"LEADQUIZ_TELEGRAM_TOKEN": TOKEN, "LEADQUIZ_TELEGRAM_MODE": "webhook"})


def test_a_typo_in_the_file_is_answered_with_the_nearest_setting(tmp_path: Path) -> None:
    file = tmp_path / "leadquiz.toml"
    file.write_text("databse_url = 'sqlite:///x.db'\n")
    assert "Did you mean database_url?" in problems({}, file)


def test_three_slashes_are_relative_and_four_absolute() -> None:
    assert sqlite_path("sqlite:///data/x.db") == Path("data/x.db")
    assert sqlite_path("sqlite:////var/x.db") == Path("/var/x.db")
