// plumb_frame_hashes FILE..: prints what bytes_test.cpp compares between processes.
#include "frame_hashes.hpp"

#include <cstdio>

int main(int argc, char** argv) {
    try {
        const plumb::Device device = plumb::Device::create();
        for (int i = 1; i < argc; ++i) std::fputs(plumb::property::frame_hashes(device, argv[i]).c_str(), stdout);
    } catch (const plumb::Error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
