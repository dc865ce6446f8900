#include "tools/client/suggestion.hpp"

#include "vm/base/nearest.hpp"

namespace deed::client {

std::string suggestion(std::string_view wrong, std::span<const std::string> names) {
    const auto nearest = nearest_name(wrong, names);
    return nearest ? "; did you mean " + *nearest + "?" : std::string{};
}

}  // namespace deed::client
