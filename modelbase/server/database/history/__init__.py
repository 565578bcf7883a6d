"""Collections of the activity of models and of the audit log."""
