#include "runtime/rpc/dev_guard.hpp"

namespace deed::rpc {

Result<uint64_t, Error> read_number(const Params& params, size_t index, uint64_t fallback) {
    if (params.find(index) == nullptr) return fallback;
    DEED_TRY(number, params.lenient_number(index));
    if (!number.fits_uint64()) return Failure{invalid_argument(index, "it does not fit 64 bits")};
    return number[0];
}

Result<uint64_t, Error> require_one(const Params& params, size_t index) {
    if (params.find(index) == nullptr) return Failure{missing_argument(index)};
    return read_number(params, index, 0);
}

}  // namespace deed::rpc
