"""Collections of checkpoints, blobs, uploads, reports and the trash."""
