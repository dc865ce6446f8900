#include "runtime/keys/keystore.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"

namespace deed::keys {
namespace {

namespace fs = std::filesystem;

constexpr uintmax_t kMaxFile = 64 * 1024;

[[noreturn]] void fail(std::string_view what, const fs::path& path) {
    throw Error(fmt::format("{} {}: {}", what, path.string(), std::strerror(errno)));
}

std::string read_text(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) fail("cannot read", path);
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// The address a key file is for, or nothing when the file is something else.
std::optional<Address> read_address(const fs::path& path) {
    std::error_code size_error;
    if (fs::file_size(path, size_error) > kMaxFile || size_error) return std::nullopt;
    boost::system::error_code error;
    const auto file = boost::json::parse(read_text(path), error);
    if (error || !file.is_object()) return std::nullopt;
    const auto* address = file.get_object().if_contains("address");
    if (address == nullptr || !address->is_string()) return std::nullopt;
    return address_from_hex(address->get_string());
}

void write_all(int file, std::string_view text, const fs::path& path) {
    while (!text.empty()) {
        const ssize_t written = write(file, text.data(), text.size());
        if (written < 0 && errno != EINTR) fail("cannot write", path);
        if (written > 0) text.remove_prefix(static_cast<size_t>(written));
    }
    if (fsync(file) != 0) fail("cannot write", path);
}

/// A file that is closed, and removed unless it was published under its final name.
class NewFile {
  public:
    explicit NewFile(fs::path path) : path_(std::move(path)) {
        descriptor_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
        if (descriptor_ < 0) fail("cannot create", path_);
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;
    ~NewFile() {
        close(descriptor_);
        unlink(path_.c_str());
    }

    /// Gives the complete file its name; an existing file of that name is kept and the call fails.
    void publish(std::string_view text, const fs::path& name) const {
        write_all(descriptor_, text, path_);
        if (link(path_.c_str(), name.c_str()) != 0) fail("cannot create", name);
    }

  private:
    fs::path path_;
    int descriptor_;
};

void sync_directory(const fs::path& directory) {
    const int descriptor = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) fail("cannot open", directory);
    const bool is_synced = fsync(descriptor) == 0;
    close(descriptor);
    if (!is_synced) fail("cannot write", directory);
}

crypto::PrivateKey read_plain_key(const fs::path& path) {
    const auto others = fs::perms::group_all | fs::perms::others_all;
    if ((fs::status(path).permissions() & others) != fs::perms::none)
        throw Error(path.string() + " can be read by others: chmod 600 it");
    std::string text = read_text(path);
    const auto secret = hash_from_hex(std::string_view{text}.substr(0, text.find('\n')));
    auto key = secret ? crypto::PrivateKey::from(*secret) : std::nullopt;
    crypto::wipe(text.data(), text.size());
    if (!key) throw Error(path.string() + " holds no private key");
    return std::move(*key);
}

void make_directory(const fs::path& directory) {
    std::error_code error;
    if (fs::create_directories(directory, error)) fs::permissions(directory, fs::perms::owner_all, error);
    if (error) throw Error("cannot create " + directory.string() + ": " + error.message());
}

/// Writes a file of mode 0600 whole, or not at all.
void write_secret_file(const fs::path& path, std::string_view text) {
    make_directory(path.parent_path());
    // A name of its own, so that what a crash left behind is in nobody's way.
    const NewFile file{path.parent_path() / ("." + to_hex(make_entropy().id) + ".new")};
    file.publish(text, path);
    sync_directory(path.parent_path());
}

}  // namespace

crypto::PrivateKey open_plain_key(const fs::path& path) {
    if (fs::exists(path)) return read_plain_key(path);
    auto key = make_key();
    std::string text = to_hex(key.secret()) + "\n";
    write_secret_file(path, text);
    crypto::wipe(text.data(), text.size());
    return key;
}

Hash open_shared_secret(const fs::path& path) {
    if (!fs::exists(path)) {
        const Hash secret = make_entropy().salt;
        write_secret_file(fs::absolute(path), to_hex(secret) + "\n");
        return secret;
    }
    const std::string text = read_text(path);
    std::string_view digits{text};
    while (!digits.empty() && std::isspace(static_cast<unsigned char>(digits.back())) != 0)
        digits.remove_suffix(1);
    const auto secret = hash_from_hex(digits);
    if (!secret) throw Error(path.string() + " holds no secret of 64 hexadecimal digits");
    return *secret;
}

std::vector<StoredKey> Keystore::list() const {
    std::error_code error;
    if (!fs::exists(directory_, error)) return {};

    std::vector<StoredKey> keys;
    fs::directory_iterator entries{directory_, error};
    if (error) throw Error("cannot read " + directory_.string() + ": " + error.message());
    for (const auto& entry : entries) {
        if (!entry.is_regular_file()) continue;
        if (const auto address = read_address(entry.path())) keys.push_back({*address, entry.path()});
    }
    std::sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return keys;
}

StoredKey Keystore::add(const crypto::PrivateKey& key, std::string_view password,
                        const ScryptCost& cost) const {
    const Address address = crypto::address_of(key);
    const std::string text = encrypt_key(key, password, make_entropy(), cost);
    const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    const auto microseconds = now.time_since_epoch().count() % 1'000'000;
    // The name every wallet gives: a time that sorts, and the address.
    const auto name =
        fmt::format("UTC--{:%Y-%m-%dT%H-%M-%S}.{:06}000Z--{}",
                    fmt::gmtime(std::chrono::system_clock::to_time_t(now)), microseconds, to_hex(address));
    write_secret_file(directory_ / name, text);
    return {address, directory_ / name};
}

Result<crypto::PrivateKey, KeystoreError> Keystore::unlock(const Address& address,
                                                           std::string_view password) const {
    const auto keys = list();
    const auto found =
        std::find_if(keys.begin(), keys.end(), [&](const auto& key) { return key.address == address; });
    if (found == keys.end())
        throw Error("no key of " + to_hex_prefixed(address) + " in " + directory_.string());
    return decrypt_key(read_text(found->path), password);
}

}  // namespace deed::keys
