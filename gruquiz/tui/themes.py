"""The app's own look, one theme for dark and one for light terminals."""

from textual.theme import Theme

QUIET = {
    True: {"quiet": "#8b99a5", "rule": "#33404a"},
    False: {"quiet": "#5c6870", "rule": "#cdc9bf"},
}
"""The greys of what is read second and of thin rules, for dark and for light themes."""

DARK = Theme(
    name="gruquiz-dark",
    primary="#6fb7c9",
    secondary="#8ea4b5",
    accent="#7cc7d8",
    warning="#e6b566",
    error="#ec8f88",
    success="#93cf8d",
    foreground="#d9dfe4",
    background="#11161b",
    surface="#171d23",
    panel="#202830",
    dark=True,
    variables={
        "block-cursor-background": "#24414b",
        "block-cursor-foreground": "#eef3f6",
        "block-cursor-blurred-background": "#1d2a31",
        "input-cursor-background": "#7cc7d8",
        "input-cursor-foreground": "#11161b",
    },
)

LIGHT = Theme(
    name="gruquiz-light",
    primary="#176b80",
    secondary="#51636f",
    accent="#0f6679",
    warning="#8a5600",
    error="#a8322b",
    success="#256b2d",
    foreground="#20272c",
    background="#fbfaf7",
    surface="#f4f2ed",
    panel="#e8e5de",
    dark=False,
    variables={
        "block-cursor-background": "#cfe4e9",
        "block-cursor-foreground": "#10181c",
        "block-cursor-blurred-background": "#e2ecee",
        "input-cursor-background": "#0f6679",
        "input-cursor-foreground": "#fbfaf7",
    },
)

THEMES = (DARK, LIGHT)
"""In the order in which the settings offer them, before Textual's own."""
