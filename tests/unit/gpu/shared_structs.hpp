#pragma once

#include "shaders/test_shared_structs.hpp"
#include "spirv_layout.hpp"

#include <gtest/gtest.h>

#include <cstddef>

/// Offsets of all members and the stride of arrays, C++ against the compiled shader.
#define LAYOUT_OF(Struct)                                                                           \
    const spirv::StructLayout layout = spirv::struct_layout(shaders::test_shared_structs, #Struct); \
    EXPECT_EQ(layout.array_stride_bytes, sizeof(Struct))
