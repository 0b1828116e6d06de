"""Settings: each with its choices and what it does; kept at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from gruquiz.config import Config, DeckOptions, write_config
from gruquiz.schedulers import SCHEDULERS
from gruquiz.tui.base import GruquizScreen
from gruquiz.tui.keymap import keys
from gruquiz.tui.themes import THEMES
from gruquiz.tui.widgets.row_list import RowList


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One thing to be set."""

    table: str
    """`options` of the decks, `app` for the screen, or "" for the program."""
    key: str
    label: str
    help: str
    choices: Sequence[tuple[object, str]]
    """Values with what they are called."""

    def value(self, config: Config) -> object:
        """What is set now."""
        if self.table == "options":
            return getattr(config.options, self.key)
        if self.table:
            return config.tables.get(self.table, {}).get(self.key, self.choices[0][0])
        return getattr(config, self.key)

    def changed(self, config: Config, value: object) -> Config:
        """The settings with this one changed."""
        if self.table == "options":
            options: DeckOptions = replace(config.options, **{self.key: value})  # type: ignore[arg-type]  # the choices are of the option's own type
            return replace(config, options=options)
        if self.table:
            table = {**config.tables.get(self.table, {}), self.key: value}
            return replace(config, tables={**config.tables, self.table: table})
        return replace(config, **{self.key: value})  # type: ignore[arg-type]  # as above


def _numbers(*numbers: int) -> list[tuple[object, str]]:
    return [(number, str(number)) for number in numbers]


YES_NO: Sequence[tuple[object, str]] = ((False, "no"), (True, "yes"))

MORE_THEMES = ("ansi-dark", "ansi-light", "nord", "gruvbox", "solarized-light")
"""Of Textual's own: those that take the terminal's colours, and a few that are well liked."""

SETTINGS: tuple[SettingRow, ...] = (
    SettingRow(
        "app", "theme", "Theme", "Colours of the screen. More are in the command palette.",
        [(theme.name, theme.name.removeprefix("gruquiz-")) for theme in THEMES]
        + [(name, name) for name in MORE_THEMES],
    ),
    SettingRow("options", "new", "New cards a day", "For a deck and all decks in it.",
            _numbers(0, 5, 10, 15, 20, 30, 50, 100)),
    SettingRow("options", "reviews", "Reviews a day", "For a deck and all decks in it.",
            _numbers(50, 100, 200, 400, 1000)),
    SettingRow("options", "new_order", "New cards",
            "Where new cards come in the day's queue.",
            (("after", "after reviews"), ("mixed", "mixed"), ("before", "before reviews"))),
    SettingRow("options", "scheduler", "Scheduler",
            "On the logs of 9,999 learners: "
            f"{'; '.join(f'{scheduler.title} {scheduler.summary}' for scheduler in SCHEDULERS)}.",
            [(scheduler.key, scheduler.title) for scheduler in SCHEDULERS]),
    SettingRow("options", "sm2_variant", "SM-2 variant",
            "Its author's article (ease kept on failure, rounding up) or his published code.",
            (("paper", "paper"), ("reference", "reference code"))),
    SettingRow("options", "retention", "Desired retention",
            "The share of due cards to remember; FSRS only.",
            [(share, f"{share:.0%}") for share in (0.8, 0.85, 0.9, 0.95)]),
    SettingRow("options", "fuzz", "Spread due days",
            "Moves a due day by up to 5 % to a quieter one; intervals are then not exactly SM-2's.",
            YES_NO),
    SettingRow("options", "bury_siblings", "Bury siblings",
            "New cards of one paragraph come on different days.", YES_NO),
    SettingRow("", "grades", "Grades", "Four buttons, or SM-2's whole scale.",
            (("buttons", "again … easy"), ("0-5", "0 … 5"))),
    SettingRow("", "rollover_hour", "A day begins at", "When a new day starts.",
            [(hour, f"{hour}:00") for hour in range(7)]),
)  # fmt: skip
"""Every setting, in the order shown."""


class SettingList(RowList):
    """The settings; left and right go through the choices."""

    BINDINGS: ClassVar[list[BindingType]] = keys("settings.less", "settings.more")


class SettingsScreen(GruquizScreen[None]):
    """All settings with their present values."""

    BINDINGS: ClassVar[list[BindingType]] = keys("app.back")
    AUTO_FOCUS = "#settings"

    def body(self) -> ComposeResult:
        yield SettingList(id="settings", markup=False, compact=True)
        yield Static(id="help", markup=False)

    def on_mount(self) -> None:
        path = self.gruquiz.config_path
        self.place("Settings", "for this run only" if path is None else "")
        self._fill(0)

    def on_resize(self) -> None:
        """Draw the rows for another width."""
        self._fill(self.query_one(SettingList).highlighted or 0)

    def _fill(self, cursor: int) -> None:
        settings = self.query_one(SettingList)
        width = max(20, settings.scrollable_content_region.width - 1)
        settings.clear_options()
        settings.add_options(Option(self._row(setting, width)) for setting in SETTINGS)
        settings.highlighted = cursor

    def _row(self, setting: SettingRow, width: int) -> Content:
        value = setting.value(self.gruquiz.config)
        name = next((name for choice, name in setting.choices if choice == value), str(value))
        label = Content(setting.label)
        gap = max(1, min(width, 60) - label.cell_length - len(name) - 4)
        return label.pad_right(gap) + Content.assemble(
            ("◂ ", "$quiet"), (name, "bold $accent"), (" ▸", "$quiet")
        )

    @on(OptionList.OptionHighlighted)
    def _explain(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.query_one("#help", Static).update(SETTINGS[event.option_index].help)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_change(1)

    def action_change(self, places: int) -> None:
        """Take the next choice of the setting under the cursor, and keep it."""
        cursor = self.query_one(SettingList).highlighted
        if cursor is None:
            return
        setting, app = SETTINGS[cursor], self.gruquiz
        values = [value for value, _ in setting.choices]
        now = setting.value(app.config)
        place = values.index(now) if now in values else -1
        app.config = setting.changed(app.config, values[(place + places) % len(values)])
        if setting.key == "theme":
            self.app.theme = str(setting.value(app.config))
        if app.config_path is not None:
            write_config(app.config, app.config_path)
        self._fill(cursor)
