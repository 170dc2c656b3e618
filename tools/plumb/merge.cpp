#include "command.hpp"
#include "options.hpp"
#include "text.hpp"

#include <plumb/plumb.hpp>

#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>

namespace plumb::program {

namespace {

struct MergeArguments {
    std::filesystem::path out;
    std::vector<std::filesystem::path> parts;
};

int merge(const MergeArguments& arguments) {
    const MergeReport report = merge_datasets(arguments.out, arguments.parts);
    std::printf("%s copied, %llu there already, in %s\n", counted(report.copied_count, "frame").c_str(),
                static_cast<unsigned long long>(report.there_count), printable(arguments.out.string()).c_str());
    if (!report.is_complete) {
        std::printf("other processes write to it as well; the last of them completes dataset.json\n");
    }
    return exit_success;
}

}  // namespace

void add_merge(CLI::App& app, Action& action) {
    CLI::App& command = *app.add_subcommand("merge", "Join folders that hold frames of one set");
    const auto arguments = std::make_shared<MergeArguments>();
    command.add_option("OUT", arguments->out, "Folder that gets all frames; made if it is not there")
        ->required()
        ->check(not_empty());
    command.add_option("IN", arguments->parts, "Folders that plumb render wrote; they stay as they are")
        ->required()
        ->check(not_empty());
    command.footer(
        "Every file is compared with its journal. The result has the bytes of one run.\n"
        "Example: plumb merge all part0 part1 part2");
    command.callback([&action, arguments] { action = [arguments] { return merge(*arguments); }; });
}

}  // namespace plumb::program
