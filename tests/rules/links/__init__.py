"""Every link of the product, read out of templates, Python and scripts, with the method by which it is followed."""
