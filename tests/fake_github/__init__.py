"""A small GitHub for tests: OAuth with PKCE, who somebody is, memberships and teams; it misbehaves when told to."""
