"""What the S3 store uses of its SDK's inside, by name: an SDK that has it otherwise fails here, not in a sitting."""

import ast
import inspect
from pathlib import Path

import pytest
from minio import Minio

import storage

PRIVATE = {
    "_execute": ("method", "bucket_name", "object_name", "body", "headers", "query_params"),
    "_put_object": ("bucket_name", "object_name", "data", "headers", "query_params"),
    "_upload_part": ("bucket_name", "object_name", "data", "headers", "upload_id", "part_number"),
    "_create_multipart_upload": ("bucket_name", "object_name", "headers"),
    "_complete_multipart_upload": ("bucket_name", "object_name", "upload_id", "parts"),
    "_abort_multipart_upload": ("bucket_name", "object_name", "upload_id"),
    "_list_multipart_uploads": ("bucket_name", "key_marker", "prefix"),
}
"""Method → the parameters that must be there, in this order."""


@pytest.mark.parametrize("name", PRIVATE)
def test_sdk_has_the_method_with_its_parameters(name: str) -> None:
    has = [*inspect.signature(getattr(Minio, name)).parameters][1:]

    assert [parameter for parameter in has if parameter in PRIVATE[name]] == list(PRIVATE[name])


def test_nothing_else_of_its_inside_is_used() -> None:
    used: set[str] = set()
    for file in Path(storage.__path__[0]).glob("s3*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr.startswith("_") and hasattr(Minio, node.attr):
                used.add(node.attr)

    assert {name for name in used if not name.startswith("__")} == set(PRIVATE)
