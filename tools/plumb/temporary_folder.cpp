#include "temporary_folder.hpp"

#include <plumb/error.hpp>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace plumb::program {

TemporaryFolder::TemporaryFolder(const std::string& purpose) {
    std::string name = (std::filesystem::temp_directory_path() / ("plumb-" + purpose + "-XXXXXX")).string();
    if (::mkdtemp(name.data()) == nullptr) {
        throw Error(ErrorCode::io, "making a folder for temporary files, " + name + ": " +
                                       std::error_code(errno, std::generic_category()).message());
    }
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace plumb::program
