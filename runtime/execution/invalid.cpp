#include "runtime/execution/invalid.hpp"

namespace deed::execution {

std::string_view message_of(Invalid reason) {
    switch (reason) {
#define DEED_INVALID(name, message) \
    case Invalid::name: return message;
#include "runtime/execution/invalid.def"
#undef DEED_INVALID
    }
    return {};
}

std::string_view name_of(Invalid reason) {
    switch (reason) {
#define DEED_INVALID(name, message) \
    case Invalid::name: return #name;
#include "runtime/execution/invalid.def"
#undef DEED_INVALID
    }
    return {};
}

}  // namespace deed::execution
