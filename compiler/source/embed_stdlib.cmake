# Writes a header that holds the text of every file of stdlib/: stdlib/erc20.deed is the module std.erc20.
#   cmake -D FOLDER=… -D OUTPUT=… -P embed_stdlib.cmake
file(GLOB files ${FOLDER}/*.deed)
list(SORT files)
set(rows "")
foreach(file IN LISTS files)
  get_filename_component(name ${file} NAME_WE)
  file(READ ${file} text)
  string(APPEND rows "    EmbeddedModule{\"std.${name}\", R\"~deed~(${text})~deed~\"},\n")
endforeach()
file(WRITE ${OUTPUT} "#pragma once

#include <string_view>

namespace deed::source {

/// A file of the standard library. Written by embed_stdlib.cmake.
struct EmbeddedModule {
    std::string_view name;
    std::string_view text;
};

inline constexpr EmbeddedModule kEmbeddedModules[] = {
${rows}};

}  // namespace deed::source
")
