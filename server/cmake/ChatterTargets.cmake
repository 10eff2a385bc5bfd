# What every target of the server shares: language level, warnings, sanitizers, linker, and the two
# functions by which each folder of src/ declares its library and the tests that sit beside the code.

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  # What it must overlook to keep what was made with a precompiled header (its manual, "Precompiled headers").
  set(CMAKE_CXX_COMPILER_LAUNCHER /usr/bin/env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

set(CHATTER_SANITIZE "" CACHE STRING "Comma-separated sanitizers, such as address,undefined")
option(CHATTER_FUZZ "Build the fuzz targets, with sanitizers that include fuzzer-no-link" OFF)
option(CHATTER_WERROR "Treat warnings as errors" ON)

add_library(chatter_options INTERFACE)
target_compile_options(chatter_options INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wimplicit-fallthrough
                                                 $<$<BOOL:${CHATTER_WERROR}>:-Werror>
                                                 $<$<COMPILE_LANG_AND_ID:CXX,Clang>:SHELL:-Xclang -fno-pch-timestamp>)
# Libraries and programs alike, as all share one precompiled header.
target_compile_options(chatter_options INTERFACE -fPIE)
target_link_options(chatter_options INTERFACE -pie)
# Asio, Beast and fmt are compiled once (base/third_party.cpp), not once per file.
target_compile_definitions(chatter_options INTERFACE BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
                                                     BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_DATE_TIME)
target_include_directories(chatter_options INTERFACE "${PROJECT_SOURCE_DIR}/src" "${PROJECT_BINARY_DIR}/generated")
target_link_libraries(chatter_options INTERFACE Threads::Threads)
target_link_options(chatter_options INTERFACE -fuse-ld=lld)

if(CHATTER_SANITIZE)
  target_compile_options(chatter_options INTERFACE -fsanitize=${CHATTER_SANITIZE} -fno-omit-frame-pointer
                                                   -fno-sanitize-recover=all -O1 -gline-tables-only)
  # Sanitized code is slow to compile: several files of a folder at once take a third of the time. The release build
  # compiles each alone, and so proves that it includes what it needs and shadows nothing.
  # -DCMAKE_UNITY_BUILD=OFF is for whoever works on one file.
  set(CMAKE_UNITY_BUILD ON CACHE BOOL "Compile several files of a target at once")
  target_link_options(chatter_options INTERFACE -fsanitize=${CHATTER_SANITIZE})
endif()

# What shadows something of another file does so only in a unity build.
if(CMAKE_UNITY_BUILD)
  target_compile_options(chatter_options INTERFACE -Wno-shadow)
endif()

# Never linked: it is there for what is compiled with it.
add_library(chatter_precompiled OBJECT "${CMAKE_CURRENT_LIST_DIR}/precompiled.cpp")
target_link_libraries(chatter_precompiled PRIVATE chatter_options)
target_precompile_headers(chatter_precompiled PRIVATE "${CMAKE_CURRENT_LIST_DIR}/precompiled.hpp")

# chatter_library(NAME SOURCES … [DEPENDS …]): the static library chatter_NAME of one folder. The test files
# (TESTS …) become the executable chatter_NAME_test, run by ctest one behaviour at a time, or, where what they
# share takes long to make (TESTS_IN_ONE_PROCESS), all at once. Every …_fuzz.cpp in the folder is a fuzz target
# of its own; nothing has to be declared for it.
function(chatter_library name)
  cmake_parse_arguments(arg "TESTS_IN_ONE_PROCESS" "" "SOURCES;TESTS;DEPENDS;TEST_DEPENDS" ${ARGN})
  add_library(chatter_${name} STATIC ${arg_SOURCES})
  target_link_libraries(chatter_${name} PUBLIC chatter_options ${arg_DEPENDS})
  target_precompile_headers(chatter_${name} REUSE_FROM chatter_precompiled)
  if(BUILD_TESTING AND arg_TESTS)
    add_executable(chatter_${name}_test ${arg_TESTS})
    target_link_libraries(chatter_${name}_test PRIVATE chatter_${name} ${arg_TEST_DEPENDS} GTest::gtest GTest::gtest_main)
    target_precompile_headers(chatter_${name}_test REUSE_FROM chatter_precompiled)
    if(arg_TESTS_IN_ONE_PROCESS)
      add_test(NAME ${name} COMMAND chatter_${name}_test)
      set_tests_properties(${name} PROPERTIES TIMEOUT 1200)
    else()
      gtest_discover_tests(chatter_${name}_test DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 120)
    endif()
  endif()
  if(CHATTER_FUZZ)
    chatter_fuzz_targets(chatter_${name})
  endif()
endfunction()

# net/websocket/frame_fuzz.cpp becomes the libFuzzer executable fuzz/net-websocket-frame of the build folder.
function(chatter_fuzz_targets library)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*_fuzz.cpp")
  foreach(source IN LISTS sources)
    file(RELATIVE_PATH target "${PROJECT_SOURCE_DIR}/src" "${source}")
    string(REGEX REPLACE "_fuzz\\.cpp$" "" target "${target}")
    string(REPLACE "/" "-" target "${target}")
    add_executable(${target} "${source}")
    target_link_libraries(${target} PRIVATE ${library})
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/fuzz")
    add_dependencies(fuzz_targets ${target})
  endforeach()
endfunction()
if(CHATTER_FUZZ)
  add_custom_target(fuzz_targets)
endif()
