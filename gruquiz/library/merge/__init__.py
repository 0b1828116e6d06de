"""Several devices: another one's library joined to this one, and what this one shows the others."""
