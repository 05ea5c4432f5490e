"""Passkeys and security keys: ceremonies, the checks of their answers, and the keys that people hold."""
