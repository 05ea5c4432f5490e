"""研修・訓練 by person: who was there, who made it up later, and who has not yet."""
