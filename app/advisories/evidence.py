"""How often the program's parts were compared with advisories, and whether it is overdue now."""

from sqlalchemy.orm import Session

from app.advisories.queries import SCREEN, former_comparisons, next_due
from app.web.evidence.tallies import Evidence, Tally


def _comparisons(session: Session) -> Tally:
    found = next_due(session)
    return Tally(len(former_comparisons(session)), found.last, overdue=int(found.is_over))


COMPARISONS = Evidence("comparisons", "部品の弱点の照合（新しいものから 20 回まで）", _comparisons, SCREEN)
