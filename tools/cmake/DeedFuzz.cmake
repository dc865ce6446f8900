# deed_fuzzer: a libFuzzer target, and the replay of its corpus.
#
#   deed_fuzzer(rlp SLICE 4000000 SOURCES rlp.cpp DEPENDS base [LINKS …])
#
# The source defines LLVMFuzzerTestOneInput. With DEED_FUZZ it becomes the fuzzer fuzz_NAME; in every other build the
# same source is linked with a main that feeds it each file of fuzz/corpus/NAME, so a find stays found under all
# sanitizers. Either way ctest runs `fuzz_NAME` on the corpus (label: replay).

function(deed_fuzzer name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "SLICE" "SOURCES;DEPENDS;LINKS")
  set(corpus ${CMAKE_SOURCE_DIR}/fuzz/corpus/${name})
  file(GLOB seeds LIST_DIRECTORIES false ${corpus}/*)
  if(NOT seeds)
    message(FATAL_ERROR "deed_fuzzer(${name}): fuzz/corpus/${name} needs at least one file to start from")
  endif()

  add_executable(fuzz_${name} ${arg_SOURCES})
  list(TRANSFORM arg_DEPENDS PREPEND deed_)
  target_link_libraries(fuzz_${name} PRIVATE ${arg_DEPENDS} ${arg_LINKS})
  if(DEED_FUZZ)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    add_test(NAME fuzz_${name} COMMAND fuzz_${name} -runs=0 -timeout=60 -rss_limit_mb=2048 ${corpus})
    set_property(GLOBAL APPEND PROPERTY DEED_FUZZERS "${name} ${arg_SLICE}")
  else()
    target_sources(fuzz_${name} PRIVATE ${CMAKE_SOURCE_DIR}/fuzz/replay.cpp ${CMAKE_SOURCE_DIR}/fuzz/made_input.cpp)
    add_test(NAME fuzz_${name} COMMAND fuzz_${name} ${corpus})
  endif()
  set_tests_properties(fuzz_${name} PROPERTIES LABELS replay TIMEOUT 300)
endfunction()

# The list that tools/test reads: a name and its slice per line.
function(deed_write_fuzzers)
  get_property(names GLOBAL PROPERTY DEED_FUZZERS)
  list(JOIN names "\n" text)
  file(WRITE ${CMAKE_BINARY_DIR}/fuzzers.txt "${text}\n")
endfunction()
