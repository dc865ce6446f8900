# deed_bench: a Google Benchmark program, one per subject.
#
#   deed_bench(keccak SOURCES keccak_bench.cpp DEPENDS base crypto [LINKS …])
#
# makes bench_NAME. ctest runs each once, briefly, so that a benchmark cannot rot (label: bench); figures come from
# running the program on a quiet machine in the release build. Under a sanitizer there is nothing to measure: no target.

function(deed_bench name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS;LINKS")
  if(DEED_SANITIZE)
    return()
  endif()
  find_package(benchmark REQUIRED)
  add_executable(bench_${name} ${arg_SOURCES})
  list(TRANSFORM arg_DEPENDS PREPEND deed_)
  target_link_libraries(bench_${name} PRIVATE ${arg_DEPENDS} ${arg_LINKS} benchmark::benchmark
    benchmark::benchmark_main)
  add_test(NAME bench_${name} COMMAND bench_${name} --benchmark_min_time=0.001 --benchmark_filter=-^large/)
  set_tests_properties(bench_${name} PROPERTIES LABELS bench TIMEOUT 300)
endfunction()
