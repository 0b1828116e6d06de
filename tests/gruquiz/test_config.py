"""Settings as written by hand: read, checked, written back; and where files lie."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import platformdirs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gruquiz.config import (
    Config,
    DeckOptions,
    bundled_decks,
    config_from,
    config_path,
    device_name,
    library_path,
    name_device,
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
        ({"options": {"new": -1}}, "new must be a number from 0"),
        ({"options": {"new": True}}, "new must be a number"),
        ({"options": {"news": 3}}, "Unknown option"),
        ({"options": {"fuzz": 1}}, "true or false"),
        ({"options": {"easy_days": [7]}}, "0 for Monday"),
        ({"options": {"scheduler": "sm5"}}, "sm2, fsrs"),
        ({"options": 3}, "must be a table"),
        ({"decks": {"A": {"retention": 2}}}, "retention must be a number"),
        ({"grades": "A-F"}, "buttons, 0-5"),
        ({"rollover": 4}, "Unknown setting"),
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


COMMENTED = """\
# Set by hand.
rollover_hour = 3   # an owl

[options]
# ten are enough
new = 10            # a day
retention = 0.9
# fuzz = true

# The gates are hard.
[decks."GRU/Gates"]
new = 5 # few

[keys]
"study.reveal" = "space" # as ever
"""


def test_saving_changes_the_lines_concerned_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(COMMENTED, encoding="utf-8")
    config = read_config(path)
    write_config(config, path)
    assert path.read_text(encoding="utf-8") == COMMENTED
    options = replace(config.options, new=20, reviews=50)
    write_config(replace(config, rollover_hour=4, options=options), path)
    expected = COMMENTED.replace("rollover_hour = 3 ", "rollover_hour = 4 ")
    expected = expected.replace("new = 10 ", "new = 20 ")
    expected = expected.replace("retention = 0.9\n", "retention = 0.9\nreviews = 50\n")
    assert path.read_text(encoding="utf-8") == expected


def test_a_table_that_is_taken_out_takes_no_comment_of_another_with_it(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(COMMENTED, encoding="utf-8")
    write_config(replace(read_config(path), decks={}, tables={}), path)
    text = path.read_text(encoding="utf-8")
    assert read_config(path) == Config(rollover_hour=3, options=DeckOptions(new=10))
    for comment in ("# Set by hand.", "# an owl", "# ten are enough", "# a day", "# fuzz = true"):
        assert comment in text


VALUES = st.one_of(st.booleans(), st.integers(-99, 99), st.text(max_size=5), st.just([1, 2]))
OWN = st.dictionaries(st.text(max_size=4), VALUES, max_size=3)
TABLES = st.dictionaries(st.sampled_from(["import", "keys", "sync", "an odd [one]"]), OWN)
CONFIGS = st.builds(
    Config,
    rollover_hour=st.integers(0, 23),
    options=st.builds(
        DeckOptions,
        new=st.integers(0, 50),
        fuzz=st.booleans(),
        easy_days=st.sampled_from([(), (1,)]),
    ),
    decks=st.dictionaries(
        st.sampled_from(["GRU", "GRU/Gates", "a.b"]),
        st.fixed_dictionaries({}, optional={"new": st.integers(0, 9), "fuzz": st.booleans()}),
    ),
    tables=TABLES,
)
SHAPES = ("", COMMENTED, WRITTEN, "options.new=3\ndecks.A.new=3\n[sync]\nfolder='x'", "[sync]\r\n")


@given(st.sampled_from(SHAPES), st.lists(CONFIGS, min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_what_is_saved_is_what_is_read(before: str, configs: list[Config]) -> None:
    """Whatever the file held, and however often it is saved."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_bytes(before.encode())
        for config in configs:
            write_config(config, path)
            read = read_config(path)
            assert (read.rollover_hour, read.options) == (config.rollover_hour, config.options)
            for mine, its in ((config.decks, read.decks), (config.tables, read.tables)):
                assert {k: v for k, v in mine.items() if v} == {k: v for k, v in its.items() if v}


def test_a_file_that_is_no_toml_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    for broken in (b"new = = 3", b"\xff\xfe"):
        path.write_bytes(broken)
        with pytest.raises(ConfigError, match=r"config\.toml"):
            write_config(Config(rollover_hour=3), path)
        assert path.read_bytes() == broken


def test_comments_are_read_by_nobody_before_settings_are_saved(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(COMMENTED, encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from gruquiz.config import read_config; "
        "read_config(Path(sys.argv[1])); print('tomlkit' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(path)]
    seen = subprocess.run(command, capture_output=True, text=True, check=True)
    assert seen.stdout == "False\n"


def test_variables_come_before_the_users_directories(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):  # platformdirs reads the real environment
        monkeypatch.delenv(name, raising=False)
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
    nowhere = tmp_path / "data" / "device" / "below"
    with pytest.raises(ConfigError, match="cannot be kept"):
        name_device(nowhere, "name")
    assert len(device_name(nowhere)) == 8  # for reading a library where nothing can be written
