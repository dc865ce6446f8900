#pragma once

#include <string>
#include <string_view>

#include "runtime/node.hpp"
#include "tests/support/temporary_directory.hpp"

namespace deed {

/// A development chain in this process, on a directory and a port of its own, with a clock that stands still:
/// the same requests give the same blocks.
class TestNode {
  public:
    static constexpr uint64_t kTime = 1'700'000'000;
    static constexpr uint32_t kAccounts = 3;

    /// @p change may change the configuration before the node is made.
    explicit TestNode(const std::function<void(node::Config&)>& change = {}) : change_(change) { start(); }

    /// Stops the node and starts it again on the same directory.
    void restart() {
        node_.reset();
        start();
    }

    [[nodiscard]] node::Node& node() { return *node_; }
    [[nodiscard]] uint16_t port() const { return node_->port(); }

  private:
    void start() {
        node::Config config;
        config.accounts = keys::derive_accounts(keys::kDevMnemonic, kAccounts);
        std::vector<Address> funded;
        for (const auto& account : config.accounts) funded.push_back(account.address);
        config.genesis = chain::make_development_genesis(funded, 30'000'000);
        config.chain.data_directory = directory_.path();
        config.chain.clock = [] { return kTime; };
        Hash secret;
        secret[31] = 7;
        config.signers.push_back(std::make_shared<keys::LocalSigner>(*crypto::PrivateKey::from(secret)));
        config.has_controls = true;
        config.http.port = 0;
        config.http.workers = 2;
        config.log_level = telemetry::LogLevel::Silent;
        if (change_) change_(config);
        node_ = std::make_unique<node::Node>(std::move(config));
        node_->start();
    }

    std::function<void(node::Config&)> change_;
    TemporaryDirectory directory_;
    std::unique_ptr<node::Node> node_;
};

}  // namespace deed
