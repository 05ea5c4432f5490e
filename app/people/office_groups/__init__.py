"""What changed when 議員 and 執行部 became whoever holds the office: told once, after the revision that did it."""
