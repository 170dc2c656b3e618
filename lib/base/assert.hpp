#pragma once

#include <plumb/error.hpp>

#include <string>

/// Checks an invariant of our own; never for input. On in debug builds and where PLUMB_ASSERTS is set.
#if defined(PLUMB_ASSERTS)
#define PLUMB_ASSERT(condition)                                                                                       \
    do {                                                                                                              \
        if (!(condition))                                                                                             \
            throw ::plumb::Error(                                                                                     \
                ::plumb::ErrorCode::internal,                                                                         \
                std::string("broken invariant: ") + #condition + " at " + __FILE__ + ":" + std::to_string(__LINE__)); \
    } while (false)
#else
#define PLUMB_ASSERT(condition) static_cast<void>(0)
#endif
