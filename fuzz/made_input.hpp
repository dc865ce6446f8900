#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace deed::fuzz {

/// An input of up to @p largest bytes made from @p seed alone, the same everywhere: small ones are as
/// frequent as large ones.
[[nodiscard]] std::vector<uint8_t> make_input(uint64_t seed, size_t largest);

/// One of @p texts, which are not empty, with a few changes that @p seed tells: words and signs left out,
/// doubled, exchanged, taken from another text, nested, or a byte changed. Cut to @p largest bytes.
[[nodiscard]] std::vector<uint8_t> make_variation(uint64_t seed, const std::vector<std::string>& texts,
                                                  size_t largest);

}  // namespace deed::fuzz
