"""Making pages anew that an older converter made: from the kept original, while nobody waits for anything else."""
