"""Documents become pixels, pixels become what the tablet shows. Knows no member, no meeting and no store."""
