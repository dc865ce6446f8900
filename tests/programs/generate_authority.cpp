#include "tests/programs/generator.hpp"

namespace deed::programs {

// Who may call: one account, those of a set, and those that a parameter names.

void Generator::write_keepers() {
    keeper_key_ = choose_word();
    const Shape wardens = map_shape(unsigned_shape(256), map_shape(address_shape(), bool_shape()));
    const Shape keepers = map_shape(keeper_key_, address_shape());
    line("pub var keepers: " + keepers.name);
    line("pub var wardens: " + wardens.name);
    scope_.fields.push_back({"keepers", keepers, Mutable::Yes});
    scope_.fields.push_back({"wardens", wardens, Mutable::Yes});
    scope_.has_keepers = true;
}

/// In `init`, so that not everybody is refused.
void Generator::appoint_keepers() {
    const unsigned count = static_cast<unsigned>(1 + choices_.below(3));
    for (unsigned i = 0; i < count; ++i) {
        line("keepers[" + expression(keeper_key_, i == 0 ? 0 : 1) + "] = caller");
        line("wardens[" + std::to_string(i) + "][caller] = true");
    }
}

/// Of a function whose parameters are the locals.
std::string Generator::guard() {
    const auto some = [&]() -> std::string {
        switch (choices_.below(scope_.has_keepers ? 6 : 4)) {
            case 0: return "owner";
            case 1: return "members";
            case 2: return parts_.empty() ? "self" : parts_[0] + ".boss";
            case 3: return has_other_ && scope_.may_call && choices_.one_in(2) ? "other" : "members";
            case 4: return "wardens[seed]";
            default:
                for (const Variable& parameter : scope_.locals)
                    if (parameter.shape == keeper_key_) return "keepers[" + parameter.name + "]";
                return "wardens[seed]";
        }
    };
    switch (choices_.below(24)) {
        case 5:
        case 6: return "by " + some();
        case 7: {
            const std::string first = some();
            const std::string second = some();
            return "by " + first + (first == second ? "" : " || " + second);
        }
        default: return "by anyone";
    }
}

}  // namespace deed::programs
