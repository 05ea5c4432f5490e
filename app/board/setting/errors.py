"""The errors of changing a value."""

from app.errors import Conflict


class ChangeWaits(Conflict):
    """Another change of this value waits already."""

    code = "V409"
    sentence = "この値の変更は、もう申し出られています。「規程の値」の画面で確かめてください。"


class ChangeDecided(Conflict):
    """The proposal was decided or taken back before."""

    code = "V410"
    sentence = "この申し出は、もう決まったか、取り下げられています。「規程の値」の画面で確かめてください。"


class ChangeStale(Conflict):
    """The value in force is another by now, or the screen showed another change."""

    code = "V411"
    sentence = (
        "いまの値か、画面に出ていた内容が、そのときから変わりました。"
        "「規程の値」をひらき直し、いまの内容で決めてください。"
    )


class ValuesAltered(Conflict):
    """The values in force were altered beside the service, so that no change can build on them."""

    code = "V412"
    sentence = (
        "規程の値の記録が、システムの外から書き換えられた疑いがあるため、いまは変えられません。"
        "サーバーの運用者に、gijo standards rebuild を頼んでください。"
    )


class RebuildFrozen(Conflict):
    """Rebuilding would make a value looser than the one that holds now, while the council is stopped."""

    code = "V413"
    sentence = (
        "閲覧を止めている間は、いまより緩い値に作り直せません。"
        "停止を解いてから（画面か gijo halt lift）、もう一度行ってください。"
    )
