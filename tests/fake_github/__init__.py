"""A small GitHub for tests: OAuth with PKCE, who someone is, memberships and teams; it misbehaves when told to."""
