"""Opening one version of a paper to residents, which takes two persons, and ending that, which takes one."""
