"""Errors about procedures, which are never opened to residents (N 10)."""

from app.errors import AppError, BadInput


class ProcedureNotReleasable(AppError):
    """The paper calls itself a procedure."""

    status, code = 409, "M179"
    sentence = (
        "題名に「実施手順」とある資料は、住民に公開できません（N 10）。"
        "実施手順でなければ、題名を直してからもう一度依頼してください。"
    )


class MayBeProcedure(BadInput):
    """Nobody has said that the paper is no procedure."""

    code = "M180"
    sentence = "実施手順は公開できません。資料が実施手順でないことを確かめて、しるしを付けてください。"
