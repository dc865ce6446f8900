#include "tests/runtime/chain/chain_fixture.hpp"

namespace deed::tests {
namespace {

constexpr uint64_t kGasLimit = 30'000'000;

std::vector<Address> addresses_of(const std::vector<keys::Account>& accounts) {
    std::vector<Address> addresses;
    for (const auto& account : accounts) addresses.push_back(account.address);
    return addresses;
}

}  // namespace

ChainFixture::ChainFixture(chain::Sealing sealing)
    : sealing_(sealing),
      accounts_(keys::derive_accounts(keys::kDevMnemonic, 4)),
      genesis_(chain::make_development_genesis(addresses_of(accounts_), kGasLimit)) {
    open();
}

chain::Settings ChainFixture::settings() const {
    chain::Settings settings;
    settings.data_directory = directory_.path();
    settings.sealing = sealing_;
    settings.clock = [this] { return now; };
    return settings;
}

std::vector<std::shared_ptr<keys::Signer>> ChainFixture::signers() const {
    return {std::make_shared<keys::LocalSigner>(accounts_.back().key.clone())};
}

chain::Chain& ChainFixture::open() {
    chain_.reset();
    chain_ = std::make_unique<chain::Chain>(settings(), genesis_, signers(), listeners);
    return *chain_;
}

block::SignedTransaction ChainFixture::sign(size_t from, block::Transaction fields, uint64_t nonce) const {
    if (fields.type != block::TransactionType::Blob) fields.type = block::TransactionType::DynamicFee;
    fields.chain_id = chain::kDevelopmentChainId;
    fields.nonce = nonce;
    fields.max_fee_per_gas = Uint256{100'000'000'000};
    fields.max_priority_fee_per_gas =
        fields.max_priority_fee_per_gas ? fields.max_priority_fee_per_gas : Uint256{1};
    if (fields.gas_limit == 0) fields.gas_limit = 1'000'000;
    return block::sign(std::move(fields), accounts_[from].key);
}

block::SignedTransaction ChainFixture::transfer(size_t from, const Address& to, const Uint256& value,
                                                uint64_t nonce) const {
    return sign(from, {.gas_limit = 21'000, .to = to, .value = value}, nonce);
}

Hash ChainFixture::send(size_t from, block::Transaction fields) {
    const uint64_t nonce = chain_->next_nonce(accounts_[from].address);
    const auto hash = chain_->submit(sign(from, std::move(fields), nonce));
    DEED_ASSERT(hash.has_value());
    return *hash;
}

}  // namespace deed::tests
