"""Settings: what is wrong is refused with its place and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from headwater import config, errors


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
    ],
)
def test_a_wrong_file_is_refused_with_its_line(file: Path, text: str, line: int, words: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(errors.ConfigError) as caught:
        config.load(file, environ={})
    assert f"{file}, line {line}: " in str(caught.value)
    assert words in str(caught.value)


def test_a_variable_that_names_no_setting_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(errors.ConfigError, match="did you mean HEADWATER_FETCH__PROXY"):
        config.load(environ={"HEADWATER_FETCH_PROXY": "x"})


def test_a_wrong_value_in_a_variable_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADWATER_WEB__PORT", "99999")
    with pytest.raises(errors.ConfigError, match="environment variable HEADWATER_WEB__PORT: web.port"):
        config.load()


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(errors.ConfigError, match="no such settings file"):
        config.load(tmp_path / "none.toml")


def test_every_setting_has_a_description() -> None:
    for name, allowed, _, description in config.documented():
        assert description.endswith("."), name
        assert allowed, name
