#include <cstdlib>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "runtime/keys/keystore.hpp"
#include "tools/deed/console.hpp"
#include "tools/deed/keystore_options.hpp"
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
}

}  // namespace deed::tools
