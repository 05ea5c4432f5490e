"""会派・委員会: who belongs to which group, from when until when, and who did on a day that has passed."""
