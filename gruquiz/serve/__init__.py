"""The app in a browser: each tab is an app of its own on the same library."""
