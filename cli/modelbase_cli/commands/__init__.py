"""One file a verb: its options, and what it does with them."""
