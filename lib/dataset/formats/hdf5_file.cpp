#include "dataset/formats/hdf5_file.hpp"

#include <plumb/error.hpp>

#include <hdf5.h>

#include <mutex>

namespace plumb::dataset {

namespace {

/// The library keeps its own state for the whole process, and the systems' packages are built without its locks.
std::mutex& library_turn() {
    static std::mutex turn;
    return turn;
}

/// An id of the library with the function that closes it.
class Handle {
public:
    Handle(hid_t id, herr_t (*closer)(hid_t), const std::string& attempt) : id_(id), closer_(closer) {
        if (id_ < 0) throw Error(ErrorCode::internal, "writing HDF5, " + attempt + ": the library failed");
    }
    ~Handle() {
        if (id_ >= 0) closer_(id_);
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    [[nodiscard]] hid_t get() const noexcept { return id_; }

private:
    hid_t id_;
    herr_t (*closer_)(hid_t);
};

void check(herr_t result, const std::string& attempt) {
    if (result < 0) throw Error(ErrorCode::internal, "writing HDF5, " + attempt + ": the library failed");
}

hid_t open_in_memory() {
    constexpr std::size_t growth = 1U << 20;
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "choosing the place");
    check(H5Pset_fapl_core(access.get(), growth, 0), "choosing memory as the place");
    return H5Fcreate("frame.hdf5", H5F_ACC_TRUNC, H5P_DEFAULT, access.get());
}

hid_t type_of(Hdf5File::Type type) {
    switch (type) {
        case Hdf5File::Type::u8:
            return H5T_STD_U8LE;
        case Hdf5File::Type::i32:
            return H5T_STD_I32LE;
        case Hdf5File::Type::f32:
            break;
    }
    return H5T_IEEE_F32LE;
}

}  // namespace

struct Hdf5File::State {
    std::unique_lock<std::mutex> turn{library_turn()};
    Handle file{open_in_memory(), H5Fclose, "creating a file"};
};

// Whoever has a file has the library for himself: a frame's file is made in one go.
Hdf5File::Hdf5File() : state_(std::make_unique<State>()) {}
Hdf5File::~Hdf5File() = default;

void Hdf5File::add(const std::string& name, Type type, std::span<const std::size_t> shape,
                   std::span<const std::byte> values) {
    constexpr unsigned deflate_level = 1;
    const std::vector<hsize_t> edges(shape.begin(), shape.end());
    const int rank = static_cast<int>(edges.size());
    const Handle space(H5Screate_simple(rank, edges.data(), nullptr), H5Sclose, "shaping " + name);
    const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "describing " + name);
    check(H5Pset_obj_track_times(properties.get(), 0), "leaving the time out");
    check(H5Pset_chunk(properties.get(), rank, edges.data()), "choosing the pieces of " + name);
    check(H5Pset_deflate(properties.get(), deflate_level), "choosing the compression");
    const Handle set(H5Dcreate2(state_->file.get(), name.c_str(), type_of(type), space.get(), H5P_DEFAULT,
                                properties.get(), H5P_DEFAULT),
                     H5Dclose, "creating " + name);
    check(H5Dwrite(set.get(), type_of(type), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "writing " + name);
}

void Hdf5File::add_text(const std::string& name, const std::string& text) {
    const Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "describing " + name);
    check(H5Tset_size(type.get(), text.empty() ? 1 : text.size()), "describing " + name);
    check(H5Tset_strpad(type.get(), H5T_STR_NULLPAD), "describing " + name);
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose, "shaping " + name);
    const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "describing " + name);
    check(H5Pset_obj_track_times(properties.get(), 0), "leaving the time out");
    const Handle set(H5Dcreate2(state_->file.get(), name.c_str(), type.get(), space.get(), H5P_DEFAULT,
                                properties.get(), H5P_DEFAULT),
                     H5Dclose, "creating " + name);
    check(H5Dwrite(set.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, text.c_str()), "writing " + name);
}

std::vector<std::byte> Hdf5File::take() {
    check(H5Fflush(state_->file.get(), H5F_SCOPE_GLOBAL), "ending the file");
    const ssize_t size = H5Fget_file_image(state_->file.get(), nullptr, 0);
    if (size < 0) throw Error(ErrorCode::internal, "writing HDF5, taking the bytes: the library failed");
    std::vector<std::byte> bytes(static_cast<std::size_t>(size));
    if (H5Fget_file_image(state_->file.get(), bytes.data(), bytes.size()) != size) {
        throw Error(ErrorCode::internal, "writing HDF5, taking the bytes: the library failed");
    }
    return bytes;
}

}  // namespace plumb::dataset
