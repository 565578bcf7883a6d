"""Translates the query language to MongoDB: conditions, order, pages of rows. Start reading at rows.py."""
