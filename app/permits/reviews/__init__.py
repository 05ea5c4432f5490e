"""The periodic review of all exceptions (7-4(3)), each with a snapshot of the permits at its moment."""
