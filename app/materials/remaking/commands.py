"""`gijo remake`: asks the worker for pages that an older converter made; and the line of `gijo doctor` about them."""

import argparse
from contextlib import closing
from dataclasses import dataclass

from app.db import Database
from app.materials.remaking import making, queries
from app.settings import Settings


@dataclass(frozen=True)
class RemakingState:
    """How far the work is, in words, and whether something is left to do."""

    is_well: bool | None
    words: str


def command(settings: Settings, arguments: argparse.Namespace) -> int:
    """Ask for all versions that wait or failed, and print the state. Exit code 1 while some cannot be made anew."""
    del arguments
    with closing(Database(settings.database_url)) as database:
        asked = making.try_again(database)
        with database.read() as session:
            left, stands = queries.left(session), queries.standstills(session)
            for each in stands:
                print(f"{each.version.id}\t{each.material.title}\t{each.remaking.sentence}")
    print(f"{asked} 件を新しく頼みました。作り直しを待つ版は {left} 件、前のページのままの版は {len(stands)} 件です。")
    return 1 if stands else 0


def state_of_remaking(settings: Settings) -> RemakingState:
    """The state of the work, for `gijo doctor`."""
    with closing(Database(settings.database_url)) as database, database.read() as session:
        left, stands = queries.left(session), queries.standstills(session)
    closed = "それまで文字の検索と読み上げは止まります。"
    if stands:
        return RemakingState(
            None,
            f"前の方式で作ったページのままの資料が {len(stands)} 件あり、あと {left} 件が作り直しを待っています。"
            f"{closed}わけは gijo remake で確かめられます。",
        )
    if left:
        return RemakingState(None, f"前の方式で作ったページを、変換の係が作り直しています（あと {left} 件）。{closed}")
    return RemakingState(True, "資料のページは、すべていまの方式で作られています。")
