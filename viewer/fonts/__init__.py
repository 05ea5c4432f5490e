"""The bundled fonts, and the programs that make them. The service reads the files and imports nothing from here."""
