#include "vm/crypto/bls12_381.hpp"

#include <algorithm>

#include "vm/precompiles/contracts.hpp"

// EIP-2537. Input of another length than asked for fails, also when there is nothing.
namespace deed::precompiles {
namespace {

namespace bls = crypto::bls12_381;

constexpr int64_t kG1MultiplyGas = 12000;
constexpr int64_t kG2MultiplyGas = 22500;

/// What a sum of that many terms costs of the price of its terms one by one, in thousandths; the last also
/// for more.
constexpr int64_t kG1Discounts[] = {
    1000, 949, 848, 797, 764, 750, 738, 728, 719, 712, 705, 698, 692, 687, 682, 677, 673, 669, 665,
    661,  658, 654, 651, 648, 645, 642, 640, 637, 635, 632, 630, 627, 625, 623, 621, 619, 617, 615,
    613,  611, 609, 608, 606, 604, 603, 601, 599, 598, 596, 595, 593, 592, 591, 589, 588, 586, 585,
    584,  582, 581, 580, 579, 577, 576, 575, 574, 573, 572, 570, 569, 568, 567, 566, 565, 564, 563,
    562,  561, 560, 559, 558, 557, 556, 555, 554, 553, 552, 551, 550, 549, 548, 547, 547, 546, 545,
    544,  543, 542, 541, 540, 540, 539, 538, 537, 536, 536, 535, 534, 533, 532, 532, 531, 530, 529,
    528,  528, 527, 526, 525, 525, 524, 523, 522, 522, 521, 520, 520, 519};
constexpr int64_t kG2Discounts[] = {
    1000, 1000, 923, 884, 855, 832, 812, 796, 782, 770, 759, 749, 740, 732, 724, 717, 711, 704, 699,
    693,  688,  683, 679, 674, 670, 666, 663, 659, 655, 652, 649, 646, 643, 640, 637, 634, 632, 629,
    627,  624,  622, 620, 618, 615, 613, 611, 609, 607, 606, 604, 602, 600, 598, 597, 595, 593, 592,
    590,  589,  587, 586, 584, 583, 582, 580, 579, 578, 576, 575, 574, 573, 571, 570, 569, 568, 567,
    566,  565,  563, 562, 561, 560, 559, 558, 557, 556, 555, 554, 553, 552, 552, 551, 550, 549, 548,
    547,  546,  545, 545, 544, 543, 542, 541, 541, 540, 539, 538, 537, 537, 536, 535, 535, 534, 533,
    532,  532,  531, 530, 530, 529, 528, 528, 527, 526, 526, 525, 524, 524};
static_assert(std::size(kG1Discounts) == 128 && std::size(kG2Discounts) == 128);

int64_t sum_gas(size_t count, int64_t price, const int64_t (&discounts)[128]) {
    if (count == 0) return 0;
    const int64_t discount = discounts[std::min<size_t>(count, 128) - 1];
    return static_cast<int64_t>(count) * price * discount / 1000;
}

template <typename Point>
std::optional<Bytes> as_output(const std::optional<Point>& point) {
    if (!point) return std::nullopt;
    return to_bytes(*point);
}

template <typename Point>
std::optional<Bytes> add_points(BytesView input) {
    if (input.size() != 2 * Point::kSize) return std::nullopt;
    return as_output(
        bls::add(Point::from(input.first(Point::kSize)), Point::from(input.subspan(Point::kSize))));
}

bool is_multiple(BytesView input, size_t size) {
    return !input.empty() && input.size() % size == 0;
}

}  // namespace

int64_t bls12_g1add_gas(BytesView, isa::Revision) {
    return 375;
}

std::optional<Bytes> run_bls12_g1add(BytesView input, isa::Revision) {
    return add_points<bls::G1Point>(input);
}

int64_t bls12_g1msm_gas(BytesView input, isa::Revision) {
    return sum_gas(input.size() / bls::kG1TermSize, kG1MultiplyGas, kG1Discounts);
}

std::optional<Bytes> run_bls12_g1msm(BytesView input, isa::Revision) {
    if (!is_multiple(input, bls::kG1TermSize)) return std::nullopt;
    return as_output(bls::multiply_g1(input));
}

int64_t bls12_g2add_gas(BytesView, isa::Revision) {
    return 600;
}

std::optional<Bytes> run_bls12_g2add(BytesView input, isa::Revision) {
    return add_points<bls::G2Point>(input);
}

int64_t bls12_g2msm_gas(BytesView input, isa::Revision) {
    return sum_gas(input.size() / bls::kG2TermSize, kG2MultiplyGas, kG2Discounts);
}

std::optional<Bytes> run_bls12_g2msm(BytesView input, isa::Revision) {
    if (!is_multiple(input, bls::kG2TermSize)) return std::nullopt;
    return as_output(bls::multiply_g2(input));
}

int64_t bls12_pairing_check_gas(BytesView input, isa::Revision) {
    return 37700 + 32600 * static_cast<int64_t>(input.size() / bls::kPairSize);
}

/// Output: 1 as a word when the product of the pairings is one, else 0.
std::optional<Bytes> run_bls12_pairing_check(BytesView input, isa::Revision) {
    if (!is_multiple(input, bls::kPairSize)) return std::nullopt;
    const auto is_one = bls::pairing_is_one(input);
    if (!is_one) return std::nullopt;
    Bytes output(32);
    output[31] = *is_one ? 1 : 0;
    return output;
}

int64_t bls12_map_fp_to_g1_gas(BytesView, isa::Revision) {
    return 5500;
}

std::optional<Bytes> run_bls12_map_fp_to_g1(BytesView input, isa::Revision) {
    if (input.size() != bls::kFieldSize) return std::nullopt;
    return as_output(bls::map_to_g1(FixedBytes<bls::kFieldSize>::from(input)));
}

int64_t bls12_map_fp2_to_g2_gas(BytesView, isa::Revision) {
    return 23800;
}

std::optional<Bytes> run_bls12_map_fp2_to_g2(BytesView input, isa::Revision) {
    if (input.size() != 2 * bls::kFieldSize) return std::nullopt;
    return as_output(bls::map_to_g2(FixedBytes<2 * bls::kFieldSize>::from(input)));
}

}  // namespace deed::precompiles
