"""The errors with which a document cannot become pages: one class for each cause, with a stable code and a sentence.

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
    """The parser could not read the document, or one page of it."""

    code = "V103"
    words = "PDF が壊れていて開けません。PDF を作り直して、入れ直してください。"
    words_on_page = "{page} ページ目が壊れていて読めません。PDF を作り直して、入れ直してください。"


class NoPages(ViewerFailure):
    """The document can be opened and has no pages."""

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


class TookTooLong(ViewerFailure):
    """Ended at a time limit of any kind. One more try is due before the document is refused."""


class PageTooSlow(TookTooLong):
    """Drawing the page took more processor time than a page may cost."""

    code = "V108"
    words = "中身が複雑すぎて、表示用の画像にできないページがあります。PDF を作り直して、入れ直してください。"
    words_on_page = (
        "{page} ページ目の中身が複雑すぎて、表示用の画像にできませんでした。"
        "このページを簡単な図にするかスキャンに換えて、入れ直してください。"
    )


class DocumentTooSlow(TookTooLong):
    """Opening the document, or drawing its pages together, took more processor time than a document may cost."""

    code = "V109"
    words = "中身が多いか複雑すぎて、最後まで読み取れませんでした。PDF を分けるか作り直して、入れ直してください。"


class ReadingBrokenOff(TookTooLong):
    """The sandbox made no progress, though it had processor time left, and was ended. The paper may be innocent."""

    code = "V115"
    words = (
        "読み取りが進まないため、途中で打ち切りました。サーバーが混み合うと起こり、PDF のせいとは限りません。"
        "しばらくしてから同じファイルを入れ直し、続くときはサーバーの運用者に連絡してください。"
    )
    words_on_page = "{page} ページ目で" + words


class OutOfMemory(ViewerFailure):
    """The document asked for more memory than one document gets."""

    code = "V110"
    words = "PDF の中身が大きすぎて開けません。画像を小さくして作り直し、入れ直してください。"
    words_on_page = "{page} ページ目の中身が大きすぎます。画像を小さくして作り直し、入れ直してください。"


class SandboxCrashed(ViewerFailure):
    """The parser's process died or sent something invalid: a bug or an attack, to be reported to the administrator."""

    code = "V111"
    words = "読み取りが異常終了しました。PDF を作り直して入れ直し、続くときはサーバーの運用者に連絡してください。"
    words_on_page = "{page} ページ目で" + words


class SandboxLost(SandboxCrashed):
    """The sandbox was ended from outside (by whoever stops the service), so nothing is known against the document."""

    code = "V114"


class SandboxUnavailable(ViewerFailure):
    """The machine cannot confine the parser (Landlock, seccomp), so that no foreign document may be read on it."""

    code = "V112"
    words = "安全に PDF を読み取れる状態ではないため、受け付けを止めています。サーバーの運用者に連絡してください。"


class NotCleaned(ViewerFailure):
    """No file could be made that shows the document's pages and holds nothing else."""

    code = "V113"
    words = "公開用のファイルを作れませんでした。PDF を「印刷」から作り直すか、スキャンして入れ直してください。"


class NotAPicture(ViewerFailure):
    """The file is no JPEG, PNG or WebP, or a damaged one, or of more pixels than are opened."""

    code = "V118"
    words = "画像として開けません。JPEG、PNG、WebP のどれかで、9,000 × 9,000 画素までの画像にしてください。"


class NotRecognised(ViewerFailure):
    """The words of one page could not be recognised: it took too long or too much memory, or the library died of it."""

    code = "V116"
    words = "文字を機械で読み取れないページがあります。検索に出すには、文字のある PDF に差し替えてください。"
    words_on_page = (
        "{page} ページ目の文字を機械で読み取れませんでした。検索に出すには、文字のある PDF に差し替えてください。"
    )


class RecognitionUnavailable(ViewerFailure):
    """No words can be recognised on this machine: the library is not installed, or cannot be confined."""

    code = "V117"
    words = "このサーバーでは、文字の読み取りができません。サーバーの運用者に連絡してください。"


class MarkNotDrawable(ViewerFailure):
    """The reader's mark has characters that no bundled font can draw, so the page is not issued."""

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
