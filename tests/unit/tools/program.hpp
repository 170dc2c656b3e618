#pragma once

#include <nlohmann/json.hpp>

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace plumb::test {

/// A run of a program that ended.
struct Outcome {
    int exit_code = -1;  ///< 128 + signal where a signal ended it
    std::string out;
    std::string error;
};

/// A folder of the test's own with the scenes that the tests render; programs run in it.
class Workplace {
public:
    Workplace();
    ~Workplace();
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    /// Runs the command line program with `arguments` to its end.
    [[nodiscard]] Outcome plumb(const std::vector<std::string>& arguments,
                                const std::map<std::string, std::string>& environment = {}) const;
    /// Runs any program.
    [[nodiscard]] Outcome run(const std::vector<std::string>& command,
                              const std::map<std::string, std::string>& environment = {}) const;
    /// Starts the program; finish() waits for it.
    [[nodiscard]] pid_t start(const std::vector<std::string>& command,
                              const std::map<std::string, std::string>& environment = {}) const;
    [[nodiscard]] Outcome finish(pid_t process) const;

    [[nodiscard]] std::string text(const std::filesystem::path& file) const;
    [[nodiscard]] nlohmann::json json(const std::filesystem::path& file) const;
    /// Names relative to `folder` and bytes of all files below it.
    [[nodiscard]] std::map<std::string, std::string> files(const std::filesystem::path& folder) const;
    void write(const std::filesystem::path& file, const std::string& text) const;

private:
    std::filesystem::path path_;
};

/// glTF text: a triangle with corners (-3,-1,0), (3,-1,0), (0,5,0), named "sail", of class "cloth". An animation
/// "glide" moves it by (1,0,0) within the first second. A camera "front" is 4 m before the middle, another, "far", 8 m.
std::string sail_gltf();

}  // namespace plumb::test
