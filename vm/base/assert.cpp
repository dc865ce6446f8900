#include "vm/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace deed {

void assertion_failed(const char* condition, const char* file, int line) noexcept {
    std::fprintf(stderr, "deed: internal error: %s does not hold at %s:%d\n", condition, file, line);
    std::abort();
}

}  // namespace deed
