# deed_library, deed_module, deed_test: the only ways to make a target.
#
#   deed_library(interpreter SOURCES tail.cpp loop.cpp DEPENDS base isa machine instructions [LINKS PkgConfig::gmp])
#
# One folder is one library: `deed_library(NAME …)` in <floor>/NAME/CMakeLists.txt makes the target deed_NAME.
# DEPENDS is the only declaration of arrows: it must name libraries that exist already (so an arrow upwards does
# not configure), and `deed_lint_arrows` refuses an include outside it. LINKS is for libraries from outside.

define_property(GLOBAL PROPERTY DEED_ARROWS BRIEF_DOCS "name|folder|dependencies of every deed_library")

function(deed_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS;LINKS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "deed_library(${name}): unknown arguments ${arg_UNPARSED_ARGUMENTS}")
  endif()
  set(links "")
  foreach(dependency IN LISTS arg_DEPENDS)
    if(NOT TARGET deed_${dependency})
      message(FATAL_ERROR "deed_library(${name}): ${dependency} does not exist yet; arrows point down only")
    endif()
    list(APPEND links deed_${dependency})
  endforeach()

  if(arg_SOURCES)
    add_library(deed_${name} STATIC ${arg_SOURCES})
    target_link_libraries(deed_${name} PUBLIC ${links} PRIVATE ${arg_LINKS})
  else()
    add_library(deed_${name} INTERFACE)
    target_link_libraries(deed_${name} INTERFACE ${links} ${arg_LINKS})
  endif()

  file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  list(JOIN arg_DEPENDS "," dependencies)
  set_property(GLOBAL APPEND PROPERTY DEED_ARROWS "${name}|${folder}|${dependencies}")
endfunction()

# A shared object that a program loads when it needs it: deed_module(plugin SOURCES … DEPENDS … OUTPUT deed_jit EXPORTS
# exports.map) makes libOUTPUT.so beside the programs. It exports what EXPORTS names and nothing else, so that none of its
# copies of our functions can take the place of another's; its build id is a digest of all of it.
function(deed_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "OUTPUT;EXPORTS" "SOURCES;DEPENDS")
  add_library(deed_${name} MODULE ${arg_SOURCES})
  list(TRANSFORM arg_DEPENDS PREPEND deed_ OUTPUT_VARIABLE links)
  target_link_libraries(deed_${name} PRIVATE ${links})
  set(exports ${CMAKE_CURRENT_SOURCE_DIR}/${arg_EXPORTS})
  target_link_options(deed_${name} PRIVATE -Wl,--version-script=${exports} -Wl,--build-id=sha1)
  set_target_properties(deed_${name} PROPERTIES
    OUTPUT_NAME ${arg_OUTPUT} LIBRARY_OUTPUT_DIRECTORY ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} LINK_DEPENDS ${exports})
  file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  list(JOIN arg_DEPENDS "," dependencies)
  set_property(GLOBAL APPEND PROPERTY DEED_ARROWS "${name}|${folder}|${dependencies}")
endfunction()

# A gtest program, one per folder of tests: deed_test(base_test SOURCES uint256_test.cpp … DEPENDS base [LINKS …]).
function(deed_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS;LINKS")
  find_package(GTest REQUIRED)
  add_executable(${name} ${arg_SOURCES})
  list(TRANSFORM arg_DEPENDS PREPEND deed_)
  target_link_libraries(${name} PRIVATE ${arg_DEPENDS} ${arg_LINKS} GTest::gmock GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name} --gtest_brief=1)
  set_tests_properties(${name} PROPERTIES LABELS unit TIMEOUT 300)
endfunction()

# The table that deed_lint_arrows reads.
function(deed_write_arrows)
  get_property(rows GLOBAL PROPERTY DEED_ARROWS)
  list(JOIN rows "\n" text)
  file(WRITE ${CMAKE_BINARY_DIR}/arrows.txt "${text}\n")
endfunction()

# Adds the subfolders in the given order; a folder's libraries may use only those of the folders before it.
function(deed_floors)
  foreach(folder IN LISTS ARGV)
    add_subdirectory(${folder})
  endforeach()
endfunction()
