#include "program.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace plumb::test {

Workplace::Workplace() {
    std::string name = (std::filesystem::temp_directory_path() / "plumb-program-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for temporary files");
    path_ = name;
    write("sail.gltf", sail_gltf());
}

Workplace::~Workplace() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

pid_t Workplace::start(const std::vector<std::string>& command,
                       const std::map<std::string, std::string>& environment) const {
    const pid_t process = ::fork();
    if (process != 0) return process;
    const auto redirect = [this](const char* name, int descriptor) {
        const int file = ::open((path_ / name).c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
        ::dup2(file, descriptor);
        ::close(file);
    };
    redirect(".out", STDOUT_FILENO);
    redirect(".error", STDERR_FILENO);
    for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
    std::vector<char*> words;
    for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    if (::chdir(path_.c_str()) == 0) ::execvp(words[0], words.data());
    ::_exit(127);
}

Outcome Workplace::finish(pid_t process) const {
    int status = 0;
    Outcome run;
    if (::waitpid(process, &status, 0) != process) return run;
    run.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    run.out = text(".out");
    run.error = text(".error");
    return run;
}

Outcome Workplace::run(const std::vector<std::string>& command,
                       const std::map<std::string, std::string>& environment) const {
    return finish(start(command, environment));
}

Outcome Workplace::plumb(const std::vector<std::string>& arguments,
                         const std::map<std::string, std::string>& environment) const {
    std::vector<std::string> command{PLUMB_PROGRAM};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return run(command, environment);
}

std::string Workplace::text(const std::filesystem::path& file) const {
    std::ifstream stream(path_ / file, std::ios::binary);
    EXPECT_TRUE(stream.good()) << file;
    return {std::istreambuf_iterator<char>(stream), {}};
}

nlohmann::json Workplace::json(const std::filesystem::path& file) const {
    return nlohmann::json::parse(text(file));
}

std::map<std::string, std::string> Workplace::files(const std::filesystem::path& folder) const {
    std::map<std::string, std::string> found;
    if (!std::filesystem::exists(path_ / folder)) return found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path_ / folder)) {
        if (!entry.is_regular_file()) continue;
        const std::filesystem::path name = entry.path().lexically_relative(path_ / folder);
        found[name.string()] = text(folder / name);
    }
    return found;
}

void Workplace::write(const std::filesystem::path& file, const std::string& text) const {
    std::ofstream(path_ / file, std::ios::binary) << text;
}

std::string sail_gltf() {
    // The buffer: three positions, two key times 0 and 1, two translations (0,0,0) and (1,0,0).
    return R"({
  "asset": {"version": "2.0", "generator": "by hand", "copyright": "nobody"},
  "scene": 0, "scenes": [{"name": "sea", "nodes": [0, 1, 2]}],
  "nodes": [{"name": "sail", "mesh": 0, "extras": {"class": "cloth"}},
            {"name": "front", "camera": 0, "translation": [0, 0, 4]},
            {"name": "far", "camera": 0, "translation": [0, 0, 8]}],
  "cameras": [{"type": "perspective", "perspective": {"yfov": 0.5, "znear": 0.1}}],
  "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "material": 0}]}],
  "materials": [{"name": "canvas"}],
  "animations": [{"name": "glide", "channels": [{"sampler": 0, "target": {"node": 0, "path": "translation"}}],
                  "samplers": [{"input": 1, "output": 2}]}],
  "accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3", "min": [-3, -1, 0],
                 "max": [3, 5, 0]},
                {"bufferView": 1, "componentType": 5126, "count": 2, "type": "SCALAR", "min": [0], "max": [1]},
                {"bufferView": 2, "componentType": 5126, "count": 2, "type": "VEC3"}],
  "bufferViews": [{"buffer": 0, "byteLength": 36}, {"buffer": 0, "byteOffset": 36, "byteLength": 8},
                  {"buffer": 0, "byteOffset": 44, "byteLength": 24}],
  "buffers": [{"byteLength": 68, "uri": "data:application/octet-stream;base64,AABAwAAAgL8AAAAAAABAQAAAgL8AAAAAAAAAAAAAoEAAAAAAAAAAAAAAgD8AAAAAAAAAAAAAAAAAAIA/AAAAAAAAAAA="}]
})";
}

}  // namespace plumb::test
