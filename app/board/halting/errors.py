"""The errors of stopping the council and of lifting a stop."""

from app.errors import Conflict


class AlreadyStopped(Conflict):
    """Another person stopped it first, or the depth asked for is less than the one in force."""

    code = "H409"
    sentence = "もう止めています。この画面を読み込み直して、いまの状態を確かめてください。"


class LiftWaits(Conflict):
    """A proposal to lift this stop waits already."""

    code = "H410"
    sentence = "解除は、もう申し出られています。画面を読み込み直して確かめてください。"


class LiftDecided(Conflict):
    """The proposal was decided or taken back before."""

    code = "H411"
    sentence = "この申し出は、もう決まったか、取り下げられています。画面を読み込み直して確かめてください。"


class LiftStale(Conflict):
    """What is stopped is no longer what was shown or proposed."""

    code = "H412"
    sentence = "止めているものが、申し出のときから変わりました。画面を読み込み直し、いまの状態で申し出てください。"
