"""Collections of users, tokens, sessions and command-line grants."""
