# Compiler flags, sanitizers and ccache: everything that is the same for every target.

set(DEED_SANITIZE "" CACHE STRING "Sanitizers, comma separated: address,undefined or thread")
option(DEED_COVERAGE "Instrument for llvm-cov" OFF)

if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  message(FATAL_ERROR "Deed is built with clang 19 (found ${CMAKE_CXX_COMPILER_ID}); use a preset, e.g. cmake --preset dev")
endif()

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Dev)
endif()
set(CMAKE_CXX_FLAGS_DEV "-O1 -gline-tables-only -fno-omit-frame-pointer")
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -gline-tables-only")

file(RELATIVE_PATH from_build ${CMAKE_BINARY_DIR} ${CMAKE_SOURCE_DIR})
add_compile_options(
  -Wall -Wextra -Wshadow -Wextra-semi -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
  -Wswitch-enum -Wno-missing-field-initializers -Wno-missing-designated-field-initializers -Werror
  -fno-strict-aliasing -fvisibility=hidden
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}/= -ffile-prefix-map=${from_build}/=)
add_link_options(-fuse-ld=lld-19)
include_directories(${CMAKE_SOURCE_DIR})

if(DEED_SANITIZE)
  string(REPLACE "," ";" sanitizers "${DEED_SANITIZE}")
  add_compile_options(-fsanitize=${DEED_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${DEED_SANITIZE})
endif()
if(DEED_COVERAGE)
  add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
  add_link_options(-fprofile-instr-generate -fcoverage-mapping)
endif()
if(DEED_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# Paths are taken as relative to the checkout, so that one checkout serves itself from what another has built.
find_program(DEED_CCACHE ccache)
if(DEED_CCACHE AND NOT CMAKE_CXX_CLANG_TIDY)
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${DEED_CCACHE})
endif()
set(CMAKE_COLOR_DIAGNOSTICS ON)

find_package(PkgConfig REQUIRED)
find_package(Boost 1.81 CONFIG REQUIRED COMPONENTS json)
