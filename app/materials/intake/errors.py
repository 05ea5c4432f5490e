"""What keeps a file from being taken in, before any of it is kept."""

from app.access.levels import Confidentiality
from app.errors import AppError


class StoreHoldsLess(AppError):
    """The council lets this system's store hold papers up to a lower level only (2(1) 取扱制限3)."""

    status, code = 409, "M181"

    def __init__(self, most: Confidentiality, has: Confidentiality) -> None:
        super().__init__(
            sentence=(
                f"このシステムの保管庫に置けるのは、{most.words} までの資料です。"
                f"この資料は {has.words} として扱われるので、ファイルを入れられません。"
                "区分が違うときは区分を直し、違わないときは、議会事務局長に「規程の値」を確かめてもらってください。"
            ),
            cause=f"{has} where {most} is the highest",
        )
