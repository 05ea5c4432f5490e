"""How properties are tried with many examples: on a busy machine, too. A pytest plugin.

Hypothesis fails a test of which one example takes a fifth of a second, or whose examples are slow to make. Beside other
work any of them does, and the next time none. How many examples there are: `marks.examples`.
"""

from hypothesis import HealthCheck, settings

_NAME = "unhurried"
ONE_FOR_ALL_EXAMPLES = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)
"""For the settings of a property whose fixtures serve all its examples."""

settings.register_profile(
    _NAME,
    settings.get_profile(settings.get_current_profile_name()),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(_NAME)  # before tests are read: each property takes its settings when it is written down
