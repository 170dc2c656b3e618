#include "command.hpp"
#include "options.hpp"
#include "text.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <memory>

namespace plumb::program {

namespace {

struct CheckArguments {
    std::filesystem::path file;
    bool is_strict = false;
    bool is_json = false;
};

const char* severity_name(const Finding& finding) {
    return finding.severity == Finding::Severity::error ? "error" : "warning";
}

std::size_t count_errors(const std::vector<Finding>& findings) {
    return static_cast<std::size_t>(std::count_if(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.severity == Finding::Severity::error;
    }));
}

void print_json(const CheckArguments& arguments, const std::vector<Finding>& findings) {
    const std::size_t error_count = count_errors(findings);
    Json list = Json::array();
    for (const Finding& finding : findings) {
        list.push_back({{"severity", severity_name(finding)},
                        {"check", finding.check},
                        {"code", to_string(finding.code)},
                        {"pointer", finding.pointer},
                        {"message", finding.message}});
    }
    const Json report{{"file", arguments.file.string()},
                      {"strict", arguments.is_strict},
                      {"errors", error_count},
                      {"warnings", findings.size() - error_count},
                      {"findings", std::move(list)}};
    std::printf("%s\n", json_text(report).c_str());
}

/// A file that cannot be read at all is a finding like others to a program that reads the report.
std::vector<Finding> find(const CheckArguments& arguments, const LoadOptions& options) {
    try {
        return Scene::check(arguments.file, options);
    } catch (const Error& error) {
        if (arguments.is_json) {
            print_json(arguments, {{Finding::Severity::error, error.code(), "file.readable", arguments.file.string(),
                                    error.what()}});
        }
        throw;
    }
}

int check(const CheckArguments& arguments) {
    LoadOptions options;
    options.is_strict = arguments.is_strict;
    const std::vector<Finding> findings = find(arguments, options);
    const std::size_t error_count = count_errors(findings);
    if (arguments.is_json) {
        print_json(arguments, findings);
    } else {
        for (const Finding& finding : findings) {
            std::printf("%s: %s: %s: %s\n", severity_name(finding), finding.check.c_str(),
                        printable(finding.pointer).c_str(), printable(finding.message).c_str());
        }
        std::printf("%s: %s, %s\n", printable(arguments.file.string()).c_str(), counted(error_count, "error").c_str(),
                    counted(findings.size() - error_count, "warning").c_str());
    }
    const bool is_refused = error_count > 0 || (arguments.is_strict && !findings.empty());
    return is_refused ? exit_failure : exit_success;
}

}  // namespace

void add_check(CLI::App& app, Action& action) {
    CLI::App& command = *app.add_subcommand("check", "Tell everything that is wrong with a glTF file");
    const auto arguments = std::make_shared<CheckArguments>();
    add_scene(command, arguments->file, "FILE");
    command.add_flag("--strict", arguments->is_strict, "Warnings count as errors");
    command.add_flag("--json", arguments->is_json, "Print JSON");
    command.footer("Example: plumb check scene.glb --strict\nExit code 1 if there are errors.");
    command.callback([&action, arguments] { action = [arguments] { return check(*arguments); }; });
}

}  // namespace plumb::program
