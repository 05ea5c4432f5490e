"""An invented salary scale (行政職給料表): six grades, 93 steps, always rising. Knows no real scale."""

STARTS = (183_500, 218_300, 256_700, 287_900, 314_200, 341_600)
STEPS = (93, 93, 85, 81, 77, 69)


def salary(grade: int, step: int) -> int | None:
    """Monthly pay in yen of a grade (0 to 5) at a step (1 to 93), None where the grade has ended."""
    if step > STEPS[grade]:
        return None
    rise = sum(max(2_600 + 150 * grade - done * 24, 600) // 100 * 100 for done in range(step - 1))
    return STARTS[grade] + rise
