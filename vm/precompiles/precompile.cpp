#include "vm/precompiles/precompile.hpp"

#include <algorithm>

#include "vm/precompiles/contracts.hpp"

namespace deed::precompiles {
namespace {

struct Row {
    uint16_t address;
    std::string_view name;
    isa::Revision since;
    int64_t (*gas)(BytesView, isa::Revision);
    std::optional<Bytes> (*run)(BytesView, isa::Revision);
};

constexpr Row kRows[] = {
#define DEED_PRECOMPILE(address, name, since, function) \
    {address, #name, isa::Revision::since, function##_gas, run_##function},
#include "vm/precompiles/precompiles.def"
#undef DEED_PRECOMPILE
};

constexpr bool is_before(const Row& a, const Row& b) {
    return a.address < b.address;
}
static_assert(std::is_sorted(std::begin(kRows), std::end(kRows), is_before));

/// The last two bytes, when all others are zero; no row has the address 0.
uint16_t small_number(const Address& address) {
    uint64_t words[2];
    uint16_t middle;
    std::memcpy(words, address.data(), 16);
    std::memcpy(&middle, address.data() + 16, 2);
    if ((words[0] | words[1] | middle) != 0) return 0;
    return static_cast<uint16_t>(address[18] << 8 | address[19]);
}

const Row* find_row(uint16_t number) {
    const auto* row =
        std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& r) { return r.address == number; });
    return row == std::end(kRows) ? nullptr : row;
}

}  // namespace

std::optional<Precompile> find_precompile(const Address& address, isa::Revision revision) noexcept {
    const uint16_t number = small_number(address);
    if (number == 0) return std::nullopt;
    const Row* row = find_row(number);
    if (row == nullptr || revision < row->since) return std::nullopt;
    return Precompile{row->name, revision, row->gas, row->run};
}

std::optional<Precompile> find_precompile(const Address& address, isa::Revision revision,
                                          const PrecompileMoves& moves) noexcept {
    const auto moved = moves.find(address);
    if (moved == moves.end()) return find_precompile(address, revision);
    return moved->second ? find_precompile(*moved->second, revision) : std::nullopt;
}

PrecompileResult execute(const Precompile& precompile, BytesView input, int64_t gas) {
    const int64_t price = precompile.gas(input, precompile.revision);
    if (price > gas || price == kUnaffordableGas) return {};
    auto output = precompile.run(input, precompile.revision);
    if (!output) return {};
    return {true, gas - price, std::move(*output)};
}

std::vector<Address> precompile_addresses(isa::Revision revision) {
    std::vector<Address> addresses;
    for (const auto& row : kRows) {
        if (revision < row.since) continue;
        Address& address = addresses.emplace_back();
        address[18] = static_cast<uint8_t>(row.address >> 8);
        address[19] = static_cast<uint8_t>(row.address);
    }
    return addresses;
}

Bytes padded_slice(BytesView input, size_t offset, size_t size) {
    Bytes slice(size);
    if (offset >= input.size()) return slice;
    const auto present = input.subspan(offset, std::min(size, input.size() - offset));
    std::copy(present.begin(), present.end(), slice.begin());
    return slice;
}

Hash padded_word(BytesView input, size_t offset) {
    Hash word;
    if (offset >= input.size()) return word;
    const auto present = input.subspan(offset, std::min(word.size(), input.size() - offset));
    std::copy(present.begin(), present.end(), word.bytes.begin());
    return word;
}

}  // namespace deed::precompiles
