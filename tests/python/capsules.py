"""DLPack capsules read as a consumer in C reads them: struct DLManagedTensor and DLManagedTensorVersioned of dlpack.h."""
import ctypes


class Tensor(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("device_type", ctypes.c_int32), ("device_id", ctypes.c_int32),
                ("ndim", ctypes.c_int32), ("code", ctypes.c_uint8), ("bits", ctypes.c_uint8), ("lanes", ctypes.c_uint16),
                ("shape", ctypes.POINTER(ctypes.c_int64)), ("strides", ctypes.POINTER(ctypes.c_int64)),
                ("byte_offset", ctypes.c_uint64)]


class Managed(ctypes.Structure):
    pass


class ManagedVersioned(ctypes.Structure):
    pass


Managed._fields_ = [("tensor", Tensor), ("context", ctypes.c_void_p),
                    ("deleter", ctypes.CFUNCTYPE(None, ctypes.POINTER(Managed)))]
ManagedVersioned._fields_ = [("major", ctypes.c_uint32), ("minor", ctypes.c_uint32), ("context", ctypes.c_void_p),
                             ("deleter", ctypes.CFUNCTYPE(None, ctypes.POINTER(ManagedVersioned))),
                             ("flags", ctypes.c_uint64), ("tensor", Tensor)]
READ_ONLY, IS_COPIED = 1, 2

_is_valid = ctypes.pythonapi.PyCapsule_IsValid
_is_valid.argtypes, _is_valid.restype = [ctypes.py_object, ctypes.c_char_p], ctypes.c_int
_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.argtypes, _pointer.restype = [ctypes.py_object, ctypes.c_char_p], ctypes.c_void_p
_set_name = ctypes.pythonapi.PyCapsule_SetName
_set_name.argtypes, _set_name.restype = [ctypes.py_object, ctypes.c_char_p], ctypes.c_int
_used = {True: b"used_dltensor_versioned", False: b"used_dltensor"}


class Capsule:
    """Looks into a capsule; take() is what a consumer does with it, and free() what it does when its tensor goes."""

    def __init__(self, capsule):
        self.capsule = capsule
        self.is_versioned = bool(_is_valid(capsule, b"dltensor_versioned"))
        name, kind = (b"dltensor_versioned", ManagedVersioned) if self.is_versioned else (b"dltensor", Managed)
        self.managed = ctypes.cast(_pointer(capsule, name), ctypes.POINTER(kind))
        tensor = self.managed.contents.tensor
        self.device = (tensor.device_type, tensor.device_id)
        self.shape = tuple(tensor.shape[:tensor.ndim])
        self.strides = tuple(tensor.strides[:tensor.ndim]) if tensor.strides else None  # none: row-major
        self.dtype = (tensor.code, tensor.bits, tensor.lanes)
        self.address = tensor.data + tensor.byte_offset
        self.flags = self.managed.contents.flags if self.is_versioned else None

    def bytes(self):
        """Where the address is one of this process."""
        count = self.dtype[1] // 8
        for edge in self.shape:
            count *= edge
        return ctypes.string_at(self.address, count)

    def take(self):
        assert _set_name(self.capsule, _used[self.is_versioned]) == 0
        self.capsule = None
        return self

    def free(self):
        self.managed.contents.deleter(self.managed)
