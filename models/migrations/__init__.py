"""The schema's history, one dated file a change."""
