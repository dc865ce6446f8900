# Writes a header that holds the text of the staking contract, without its tests.
#   cmake -D SOURCE=… -D OUTPUT=… -P embed.cmake
file(READ ${SOURCE} text)
string(FIND "${text}" "\nfn mark(" end)
if(end EQUAL -1)
  message(FATAL_ERROR "${SOURCE}: the tests must begin with `fn mark(`")
endif()
string(SUBSTRING "${text}" 0 ${end} text)
file(WRITE ${OUTPUT} "#pragma once

#include <string_view>

namespace deed::founding {

/// contracts/system/staking.deed up to its tests. Written by embed.cmake.
inline constexpr std::string_view kStakingSource = R\"~deed~(${text}
)~deed~\";

}  // namespace deed::founding
")
