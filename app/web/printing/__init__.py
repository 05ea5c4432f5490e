"""PDFs to be printed: A4 pages in the font that also marks pages. Knows no domain."""
