"""The table's index: what models can be asked for, by key instead of by model. A copy of what MongoDB holds.

May import `database` (rows, flat, translate, the collection of models), `query` and `identity`; `database` imports
nothing of it. Start reading at search.py.

    column.py      one key of one block: distinct values and codes; what a test and an order are there
    blocks.py      up to 65,535 models that do not change any more, sorted by ID; what is kept of them in memory
    texts.py       the texts of one block, for search terms
    ledger.py      which blocks count, and which of their rows do not any more: one document, compare-and-set
    current.py     the table at this moment: blocks, without what changed or went, and what changed
    search.py      which models match, in which order: a page of the table
    key_counts.py  what is known of each key: types, ranges, values, in how many models
    keys.py        the key catalogue: of all models, of a filter; the values of a key
    compact.py     the worker puts changed models into new blocks and merges small ones

Every write to a model sets `sealed: false` (not compacted) in the same document, every deletion leaves a note in
`gone`; readers read both before the ledger and trust them over the blocks. So answers are exact at every moment,
whether a worker compacts or not, and it may stop at any step. Values for an answer are read from the models themselves.
"""
