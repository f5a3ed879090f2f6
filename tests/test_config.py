"""Settings: what is wrong is refused with its place and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from headwater import app, config, errors, rights
from headwater.fetch import settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "headwater.toml"


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith(config.PREFIX):
            monkeypatch.delenv(name)


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    loaded = config.load()
    assert loaded.rights.excerpt == 160
    assert loaded.database_url.startswith("sqlite:///")


def test_the_environment_wins_over_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("[fetch]\nproxy = 'http://one.example'\ndelay = 3\n", encoding="utf-8")
    monkeypatch.setenv("HEADWATER_FETCH__PROXY", "http://two.example")
    loaded = config.load(file)
    assert (loaded.fetch.proxy, loaded.fetch.delay) == ("http://two.example", 3)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[fetch]\n\nproxi = 'x'\n", 3, "did you mean 'fetch.proxy'?"),
        ("[web]\nhost = 'a'\nport = 'many'\n", 3, "a whole number"),
        ("[log]\nlevel = 'loud'\n", 2, "one of debug, info, warning, error"),
        ("colour = 'red'\n", 1, "no setting is called 'colour'"),
        ("[web\n", 1, "not valid TOML"),
        ("[fetch]\nallowed_networks = ['10.0.0.0/8', 'banana']\n", 2, "'banana' is no network"),
        ("[fetch]\nca_file = 'none.pem'\n", 2, "there is no such file"),
        ("[fetch]\nproxy = 'socks5://127.0.0.1:1'\n", 2, "http://host:port"),
        ("[fetch]\nproxy = 'http://'\n", 2, "http://host:port"),
        ("database = 'mysql://db/news'\n", 1, "sqlite:///path or postgresql+psycopg://"),
        ("[rights]\nexcerpt = 161\n", 2, "less than or equal to 160"),
        ("[fetch]\nuser_agent = 'Mozilla/5.0 (Headwater)'\n", 2, "begins with Headwater"),
        ("[fetch]\nuser_agent = 'HeadwaterX/1'\n", 2, "begins with Headwater"),
        ('[fetch]\nuser_agent = "Headwater/1\\r\\nX: y"\n', 2, "begins with Headwater"),
        ("[site]\nbase_url = 'news.example'\n", 2, "https://news.example"),
        ("[site]\nbase_url = 'https://news.example/sub'\n", 2, "without a path"),
        ("[site]\nmail = 'nonsense'\n", 2, "editor@news.example"),
        ("[mail]\nsender = 'News <a@b.example>'\n", 2, "editor@news.example"),
        ("[mail]\nsmtp_host = 'smtp://relay.example'\n", 2, "by its host alone"),
        ("[site]\nlanguages = []\n", 2, "at least one language"),
        ("[desk]\nreminders = [1, 30]\n", 2, "less than 24"),
        ("[desk]\nreminders = [-1]\n", 2, "at least 0"),
        ("[desk]\nwarning = 21\ninterim = 20\n", 3, "above desk.warning, 21"),
        ("[desk]\nwarning = 0\n", 2, "greater than 0"),
        ("[images]\nwidths = []\n", 2, "at least one width"),
        ("[images]\nwidths = [0, 320]\n", 2, "from 16 to 8192"),
        ("[comments]\nleast = 101\n", 2, "less than or equal to 100"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(file: Path, text: str, line: int, words: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(errors.ConfigError) as caught:
        config.load(file)
    assert f"{file}, line {line}: " in str(caught.value)
    assert words in str(caught.value)


def test_a_variable_that_names_no_setting_is_refused_with_the_nearest_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADWATER_FETCH_PROXY", "x")
    with pytest.raises(errors.ConfigError, match="did you mean HEADWATER_FETCH__PROXY"):
        config.load()


def test_a_wrong_value_in_a_variable_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADWATER_WEB__PORT", "99999")
    with pytest.raises(errors.ConfigError, match=r"environment variable HEADWATER_WEB__PORT: web\.port"):
        config.load()


def test_a_file_that_is_not_utf8_is_refused_with_its_line(file: Path) -> None:
    file.write_bytes(b"[site]\nname = 'Caf\xe9'\n")
    with pytest.raises(errors.ConfigError, match="line 2: not UTF-8"):
        config.load(file)


@pytest.mark.parametrize(("given", "networks"), [
    ("10.0.0.0/8", ("10.0.0.0/8",)), ("10.0.0.0/8, fd00::/8", ("10.0.0.0/8", "fd00::/8")),
    ('["10.0.0.0/8", "127.0.0.1"]', ("10.0.0.0/8", "127.0.0.1")), ("", ()),
])
def test_a_list_in_a_variable_is_parted_by_commas_or_json(given: str, networks: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADWATER_FETCH__ALLOWED_NETWORKS", given)
    assert config.load().fetch.allowed_networks == networks


@pytest.mark.parametrize("given", ["banana", '["10.0.0.0/8"', '{"a": 1}', "[1]", "[" * 100_000])
def test_a_list_that_is_none_is_told_as_such(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADWATER_FETCH__ALLOWED_NETWORKS", given)
    with pytest.raises(errors.ConfigError, match="environment variable HEADWATER_FETCH__ALLOWED_NETWORKS"):
        config.load()


@pytest.mark.parametrize("text", [
    "database = 'postgresql+psycopg://u:p@db/news'", "database = 'sqlite:////tmp/x.sqlite'", "database = 'x.sqlite'",
    "[fetch]\nproxy = 'http://u:p@127.0.0.1:3128'", "[fetch]\nuser_agent = 'Headwater/2.0 (+https://news.example/bot)'",
    "[fetch]\nuser_agent = 'Headwater'",
    "[site]\nbase_url = 'https://news.example/'", "[site]\nbase_url = 'http://[::1]:8000'", "[site]\nbase_url = 'http://127.0.0.1:8321'",
    "[site]\nmail = ' editor@news.example '", "[mail]\nsmtp_host = '::1'", "[mail]\nimap_host = 'mail.news.example'",
    "[desk]\nreminders = []", "[desk]\nreminders = [0, 23.5]", "[desk]\nwarning = 1\ninterim = 2",
])
def test_a_right_value_is_taken(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    config.load(file)


def test_robots_files_name_us_as_our_user_agent_begins(file: Path) -> None:
    file.write_text("", encoding="utf-8")
    token = settings.Settings().robots_agent
    assert token == rights.AGENT
    assert app.user_agent(config.load(file)).lower().startswith(token)
    assert settings.Settings().user_agent.lower().startswith(token)


def test_a_refused_address_does_not_show_its_password(file: Path) -> None:
    file.write_text("database = 'mysql://u:hush@db/news'\n", encoding="utf-8")
    with pytest.raises(errors.ConfigError, match="database is refused") as caught:
        config.load(file)
    assert "hush" not in str(caught.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(errors.ConfigError, match="no such settings file"):
        config.load(tmp_path / "none.toml")


def test_every_setting_has_a_description() -> None:
    for name, allowed, _, description in config.documented():
        assert description.endswith("."), name
        assert allowed, name
