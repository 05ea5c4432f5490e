"""Reports to the chair of what happened in a month or a year, counted from the ledger (1(2)⑦)."""
