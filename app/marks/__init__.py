"""The marks of pages, looked for while the service runs in what would leave: `docs/decisions/0073-marks-checked.md`."""
