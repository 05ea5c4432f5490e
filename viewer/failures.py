"""Every way a document can fail to become pages: one class a cause, a stable code, a Japanese sentence.

Knows no HTTP and no language but the reader's.
"""


class ViewerFailure(Exception):
    """A document or page that cannot be shown. `page` counts from 1; None means the whole document.

    `sentence` is for people. `detail` is for the service's own log: cleaned, bounded, never shown.
    """

    code = "V100"
    words = "表示用の画像を作れませんでした。事務局に連絡してください。"
    words_on_page: str | None = None

    def __init__(self, page: int | None = None, *, detail: str = "") -> None:
        self.page = page
        self.detail = detail
        super().__init__(f"{self.code} page={page} {detail}".rstrip())

    @property
    def sentence(self) -> str:
        if self.page is None or self.words_on_page is None:
            return self.words
        return self.words_on_page.format(page=self.page)


class NotPdf(ViewerFailure):
    """The bytes do not begin as a PDF, whatever the name says."""

    code = "V101"
    words = "PDF ではないファイルです。PDF に変換して、入れ直してください。"


class Encrypted(ViewerFailure):
    """A password is needed to open it (an owner password alone is no obstacle)."""

    code = "V102"
    words = "パスワードで守られた PDF です。パスワードを外して、入れ直してください。"


class DamagedDocument(ViewerFailure):
    """The parser gave up on the document or on one page."""

    code = "V103"
    words = "PDF が壊れていて開けません。PDF を作り直して、入れ直してください。"
    words_on_page = "{page} ページ目が壊れていて読めません。PDF を作り直して、入れ直してください。"


class NoPages(ViewerFailure):
    """It opens and holds nothing."""

    code = "V104"
    words = "ページが 1 枚もない PDF です。PDF を作り直して、入れ直してください。"


class TooManyPages(ViewerFailure):
    """More pages than one paper may have."""

    code = "V105"
    words = "ページ数が上限（1,000 ページ）を超えています。分けて、入れ直してください。"


class FileTooLarge(ViewerFailure):
    """More bytes than one paper may have."""

    code = "V106"
    words = "ファイルが上限（200 MB）を超えています。画像を小さくするか分けて、入れ直してください。"


class PageTooLarge(ViewerFailure):
    """A page of an impossible size."""

    code = "V107"
    words = "大きすぎるページがあります。用紙の大きさを確かめて、入れ直してください。"
    words_on_page = "{page} ページ目の用紙が大きすぎます。用紙の大きさを確かめて、入れ直してください。"


class PageTooSlow(ViewerFailure):
    """The page was still being drawn when its time was over."""

    code = "V108"
    words = "時間切れになりました。PDF を作り直して、入れ直してください。"
    words_on_page = "{page} ページ目で時間切れになりました。PDF を作り直して、入れ直してください。"


class DocumentTooSlow(ViewerFailure):
    """The document did not open, or its pages together did not finish, in time."""

    code = "V109"
    words = "時間内に読み終えられませんでした。PDF を分けるか作り直して、入れ直してください。"


class OutOfMemory(ViewerFailure):
    """The document asked for more memory than one document gets."""

    code = "V110"
    words = "PDF の中身が大きすぎて開けません。画像を小さくして作り直し、入れ直してください。"
    words_on_page = "{page} ページ目の中身が大きすぎます。画像を小さくして作り直し、入れ直してください。"


class SandboxCrashed(ViewerFailure):
    """The parser died or broke the protocol: a bug or an attack, and the administrator should hear of it."""

    code = "V111"
    words = "読み取りが異常終了しました。PDF を作り直して入れ直し、続くときは管理者に連絡してください。"
    words_on_page = (
        "{page} ページ目で読み取りが異常終了しました。PDF を作り直して入れ直し、続くときは管理者に連絡してください。"
    )


class SandboxUnavailable(ViewerFailure):
    """The machine cannot lock the parser in, so no foreign document is read."""

    code = "V112"
    words = "安全に PDF を読み取れる状態ではないため、受け付けを止めています。管理者に連絡してください。"


class MarkNotDrawable(ViewerFailure):
    """The viewer's mark has characters no bundled font can draw, so the page is not issued."""

    code = "V207"

    def __init__(self, characters: str, *, detail: str = "") -> None:
        self.characters = characters
        super().__init__(None, detail=detail)

    @property
    def sentence(self) -> str:
        return (
            f"透かしに使う文字「{self.characters}」を表示できないため、ページを出せません。"
            "事務局に連絡して、名前の文字を登録し直してください。"
        )
