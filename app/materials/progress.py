"""How far a paper's newest file is, in numbers and in words, for the clerk's screens."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.materials.models import Material, Version

_WARNING_WORDS = {
    "repaired": "壊れていた部分を直して読み込みました。全ページを確かめてください。",
    "javascript": "PDF の中のプログラムは動きません。表示に問題はありません。",
    "attachments": "PDF に添付されたファイルは取り除きました。必要なときは別の資料として入れてください。",
    "xfa": "入力フォームは動きません。書き込んだ内容が表示されているか確かめてください。",
    "launch": "ほかのプログラムを動かすリンクは取り除きました。表示に問題はありません。",
}
_OTHER_WARNING = "動きのある部分は取り除きました。表示に問題はありません。"


def warning_codes(version: Version) -> list[str]:
    """The stable codes of what was found in the file."""
    return [code for code in version.warnings.split(",") if code]


def warning_words(version: Version) -> list[str]:
    """The same in sentences, each once; damage first."""
    codes = sorted(warning_codes(version), key=lambda code: code != "repaired")
    return list(dict.fromkeys(_WARNING_WORDS.get(code, _OTHER_WARNING) for code in codes))


def state_of(session: Session, material: Material) -> dict[str, object]:
    """The newest version's state, and whether readers have one they can read."""
    newest = session.scalars(
        select(Version).where(Version.material_id == material.id).order_by(Version.number.desc()).limit(1)
    ).one()
    return _state(material, newest)


def _state(material: Material, newest: Version) -> dict[str, object]:
    return {
        "material": material.id,
        "version": newest.id,
        "number": newest.number,
        "file_name": newest.file_name,
        "state": newest.state,
        "pages": newest.pages,
        "pages_done": newest.pages_done,
        "zoom_pages_done": newest.zoom_pages_done,
        "failure_code": newest.failure_code,
        "failure": newest.failure_sentence,
        "warnings": warning_words(newest),
        "is_readable": material.current_version_id is not None,
        "label": material.confidentiality,
        "level": material.level.value,
    }
