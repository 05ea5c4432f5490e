"""The number of the converter that draws pages and reads their words. Pages that an older one made are made anew."""

CONVERTER = 7
"""One more whenever a page would be drawn or read differently: what is kept of each page says which one made it.

0 stands for all converters before there were numbers.
"""

WORDS_SINCE = 3
"""The first converter that reads only words which the page shows. The words of older ones are not served."""
