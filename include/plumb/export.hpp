#pragma once

#if defined(PLUMB_STATIC)
#define PLUMB_API
#elif defined(_WIN32)
#define PLUMB_API __declspec(dllexport)
#else
#define PLUMB_API __attribute__((visibility("default")))
#endif
