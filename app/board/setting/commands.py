"""`gijo standards`: prints the values in force and their origin, and mends them after an alteration."""

import argparse
import sys

from app import days
from app.board.setting import acts
from app.board.setting.errors import RebuildFrozen
from app.services import open_services
from app.settings import Settings
from app.standards.catalogue import STANDARDS
from app.standards.queries import in_force

_ROW = {
    "whole": "封印と合うので、その値のままにしました",
    "altered": "封印と合わないので、決定の記録から作りました",
    "gone": "ないので、決定の記録から作りました",
}


def show(settings: Settings, _arguments: argparse.Namespace) -> int:
    """Print every value with its origin and its name in the file. Exit code 3 while something is altered."""
    services = open_services(settings)
    try:
        with services.database.read() as session:
            standing = in_force(session)
        for key, standard in STANDARDS.items():
            found = standing.values[key]
            until = f"（{days.written_words(found.until)}まで）" if found.until else ""
            name = f"［{standard.setting}］" if standard.setting else ""
            print(f"{key}\t{standard.part}：{standard.label}{name}")
            print(f"    {standard.kind.words(found.value)}{until}　{found.origin.value}　{standard.clause}")
        if standing.is_altered:
            print("書き換えの疑いがあるため、厳しいほうの値です。確かめて、gijo standards rebuild を行ってください。")
            return 3
        return 0
    finally:
        services.close()


def rebuild(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write the values in force anew. Exit code 1 when nothing was altered, or a value would be loosened in a stop."""
    services = open_services(settings)
    try:
        with services.database.write() as session:
            if not in_force(session).is_altered:
                print("書き換えは見つかりません。作り直す必要はありません。", file=sys.stderr)
                return 1
            found = acts.rebuild(session, str(arguments.reason).strip()[:200])
        print(
            f"いま効いている値の行：{_ROW[found.row]}。決定の記録：{found.decisions} 件"
            f"（行にある数は {'なし' if found.number is None else found.number}、"
            f"封印と合わないもの {found.altered_decisions} 件）。"
        )
        print("作り直しました。台帳に記録しました。gijo standards で確かめてください。")
    except RebuildFrozen as error:
        print(error.sentence, file=sys.stderr)
        return 1
    else:
        return 0
    finally:
        services.close()
