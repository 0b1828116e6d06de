"""What several screens do: services that they hold."""
