#pragma once

#include <filesystem>
#include <string>

namespace plumb::program {

/// A folder of its own below the system's one for temporary files, which goes with it.
class TemporaryFolder {
public:
    /// @param purpose  a word for its name
    /// @throws Error   io
    explicit TemporaryFolder(const std::string& purpose);
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace plumb::program
