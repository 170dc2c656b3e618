#include "dataset/formats/tiff_float.hpp"

#include <plumb/error.hpp>

#include <tiffio.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace plumb::dataset {

namespace {

/// What the library takes for a file.
struct Memory {
    std::vector<std::byte> bytes;
    std::size_t position = 0;
};

Memory& memory_of(thandle_t handle) {
    return *static_cast<Memory*>(handle);
}

tmsize_t read(thandle_t handle, void* data, tmsize_t size) {
    Memory& memory = memory_of(handle);
    const std::size_t left = memory.bytes.size() - std::min(memory.position, memory.bytes.size());
    const std::size_t count = std::min(static_cast<std::size_t>(size), left);
    if (count > 0) std::memcpy(data, memory.bytes.data() + memory.position, count);
    memory.position += count;
    return static_cast<tmsize_t>(count);
}

tmsize_t write(thandle_t handle, void* data, tmsize_t size) {
    Memory& memory = memory_of(handle);
    const std::size_t end = memory.position + static_cast<std::size_t>(size);
    if (memory.bytes.size() < end) memory.bytes.resize(end);
    std::memcpy(memory.bytes.data() + memory.position, data, static_cast<std::size_t>(size));
    memory.position = end;
    return size;
}

toff_t seek(thandle_t handle, toff_t offset, int whence) {
    Memory& memory = memory_of(handle);
    const toff_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? memory.position : memory.bytes.size();
    memory.position = base + offset;
    return memory.position;
}

int close(thandle_t) {
    return 0;
}

toff_t size_of_memory(thandle_t handle) {
    return memory_of(handle).bytes.size();
}

struct TiffDeleter {
    void operator()(TIFF* file) const noexcept { TIFFClose(file); }
};

}  // namespace

std::vector<std::byte> encode_tiff(Size size, std::span<const float> values) {
    Memory memory;
    std::unique_ptr<TIFF, TiffDeleter> file(
        TIFFClientOpen("memory", "w", &memory, read, write, seek, close, size_of_memory, nullptr, nullptr));
    if (!file) throw Error(ErrorCode::out_of_memory, "encoding a TIFF: no memory for the encoder");
    TIFFSetField(file.get(), TIFFTAG_IMAGEWIDTH, size.width);
    TIFFSetField(file.get(), TIFFTAG_IMAGELENGTH, size.height);
    TIFFSetField(file.get(), TIFFTAG_SAMPLESPERPIXEL, 1);
    TIFFSetField(file.get(), TIFFTAG_BITSPERSAMPLE, 32);
    TIFFSetField(file.get(), TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_IEEEFP);
    TIFFSetField(file.get(), TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
    TIFFSetField(file.get(), TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(file.get(), TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
    TIFFSetField(file.get(), TIFFTAG_ROWSPERSTRIP, size.height);
    const auto bytes = static_cast<tmsize_t>(values.size_bytes());
    const bool is_written = TIFFWriteEncodedStrip(file.get(), 0, const_cast<float*>(values.data()), bytes) == bytes &&
                            TIFFFlush(file.get()) == 1;
    file.reset();
    if (!is_written) throw Error(ErrorCode::internal, "encoding a TIFF: the encoder failed");
    return std::move(memory.bytes);
}

}  // namespace plumb::dataset
