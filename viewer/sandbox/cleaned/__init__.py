"""Writing a file anew from what its pages show: letters that are seen, and one picture of everything else."""
