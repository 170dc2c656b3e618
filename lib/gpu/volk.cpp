// The one place where the loader's functions are defined.
#define VOLK_IMPLEMENTATION
#include <volk.h>
