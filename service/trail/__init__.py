"""Reading the record: a youth's own file, who has read her words, and whether the chain is whole."""
