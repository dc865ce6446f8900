# Writes a header that holds the text of explanations.md.
#   cmake -D INPUT=… -D OUTPUT=… -P embed_explanations.cmake
file(READ ${INPUT} text)
file(WRITE ${OUTPUT} "#pragma once

#include <string_view>

namespace deed::diagnostics {

/// The whole page. Written by embed_explanations.cmake.
inline constexpr std::string_view kExplanations = R\"~deed~(${text})~deed~\";

}  // namespace deed::diagnostics
")
