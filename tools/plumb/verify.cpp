#include "command.hpp"
#include "options.hpp"
#include "rerender.hpp"
#include "text.hpp"

#include <plumb/plumb.hpp>

#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>

namespace plumb::program {

namespace {

struct VerifyArguments {
    std::filesystem::path folder;
    RerenderOptions again;
    bool is_json = false;
};

Json finding_json(const DatasetFinding& finding) {
    return {{"kind", to_string(finding.kind)}, {"path", finding.path}, {"message", finding.message}};
}

void print_json(const VerifyArguments& arguments, const DatasetReport& report, const RerenderReport& again) {
    Json findings = Json::array(), differing = Json::array();
    for (const DatasetFinding& finding : report.findings) findings.push_back(finding_json(finding));
    for (const std::string& path : again.differing) differing.push_back(path);
    std::printf("%s\n", json_text({{"folder", arguments.folder.string()},
                                   {"frames", report.frames.size()},
                                   {"files", report.file_count},
                                   {"bytes", report.byte_count},
                                   {"findings", std::move(findings)},
                                   {"rendered_again", again.frames},
                                   {"differing", std::move(differing)}})
                            .c_str());
}

void print_text(const VerifyArguments& arguments, const DatasetReport& report, const RerenderReport& again) {
    for (const DatasetFinding& finding : report.findings) {
        std::printf("%s: %s: %s\n", std::string(to_string(finding.kind)).c_str(), printable(finding.path).c_str(),
                    finding.message.c_str());
    }
    for (const std::string& path : again.differing) {
        std::printf("differs when rendered again: %s\n", printable(path).c_str());
    }
    std::printf("%s: %s, %s, %llu bytes: %s\n", printable(arguments.folder.string()).c_str(),
                counted(report.frames.size(), "frame").c_str(), counted(report.file_count, "file").c_str(),
                static_cast<unsigned long long>(report.byte_count), counted(report.findings.size(), "finding").c_str());
    if (arguments.again.count == 0) return;
    std::printf(
        "%s rendered again: %s\n", counted(again.frames.size(), "frame").c_str(),
        again.differing.empty() ? "the same bytes" : (counted(again.differing.size(), "file") + " differ").c_str());
}

int verify(const VerifyArguments& arguments) {
    const DatasetReport report = verify_dataset(arguments.folder);
    RerenderReport again;
    if (arguments.again.count > 0) again = render_again(arguments.folder, report.frames, arguments.again);
    if (arguments.is_json) {
        print_json(arguments, report, again);
    } else {
        print_text(arguments, report, again);
    }
    return report.findings.empty() && again.differing.empty() ? exit_success : exit_failure;
}

}  // namespace

void add_verify(CLI::App& app, Action& action) {
    CLI::App& command =
        *app.add_subcommand("verify", "Compare a folder of frames with its journal, and render some again");
    const auto arguments = std::make_shared<VerifyArguments>();
    RerenderOptions& again = arguments->again;
    command.add_option("DIR", arguments->folder, "Folder that plumb render wrote; of a stereo pair, one view's")
        ->required()
        ->check(not_empty());
    CLI::Option* const sample =
        command
            .add_option_function<std::string>(
                "--sample", [&again](const std::string& text) { again.count = parse_whole("--sample", text); },
                "Frames to render again, evenly spread, and to compare byte by byte")
            ->type_name("K");
    add_set_source(command, again.source, sample);
    command.add_flag("--json", arguments->is_json, "Print JSON");
    command.footer(
        "Example: plumb verify out\n"
        "Example: plumb verify out --sample 20 --scene scene.glb --recipe recipe.json\n"
        "Exit codes: 0 all is as it should be, 1 there are findings.");
    command.callback([&action, arguments] { action = [arguments] { return verify(*arguments); }; });
}

}  // namespace plumb::program
