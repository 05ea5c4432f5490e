"""What is drawn as a PDF to print: pages of A4 in the font that also marks pages. Knows no domain."""
