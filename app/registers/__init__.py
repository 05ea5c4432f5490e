"""Registers (台帳・記録簿). Each is declared as data; its list, form, states and export follow from that."""
