"""Registers (台帳・記録簿): one pattern for all. List, form, states, records and export follow."""
