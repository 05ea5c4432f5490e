"""The program of recognition on a machine whose Tesseract is not there: a library of another name is looked for."""

from viewer.sandbox.recognition import __main__ as program
from viewer.sandbox.recognition import engine

engine.LIBRARY = "libtesseract.so.none"
program.main()
