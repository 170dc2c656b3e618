# Language level, warnings, hardening and sanitizers shared by every target of the project.
if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})

find_program(PLUMB_CCACHE ccache)
if(PLUMB_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # A precompiled header has no macros of its own that could change within what it stands for.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${PLUMB_CCACHE})
endif()

# What files with parsed headers are compiled with. ccache asks for the first; GCC forgets which headers are the
# system's, of whose strings it then warns.
set(PLUMB_PRECOMPILED_OPTIONS -fpch-preprocess)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND PLUMB_PRECOMPILED_OPTIONS -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread)
endif()

# Parses once a target what most of its files include, which takes longer than the files themselves.
function(plumb_precompile target)
  target_precompile_headers(${target} PRIVATE ${ARGN})
  target_compile_options(${target} PRIVATE ${PLUMB_PRECOMPILED_OPTIONS})
endfunction()

# Takes the headers that `source` has parsed; both must be compiled with the same options.
function(plumb_reuse_precompiled target source)
  target_precompile_headers(${target} REUSE_FROM ${source})
  target_compile_options(${target} PRIVATE ${PLUMB_PRECOMPILED_OPTIONS})
endfunction()

# Flags of our own code only; a parent project that adds plumb as a subdirectory keeps its own.
add_library(plumb_options INTERFACE)
target_compile_options(plumb_options INTERFACE -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion
                       -ffp-contract=off -fstack-protector-strong)
target_compile_definitions(plumb_options INTERFACE _GLIBCXX_ASSERTIONS)
if(CMAKE_UNITY_BUILD)
  # Files that are compiled together see each other's names, which are then as good as global.
  target_compile_options(plumb_options INTERFACE -Wno-shadow)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(plumb_options INTERFACE -Wshadow=local -Wno-subobject-linkage)
  endif()
endif()
if(PLUMB_WARNINGS_AS_ERRORS)
  target_compile_options(plumb_options INTERFACE -Werror)
endif()
if(PLUMB_SANITIZE)
  target_compile_options(plumb_options INTERFACE -fsanitize=${PLUMB_SANITIZE} -fno-sanitize-recover=all
                         -fno-omit-frame-pointer -g1)
  target_link_options(plumb_options INTERFACE -fsanitize=${PLUMB_SANITIZE})
endif()
if(PLUMB_ASSERTS OR CMAKE_BUILD_TYPE STREQUAL "Debug")
  target_compile_definitions(plumb_options INTERFACE PLUMB_ASSERTS=1)
endif()
