// What a program of somebody else looks like; built against the installed package.
#include <plumb/plumb.hpp>

#include <cstdio>

int main() {
    std::printf("plumb %s, %zu passes\n", plumb::version(), plumb::passes().size());
    try {
        (void)plumb::find_pass("dept");
    } catch (const plumb::Error& error) {
        std::printf("%s: %s\n", plumb::to_string(error.code()).data(), error.what());
        return error.code() == plumb::ErrorCode::invalid_argument ? 0 : 1;
    }
    return 1;
}
