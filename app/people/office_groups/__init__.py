"""Reports, once after the upgrade, whom 議員 and 執行部 gained and lost when these groups became offices."""
