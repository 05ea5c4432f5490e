"""What the council decides is read by one question alone, so that no screen goes by the file when two decided."""

import ast
import re
from pathlib import Path

from app import clock
from app.access.table import DEFAULT
from app.settings import Settings
from app.standards.catalogue import STANDARDS
from app.standards.effective import Origin, ValueInForce, put_together
from app.standards.values import NOWHERE, Networks
from tests.rules.house import python, tree

FIELDS = {"trusted_zones", "passkey_required_roles", "passkey_required_levels", "administrators_at_most", "sessions"}
ROOT = Path(__file__).parents[2]


def test_no_module_reads_from_the_file_what_the_council_decides() -> None:
    """`settings.sessions` and its like stand in the settings and in the standards, and nowhere else."""
    read = {
        f"{name}: {ast.unparse(each)}"
        for name in python("app")
        if not name.startswith(("app/settings.py", "app/standards/"))
        for each in ast.walk(tree(name))
        if isinstance(each, ast.Attribute) and each.attr in FIELDS and "settings" in ast.unparse(each.value)
    }

    assert read == set()


def test_every_key_of_the_file_that_the_council_decides_is_marked_in_the_reference() -> None:
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    marked = set(re.findall(r"^\| `(\w+)` \| `.*?` \| \(council\)", page, flags=re.MULTILINE))

    assert marked == {standard.setting.rpartition(".")[2] for standard in STANDARDS.values() if standard.setting}


def test_without_a_decision_the_table_is_the_policys(tmp_path: Path) -> None:
    """Each value says its own column: what the catalogue makes of the table is the table again."""
    settings = Settings(home=tmp_path)
    values = {key: ValueInForce(each.of_file(settings), Origin.FILE) for key, each in STANDARDS.items()}
    made = put_together(settings, values, is_altered=False, since=clock.now(), until=None)

    assert dict(made.handling.rows) == dict(DEFAULT.rows)
    assert made.sessions == settings.sessions
    assert not any(each.is_weak(each.of_file(settings)) for each in STANDARDS.values())


def test_of_two_lists_of_networks_the_stricter_trusts_what_both_trust() -> None:
    networks, wide, narrow = Networks(), "10.0.0.0/8", "10.1.0.0/16"

    assert networks.stricter(wide, narrow) == networks.stricter(narrow, wide) == narrow
    assert networks.stricter("", wide) == wide
    assert networks.stricter(wide, "192.168.0.0/16") == NOWHERE
    assert networks.is_weaker(wide, narrow)
    assert not networks.is_weaker(narrow, wide)
