"""What plumb raises: one class a kind of error, each also one of Python's own kinds."""


class Error(Exception):
    """Whatever goes wrong in plumb; the message says what was attempted, the value met, and what is allowed."""

    code = "error"


class InvalidArgumentError(Error, ValueError):
    """The caller asked for something that cannot be."""

    code = "invalid_argument"


class NotFoundError(Error, FileNotFoundError):
    """A file, name or device does not exist."""

    code = "not_found"


class BadAssetError(Error, ValueError):
    """A file breaks its own format."""

    code = "bad_asset"


class UnsupportedError(Error, RuntimeError):
    """Valid, but plumb or the device cannot do it."""

    code = "unsupported"


class OutOfMemoryError(Error, MemoryError):
    """Host or device memory, or a stated limit on it."""

    code = "out_of_memory"


class DeviceLostError(Error, RuntimeError):
    """The device stopped answering."""

    code = "device_lost"


class IoError(Error, OSError):
    """Reading or writing a file failed."""

    code = "io"


class InternalError(Error, RuntimeError):
    """A fault of plumb itself."""

    code = "internal"
