#include "command.hpp"

#include <plumb/plumb.hpp>

#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>
#include <new>
#include <string>

namespace {

using namespace plumb::program;

int run(int argc, char** argv) {
    CLI::App app("plumb renders glTF scenes together with their ground truth.", "plumb");
    app.set_version_flag("--version", std::string("plumb ") + plumb::version());
    app.require_subcommand(1);
    app.footer(
        "Example: plumb render scene.glb --out out --passes rgb,depth,instance --preview\n"
        "Each command has its own --help. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a file cannot be read or "
        "written.");
    Action action;
    add_render(app, action);
    add_plan(app, action);
    add_info(app, action);
    add_check(app, action);
    add_doctor(app, action);
    add_verify(app, action);
    add_merge(app, action);
    add_export(app, action);
    add_bench(app, action);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& request) {
        return app.exit(request);  // --help and --version
    } catch (const CLI::ParseError& error) {
        const auto chosen = app.get_subcommands();
        std::string reason = error.what();
        std::string command;
        if (!chosen.empty()) {
            command = " " + chosen.front()->get_name();
        } else if (argc > 1) {
            reason = "unknown command or option '" + std::string(argv[1]) +
                     "'; commands are render, plan, info, check, doctor, verify, merge, export, bench";
        }
        std::fprintf(stderr, "plumb: error: usage: %s\nplumb%s --help tells how to use it\n", reason.c_str(),
                     command.c_str());
        return exit_usage;
    }
    return action();
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const plumb::Error& error) {
        std::fprintf(stderr, "plumb: error: %s: %s\n", std::string(to_string(error.code())).c_str(), error.what());
        if (error.code() == plumb::ErrorCode::io) return exit_io;
    } catch (const std::bad_alloc&) {
        std::fprintf(stderr, "plumb: error: out_of_memory: no memory left\n");
    } catch (const std::exception& error) {
        std::fprintf(stderr, "plumb: error: internal: %s\n", error.what());
    }
    return exit_failure;
}
