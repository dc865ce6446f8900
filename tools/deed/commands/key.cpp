#include <cstdlib>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "runtime/chain/sealer.hpp"
#include "runtime/keys/keystore.hpp"
#include "tools/deed/console.hpp"
#include "tools/deed/keystore_options.hpp"
#include "tools/deed/validator_keys.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/address.hpp"

namespace deed::tools {
namespace {

void make_new(const KeystoreOptions& options, Console& console) {
    const keys::Keystore keystore{options.directory()};
    const std::string password = read_password(options.password, PasswordUse::Choose);
    if (password.empty()) throw CommandError{ExitCode::BadUsage, "the password is empty"};

    const auto stored = keystore.add(keys::make_key(), password);
    const std::string address = crypto::to_checksum(stored.address);
    console.say(address + "  " + stored.path.string());
    console.report(boost::json::object{{"address", address}, {"path", stored.path.string()}});
}

void list(const KeystoreOptions& options, Console& console) {
    const keys::Keystore keystore{options.directory()};
    boost::json::array rows;
    for (const auto& stored : keystore.list()) {
        const std::string address = crypto::to_checksum(stored.address);
        console.say(address + "  " + stored.path.string());
        rows.push_back(boost::json::object{{"address", address}, {"path", stored.path.string()}});
    }
    if (rows.empty()) console.say("no keys in " + keystore.directory().string());
    console.report(rows);
}

struct AnchorRequest {
    std::string key;
    uint64_t chain_id = 0;
    PasswordSource password;
};

void show_anchors(const AnchorRequest& request, Console& console) {
    boost::json::array rows;
    for (const auto& signer : open_validators({request.key}, request.password)) {
        const std::string address = crypto::to_checksum(signer->address());
        const std::string anchor = to_hex_prefixed(chain::beacon_anchor_of(*signer, request.chain_id));
        console.say(address + "=" + anchor);
        rows.push_back(boost::json::object{{"address", address}, {"beaconAnchor", anchor}});
    }
    console.report(rows);
}

void add_anchor(CLI::App& command, Console& console) {
    auto* anchor = command.add_subcommand(
        "anchor", "What a validator's key registers for the beacon of a chain: ADDRESS=ANCHOR");
    const auto request = std::make_shared<AnchorRequest>();
    anchor->add_option("key", request->key, "Key file of either kind, or a directory of them")
        ->required()
        ->type_name("PATH");
    anchor->add_option("--chain-id", request->chain_id, "The chain's number")->required()->type_name("N");
    anchor->add_option("--password-file", request->password.file, "Holds the password of the key files")
        ->type_name("FILE");
    anchor->callback([request, &console] { show_anchors(*request, console); });
}

}  // namespace

void add_key(CLI::App& root, Console& console) {
    auto* command = root.add_subcommand("key", "Make and list keys (Web3 key files)");
    command->require_subcommand(1);
    const auto options = std::make_shared<KeystoreOptions>();

    auto* make = command->add_subcommand("new", "Make a key and keep it under a password");
    options->add_to(*make);
    make->callback([options, &console] { make_new(*options, console); });

    auto* show = command->add_subcommand("list", "List the keys of a keystore");
    options->add_directory_to(*show);
    show->callback([options, &console] { list(*options, console); });

    add_anchor(*command, console);
}

}  // namespace deed::tools
