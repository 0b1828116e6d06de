"""Settings as written by hand: read, checked, written back; and where files lie."""

from pathlib import Path

import platformdirs
import pytest

from gruquiz.config import (
    Config,
    DeckOptions,
    bundled_decks,
    config_from,
    config_path,
    device_name,
    library_path,
    read_config,
    write_config,
)
from gruquiz.errors import ConfigError

WRITTEN = """
rollover_hour = 3
grades = "0-5"

[options]
new = 10
scheduler = "fsrs"
retention = 0.92
easy_days = [5, 6]

[decks."GRU/Gates"]
fuzz = true

[keys]
"study.reveal" = "space"
"""


def test_a_file_is_read_and_written_back_the_same(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "config.toml"
    path.parent.mkdir()
    path.write_text(WRITTEN, encoding="utf-8")
    config = read_config(path)
    assert (config.rollover_hour, config.grades) == (3, "0-5")
    assert config.options == DeckOptions(new=10, scheduler="fsrs", retention=0.92, easy_days=(5, 6))
    assert config.of("GRU/Gates/reset").fuzz
    assert not config.of("GRU").fuzz
    assert config.tables["keys"] == {"study.reveal": "space"}
    again = tmp_path / "new" / "config.toml"
    write_config(config, again)
    assert read_config(again) == config


def test_no_file_means_the_defaults_and_the_defaults_write_nothing(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    assert read_config(path) == Config()
    write_config(Config(), path)
    assert path.read_text(encoding="utf-8").strip() == ""


def test_any_text_survives_being_written(tmp_path: Path) -> None:
    odd = 'a"b\\c\n\x00\x7f é 更 = [x]'
    config = Config(decks={odd: {"new": 1}}, tables={"app": {odd: odd, "list": [odd, 1.5, True]}})
    write_config(config, tmp_path / "config.toml")
    assert read_config(tmp_path / "config.toml") == config


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({"options": {"new": -1}}, "new is a number from 0"),
        ({"options": {"new": True}}, "new is a number"),
        ({"options": {"news": 3}}, "no option; known are"),
        ({"options": {"fuzz": 1}}, "true or false"),
        ({"options": {"easy_days": [7]}}, "0 for Monday"),
        ({"options": {"scheduler": "sm5"}}, "sm2, fsrs"),
        ({"options": 3}, "must be a table"),
        ({"decks": {"A": {"retention": 2}}}, "retention is a number"),
        ({"grades": "A-F"}, "buttons, 0-5"),
        ({"rollover": 4}, "no setting"),
    ],
)
def test_what_cannot_be_used_is_named(document: dict[str, object], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        config_from(document, Path("config.toml"))


def test_broken_toml_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"new = = 3")
    with pytest.raises(ConfigError, match=r"config\.toml.*TOML"):
        read_config(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_config(path)


def test_variables_come_before_the_users_directories() -> None:
    environ = {"GRUQUIZ_LIBRARY": "/a/b.db", "GRUQUIZ_CONFIG": "/c.toml"}
    assert library_path(environ) == Path("/a/b.db")
    assert config_path(environ) == Path("/c.toml")
    assert library_path({}) == platformdirs.user_data_path("gruquiz") / "library.db"
    assert config_path({}) == platformdirs.user_config_path("gruquiz") / "config.toml"


def test_the_bundled_decks_are_found() -> None:
    decks = bundled_decks()
    assert decks.is_dir()
    assert list(decks.glob("**/*.md"))


def test_a_device_keeps_its_name(tmp_path: Path) -> None:
    name = device_name(tmp_path / "data")
    assert len(name) == 8
    assert device_name(tmp_path / "data") == name
    assert device_name(tmp_path / "other") != name
    with pytest.raises(ConfigError, match="cannot be kept"):
        device_name(tmp_path / "data" / "device" / "below")
