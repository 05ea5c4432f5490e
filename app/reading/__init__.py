"""A paper on a tablet: pages, thumbnails, regions, text, and where the reader left off."""
