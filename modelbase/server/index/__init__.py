"""Columns: a copy of what models can be asked for, by key instead of by model. An index, never the truth.

    column.py    one key of one block: distinct values and codes; what a test and an order are there
    making.py    columns of values, of other columns, of what lies in the database
    block.py     up to 65,535 models that do not change any more, sorted by ID; what is kept of them in memory
    texts.py     the texts of one block, for search terms
    tally.py     what the key catalogue counts of a block, and of all
    ledger.py    which blocks count, and which of their rows do not any more: one document, compare-and-set
    sealing.py   puts models that changed since (`sealed: false`) into a new block and merges small blocks
    present.py   the state of this moment: blocks, without what changed or went, and what changed
    passing.py   which rows of one block match
    searching.py which models match and in which order

Every write to a model sets `sealed: false` in the same document, every deletion leaves a note in `gone`; readers
read both before the ledger and trust them over the blocks. So answers are exact at every moment, whether anybody
seals or not, and whoever seals may die at any step. Values for an answer are read from the models themselves.
"""
