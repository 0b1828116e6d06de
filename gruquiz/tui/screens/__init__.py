"""The screens: each knows widgets and services, and no other screen."""
