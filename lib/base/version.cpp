#include <plumb/version.hpp>

#define PLUMB_TEXT_OF(x) #x
#define PLUMB_TEXT(x) PLUMB_TEXT_OF(x)

namespace plumb {

const char* version() noexcept {
    return PLUMB_TEXT(PLUMB_VERSION_MAJOR) "." PLUMB_TEXT(PLUMB_VERSION_MINOR) "." PLUMB_TEXT(PLUMB_VERSION_PATCH);
}

}  // namespace plumb
