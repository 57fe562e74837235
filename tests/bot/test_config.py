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


def test_a_fault_of_the_file_names_its_line(tmp_path: Path) -> None:
    file = tmp_path / "leadquiz.toml"
    file.write_text(
        'log_format = "json"\nhttp_port = "eighty"\n[shop]\nhours = "always"\n'
        f'[[channels]]\nname = "north"\nkind = "telegram"\ntoken = "{TOKEN}"\n'
        '[[channels]]\nname = "south"\nkind = "max"\n'
    )
    port, channel, shop = problems({}, file).splitlines()
    assert port.startswith(f"{file}:2: http_port must be a whole number")
    assert channel.startswith(f"{file}:9: [[channels]] number 2: kind must be")
    assert shop.startswith(f"{file}:3: [shop] hours has 'always'")


def test_tables_of_another_shape_are_faults_and_no_crash(tmp_path: Path) -> None:
    file = tmp_path / "leadquiz.toml"
    file.write_text('channels = 5\nshop = "mine"\n[telegram]\ntoken = "1:x"\n')
    text = problems({}, file)
    assert "[[channels]] must be a table" in text and "[shop] must be a table" in text and "telegram is no" in text


def test_keys_of_a_channel_may_carry_its_kind(tmp_path: Path) -> None:
    file = tmp_path / "leadquiz.toml"
    file.write_text(f'[[channels]]\nname = "north"\nkind = "telegram"\ntelegram_token = "{TOKEN}"\n')
    assert load({}, file).channels[0].token == TOKEN


def test_two_channels_with_one_token_or_one_name_are_told(tmp_path: Path) -> None:
    file = tmp_path / "leadquiz.toml"
    row = f'[[channels]]\nname = "north"\nkind = "telegram"\ntoken = "{TOKEN}"\n'
    file.write_text(row + row)
    text = problems({}, file)
    assert "Two channels are called north" in text and "The token of north" in text and TOKEN not in text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "sqlite://"),
        ("REDIS_URL", "localhost"),
        ("HTTP_PORT", "70000"),
        ("PUBLIC_URL", "shop.example.com"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "loud"),
        ("SECRET_KEY", "short"),
        ("WEB_ORIGINS", "https://shop.example/path"),
        ("TRUSTED_PROXIES", "balancer"),
        ("SMTP_URL", "mail.example.com"),
        ("TELEGRAM_MODE", "push"),
        ("TELEGRAM_SECRET", "has spaces"),
        ("VK_GROUP_ID", "club77"),
        ("VK_MODE", "webhook"),
    ],
)
def test_each_setting_wrong_once_is_named_with_what_to_do(name: str, value: str) -> None:
    environ = {f"LEADQUIZ_{name}": value}
    if name.startswith("TELEGRAM_"):
        environ["LEADQUIZ_TELEGRAM_TOKEN"] = TOKEN
    if name.startswith("VK_"):
        environ = {"LEADQUIZ_VK_TOKEN": "vk1.a.example", "LEADQUIZ_VK_GROUP_ID": "7"} | environ
    (line,) = problems(environ).splitlines()
    assert f"LEADQUIZ_{name}" in line and line.endswith(".") and line.count(". ") >= 1


def test_a_managers_chat_of_a_channel_that_is_not_configured_is_found() -> None:
    settings = load({"LEADQUIZ_TELEGRAM_TOKEN": TOKEN, "LEADQUIZ_MANAGERS_CHAT": "telegram:-1,vk:2000000001"})
    assert settings.strange_chats == (ManagersChat("vk", "2000000001"),)


def test_a_path_with_a_space_may_be_written_as_an_address_writes_it() -> None:
    assert sqlite_path("sqlite:////var/lead%20quiz/x.db") == Path("/var/lead quiz/x.db")
