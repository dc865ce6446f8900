#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace deed::server {

/// Which names and pages may speak to the server. A page of a stranger's site that resolves its own name to
/// this machine (DNS rebinding) still sends that name as Host, and its site as Origin.
class AccessRules {
  public:
    AccessRules(std::vector<std::string> hosts, std::vector<std::string> origins)
        : hosts_(std::move(hosts)), origins_(std::move(origins)) {}

    /// Whether the Host field names this machine or an allowed name; the port does not matter.
    [[nodiscard]] bool allows_host(std::string_view host) const;
    /// Whether a page of this origin may read answers: pages of this machine, browser extensions (which a
    /// user installs and no page can imitate) and the listed ones.
    [[nodiscard]] bool allows_origin(std::string_view origin) const;

  private:
    std::vector<std::string> hosts_;
    std::vector<std::string> origins_;
};

/// "localhost", any 127.x.y.z and "[::1]", with or without a port.
[[nodiscard]] bool is_loopback_host(std::string_view host);

}  // namespace deed::server
