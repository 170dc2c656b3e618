#include "interrupt.hpp"

#include <unistd.h>

#include <csignal>
#include <initializer_list>

namespace plumb::program {

namespace {

constexpr unsigned int grace_s = 4;

// A signal handler can reach nothing else.
volatile std::sig_atomic_t interrupted = 0;

extern "C" void note_interrupt(int signal) {
    interrupted = signal;
    ::alarm(grace_s);
}

extern "C" void end_now(int) {
    ::_exit(128 + interrupted);
}

}  // namespace

void catch_interrupts() {
    struct sigaction action {};
    sigemptyset(&action.sa_mask);
    action.sa_handler = end_now;
    sigaction(SIGALRM, &action, nullptr);
    action.sa_handler = note_interrupt;
    action.sa_flags = SA_RESETHAND | SA_RESTART;
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaction(signal, &action, nullptr);
    action.sa_handler = SIG_IGN;
    action.sa_flags = 0;
    for (const int signal : {SIGPIPE, SIGXFSZ}) sigaction(signal, &action, nullptr);
}

bool is_interrupted() noexcept {
    return interrupted != 0;
}

int interrupted_exit_code() noexcept {
    return 128 + interrupted;
}

}  // namespace plumb::program
