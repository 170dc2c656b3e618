# Shaders are compiled to SPIR-V at build time and embedded; nothing is searched for at run time.
add_executable(plumb_embed_spirv ${PROJECT_SOURCE_DIR}/tools/build/embed_spirv.cpp)
set_target_properties(plumb_embed_spirv PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tools)
set(PLUMB_GENERATED ${PROJECT_BINARY_DIR}/generated)

# plumb_add_shader(NAME FILE [TARGET target] [DEFINES A=1 ...] [DEPENDS generated ...] [UNOPTIMIZED])
#
# Compiles FILE (relative to the calling list file) and adds it to `target`, else to plumb_objects, where
# #include "shaders/NAME.hpp" declares the words as plumb::shaders::NAME. Its includes are found in shaders/. UNOPTIMIZED
# keeps the names of structs and members, for tests that read them. The target must belong to the calling directory.
function(plumb_add_shader name file)
  cmake_parse_arguments(shader "UNOPTIMIZED" "TARGET" "DEFINES;DEPENDS" ${ARGN})
  if(shader_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "plumb_add_shader(${name}): unknown arguments ${shader_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT shader_TARGET)
    set(shader_TARGET plumb_objects)
  endif()
  set(flags -O)
  if(shader_UNOPTIMIZED)
    set(flags -O0 -g)
  endif()
  list(TRANSFORM shader_DEFINES PREPEND -D)
  get_filename_component(source ${file} ABSOLUTE BASE_DIR ${CMAKE_CURRENT_LIST_DIR})
  set(module ${PLUMB_GENERATED}/shaders/${name}.spv)
  set(header ${PLUMB_GENERATED}/shaders/${name}.hpp)
  file(CONFIGURE OUTPUT ${header} @ONLY CONTENT [[
#pragma once

#include <cstdint>
#include <span>

namespace plumb::shaders {
/// SPIR-V of @file@.
extern const std::span<const std::uint32_t> @name@;
}  // namespace plumb::shaders
]])
  add_custom_command(
    OUTPUT ${module}
    COMMAND ${PLUMB_GLSLC} --target-env=vulkan1.3 ${flags} -Werror -I ${PROJECT_SOURCE_DIR}/shaders -I ${PLUMB_GENERATED}
            ${shader_DEFINES}
            -MD -MF ${module}.d -MT ${module} -o ${module} ${source}
    DEPENDS ${source} ${shader_DEPENDS}
    DEPFILE ${module}.d
    COMMENT "Compiling shader ${name}" VERBATIM)
  add_custom_command(
    OUTPUT ${module}.cpp
    COMMAND plumb_embed_spirv ${module} ${name} ${module}.cpp
    DEPENDS ${module} plumb_embed_spirv
    COMMENT "Embedding shader ${name}" VERBATIM)
  set_property(TARGET ${shader_TARGET} APPEND PROPERTY PLUMB_SHADERS ${name})
  target_sources(${shader_TARGET} PRIVATE ${module}.cpp)
  set_source_files_properties(${module}.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON)  # a table of numbers
  target_include_directories(${shader_TARGET} PRIVATE ${PLUMB_GENERATED})
endfunction()

# plumb_list_shaders(TARGET)
#
# Writes "shaders/all_of_TARGET.hpp", which declares plumb::shaders::all_of_TARGET: name and words of every shader added to
# TARGET so far, for tests that look at each.
function(plumb_list_shaders target)
  get_target_property(names ${target} PLUMB_SHADERS)
  set(includes "")
  set(entries "")
  foreach(name IN LISTS names)
    if(names)
      string(APPEND includes "#include \"shaders/${name}.hpp\"\n")
      string(APPEND entries "        {\"${name}\", ${name}},\n")
    endif()
  endforeach()
  file(CONFIGURE OUTPUT ${PLUMB_GENERATED}/shaders/all_of_${target}.hpp @ONLY CONTENT [[
#pragma once

@includes@
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace plumb::shaders {
inline std::vector<std::pair<std::string_view, std::span<const std::uint32_t>>> all_of_@target@() {
    return {
@entries@    };
}
}  // namespace plumb::shaders
]])
endfunction()
