#include "tools/deed/validator_keys.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "runtime/keys/keystore.hpp"
#include "tools/deed/console.hpp"
#include "vm/crypto/address.hpp"

namespace deed::tools {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_of(const fs::path& source) {
    if (!fs::exists(source)) throw CommandError{ExitCode::Unavailable, "cannot read " + source.string()};
    if (!fs::is_directory(source)) return {source};
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator{source})
        if (entry.is_regular_file() && !entry.path().filename().string().starts_with('.'))
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    if (files.empty()) throw CommandError{ExitCode::BadUsage, source.string() + " holds no keys"};
    return files;
}

bool is_key_file(const fs::path& file) {
    std::ifstream stream{file};
    char first = 0;
    stream >> first;
    return first == '{';
}

/// Opens one file after another, asking for the password at most once.
class Opener {
  public:
    explicit Opener(const PasswordSource& source) : source_(source) {}

    crypto::PrivateKey open(const fs::path& file) {
        if (!is_key_file(file)) return keys::open_plain_key(file);
        if (!password_) password_ = read_password(source_, PasswordUse::Unlock);
        std::ifstream stream{file, std::ios::binary};
        const std::string text{std::istreambuf_iterator<char>{stream}, {}};
        auto key = keys::decrypt_key(text, *password_);
        if (!key)
            throw CommandError{ExitCode::Failed, "cannot unlock " + file.string() + ": " +
                                                     std::string{keys::describe(key.error())}};
        return std::move(*key);
    }

  private:
    const PasswordSource& source_;
    std::optional<std::string> password_;
};

}  // namespace

std::vector<std::shared_ptr<keys::Signer>> open_validators(const std::vector<std::string>& sources,
                                                           const PasswordSource& password) {
    std::vector<std::shared_ptr<keys::Signer>> signers;
    Opener opener{password};
    for (const std::string& source : sources) {
        for (const fs::path& file : files_of(source)) {
            auto signer = std::make_shared<keys::LocalSigner>(opener.open(file));
            const bool is_known = std::any_of(signers.begin(), signers.end(), [&](const auto& other) {
                return other->address() == signer->address();
            });
            if (is_known)
                throw CommandError{ExitCode::BadUsage, file.string() + " holds the key of " +
                                                           crypto::to_checksum(signer->address()) +
                                                           ", which is there already"};
            signers.push_back(std::move(signer));
        }
    }
    return signers;
}

}  // namespace deed::tools
