"""execute.py NOTEBOOK RESULT KERNEL: runs a notebook through nbclient, in its own folder, and writes the result."""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

notebook, result, kernel = map(Path, sys.argv[1:])
book = nbformat.read(notebook, as_version=4)
NotebookClient(book, timeout=120, kernel_name=str(kernel), allow_errors=True,
               resources={"metadata": {"path": str(notebook.parent)}}).execute()
nbformat.validate(book)
nbformat.write(book, result)
