"""Writes the reference of the Python package from its docstrings and its type stub: python_reference.py PACKAGE FOLDER.

PACKAGE is the folder that holds plumb/ with plumb/_core.pyi. The stub is read in place of the module that it describes,
since only the stub has signatures that a program can read. PyTorch and JAX are large and described elsewhere: what plumb
names of them is stood in for.
"""
import __future__

import ast
import sys
import types
from pathlib import Path

import pdoc

STAND_INS = {"torch": ["Tensor", "device"], "torch.distributed": [], "torch.utils": [], "torch.utils.data": ["Dataset", "IterableDataset"],
             "jax": ["Array"]}


class AsWritten:
    """A default value of the stub, which may name a class that stands below."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text


def read_stub(path):
    """Puts the stub into the place of the module."""
    # NumPy's own name in place of the page of types that it stands for; and a method called list hides the type.
    text = path.read_text(encoding="utf-8").replace("numpy.typing.ArrayLike", "ArrayLike")
    tree = ast.parse(text.replace("def list() -> list[", "def list() -> Sequence["))
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        for defaults in (function.args.defaults, function.args.kw_defaults):
            for i, value in enumerate(defaults):
                if any(isinstance(part, ast.Name) for part in ast.walk(value or ast.Constant(None))):
                    defaults[i] = ast.Call(ast.Name("AsWritten", ast.Load()), [ast.Constant(ast.unparse(value))], [])
    module = sys.modules["plumb._core"] = types.ModuleType("plumb._core")
    module.AsWritten, module.ArrayLike = AsWritten, type("ArrayLike", (), {"__module__": "numpy.typing"})
    exec(compile(ast.fix_missing_locations(tree), path, "exec", __future__.annotations.compiler_flag), module.__dict__)


def stand_in(name, classes):
    module = types.ModuleType(name)
    for one in classes:
        known = type(one, (), {"__module__": name, "__class_getitem__": classmethod(lambda cls, item: cls)})
        setattr(module, one, known)
    sys.modules[name] = module
    parent, _, last = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], last, module)


def main():
    package, folder = Path(sys.argv[1]), Path(sys.argv[2])
    sys.path.insert(0, str(package))
    read_stub(package / "plumb/_core.pyi")
    for name, classes in STAND_INS.items():
        stand_in(name, classes)
    pdoc.render.configure(show_source=False)
    pdoc.pdoc("plumb", "plumb.torch", "plumb.jax", output_directory=folder)


if __name__ == "__main__":
    main()
