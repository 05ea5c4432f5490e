"""Contractors' accounts (委託事業者の担当者): a named person, bound to one contract, gone with it."""
