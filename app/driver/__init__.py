"""The driver of the database: connections that do not wait for ever, statements that are prepared once."""
