"""The words, for the clerk, of what was removed from a cleaned file (`viewer.cleaned_wire.REMOVED`)."""

from collections.abc import Iterable

REMOVED_WORDS = {
    "javascript": "PDF の中のプログラム",
    "actions": "自動で動く指示や、ほかのファイルへのリンク",
    "attachments": "添付されたファイル",
    "forms": "入力欄（書き込まれた内容は、見えているとおりに残ります）",
    "media": "音声・動画・3D",
    "layers": "表示を切り替える部分（いま見えていない部分はなくなります）",
    "external": "ほかのファイルに置かれた内容",
    "comments": "コメントや付せん（見えている線や印影は残ります）",
    "metadata": "作成者・作成日時・使ったソフトの名前（題名は、ページで読めるものだけが残ります）",
    "revisions": "以前に保存したときの内容",
    "private": "縮小画像やソフトごとの記録、読み上げ用の文",
    "protection": "印刷やコピーの制限",
    "unseen": "ページに見えていない文字（黒塗りの下、白い文字など）",
    "marks": "墨消しの指定だけがあった部分（黒く塗りました）",
}


def removed_words(codes: Iterable[str]) -> list[str]:
    """One line for each code, in their order."""
    return [REMOVED_WORDS[code] for code in codes]
