"""Tesseract's library, by its C interface (capi.h). Models are loaded before the locks; what follows opens no file.

Knows pixels and words, no page and no paper.
"""

import ctypes
from pathlib import Path

LIBRARY = "libtesseract.so.5"
_FOLDERS = ("/usr/share/tesseract-ocr/*/tessdata", "/usr/share/tessdata", "/usr/share/tesseract/tessdata")
_LEVEL, _UPRIGHT = "jpn", "jpn_vert"
# Numbers of publictypes.h: only the neural engine, and a page whose columns and blocks are found by the engine.
_LSTM_ONLY, _PSM_AUTO = 1, 3


class NotInstalled(Exception):
    """The library or its Japanese model is not on this machine."""


class Engine:
    """A library with its models in memory. `has_upright`: whether the model for text written downwards is there."""

    def __init__(self) -> None:
        try:
            self._library = ctypes.CDLL(LIBRARY)
        except OSError as error:
            raise NotInstalled(f"{LIBRARY} is not installed (Debian: tesseract-ocr)") from error
        self._library.TessBaseAPICreate.restype = ctypes.c_void_p
        self._library.TessBaseAPIGetTsvText.restype = ctypes.c_void_p
        folder = _models()
        self.has_upright = (folder / f"{_UPRIGHT}.traineddata").exists()
        self._level = self._open(folder, _LEVEL)
        self._upright = self._open(folder, f"{_LEVEL}+{_UPRIGHT}") if self.has_upright else self._level

    def _open(self, folder: Path, languages: str) -> ctypes.c_void_p:
        handle = ctypes.c_void_p(self._library.TessBaseAPICreate())
        if self._library.TessBaseAPIInit2(handle, bytes(folder), languages.encode(), _LSTM_ONLY):
            raise NotInstalled(f"the models {languages} in {folder} cannot be loaded")
        self._library.TessBaseAPISetPageSegMode(handle, _PSM_AUTO)
        return handle

    def table(self, pixels: bytes, width: int, height: int, dots_an_inch: int, *, is_upright: bool) -> str:
        """What stands on a page of `height` rows of `width` grey pixels, as Tesseract's table of words (TSV).

        `is_upright`: also by the model for text written downwards, which takes twice the time. Raises ValueError.
        """
        if len(pixels) != width * height:
            raise ValueError("more or fewer pixels than the page has")
        handle = self._upright if is_upright else self._level
        self._library.TessBaseAPISetImage(handle, ctypes.c_char_p(pixels), width, height, 1, width)
        self._library.TessBaseAPISetSourceResolution(handle, dots_an_inch)
        if self._library.TessBaseAPIRecognize(handle, None):
            raise ValueError("the page could not be recognised")
        table = self._library.TessBaseAPIGetTsvText(handle, 0)
        return ctypes.string_at(table).decode("utf-8", "replace") if table else ""


def _models() -> Path:
    for place in _FOLDERS:
        for folder in sorted(Path("/").glob(place.lstrip("/")), reverse=True):
            if (folder / f"{_LEVEL}.traineddata").exists():
                return folder
    raise NotInstalled("Tesseract's Japanese model is not installed (Debian: tesseract-ocr-jpn)")
