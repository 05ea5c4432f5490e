"""Which page of a paper's version is which page of another: known when a file is converted, told to readers."""
