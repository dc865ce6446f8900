#include "runtime/rpc/subscriptions.hpp"

#include "runtime/json/block_json.hpp"

namespace deed::rpc {
namespace {

/// {"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0x1","result":…}}
std::shared_ptr<const std::string> make_notification(uint64_t id, std::string_view result) {
    auto text = std::make_shared<std::string>();
    json::Writer writer{*text};
    writer.begin_object().key("jsonrpc").text("2.0").key("method").text("eth_subscription");
    writer.key("params").begin_object().key("subscription").quantity(id).key("result").raw(result);
    writer.end_object().end_object();
    return text;
}

std::string header_text(const chain::NewBlock& news) {
    std::string text;
    json::Writer writer{text};
    json::write_header(writer, news.head.header, news.head.id.hash);
    return text;
}

std::string pending_text(const pool::Pending& pending, const NewPendingTransactions& kind) {
    std::string text;
    json::Writer writer{text};
    if (kind.is_whole)
        json::write_transaction(writer, pending.transaction, pending.hash, pending.sender, nullptr);
    else
        writer.data(pending.hash);
    return text;
}

enum class LogsAre : uint8_t { New, Removed };

/// Calls @p use with the JSON text of every log of the block that the criteria want.
template <typename Use>
void for_each_log(const chain::NewBlock& news, const LogCriteria& criteria, LogsAre logs_are, Use use) {
    for (size_t i = 0; i < news.receipts.size(); ++i) {
        json::LogPlace place{.block_hash = news.head.id.hash,
                             .block_number = news.head.id.number,
                             .timestamp = news.head.header.timestamp,
                             .transaction_hash = news.transactions[i].hash,
                             .transaction_index = i,
                             .log_index = news.receipts[i].first_log_index,
                             .is_removed = logs_are == LogsAre::Removed};
        for (const auto& log : news.receipts[i].receipt.logs) {
            if (matches(criteria, log)) {
                std::string text;
                json::Writer writer{text};
                json::write_log(writer, log, place);
                use(text);
            }
            ++place.log_index;
        }
    }
}

}  // namespace

std::optional<uint64_t> Subscriptions::add(std::shared_ptr<server::Channel> channel, SubscriptionKind kind) {
    const std::scoped_lock lock{mutex_};
    if (subscriptions_.size() >= limits_.subscriptions) return std::nullopt;
    const uint64_t id = next_id_++;
    subscriptions_.emplace(id, Subscription{.channel = std::move(channel), .kind = std::move(kind)});
    metrics_.subscriptions.set(subscriptions_.size());
    return id;
}

void Subscriptions::start(uint64_t id) {
    const std::scoped_lock lock{mutex_};
    const auto found = subscriptions_.find(id);
    if (found != subscriptions_.end()) found->second.is_started = true;
}

bool Subscriptions::remove(uint64_t id, uint64_t channel_id) {
    const std::scoped_lock lock{mutex_};
    const auto found = subscriptions_.find(id);
    if (found == subscriptions_.end() || found->second.channel->id() != channel_id) return false;
    subscriptions_.erase(found);
    metrics_.subscriptions.set(subscriptions_.size());
    return true;
}

void Subscriptions::remove_channel(uint64_t channel_id) {
    const std::scoped_lock lock{mutex_};
    std::erase_if(subscriptions_,
                  [&](const auto& entry) { return entry.second.channel->id() == channel_id; });
    metrics_.subscriptions.set(subscriptions_.size());
}

void Subscriptions::clear() {
    const std::scoped_lock lock{mutex_};
    subscriptions_.clear();
    metrics_.subscriptions.set(0);
}

void Subscriptions::on_block(const chain::NewBlock& news) {
    const std::scoped_lock lock{mutex_};
    std::string header;
    for (const auto& [id, subscription] : subscriptions_) {
        if (!subscription.is_started) continue;
        auto& channel = *subscription.channel;
        if (std::holds_alternative<NewHeads>(subscription.kind)) {
            if (header.empty()) header = header_text(news);
            channel.send(make_notification(id, header));
        } else if (const auto* criteria = std::get_if<LogCriteria>(&subscription.kind)) {
            for_each_log(news, *criteria, LogsAre::New,
                         [&](std::string_view log) { channel.send(make_notification(id, log)); });
        }
    }
}

void Subscriptions::on_left(const chain::NewBlock& left) {
    const std::scoped_lock lock{mutex_};
    for (const auto& [id, subscription] : subscriptions_) {
        const auto* criteria = std::get_if<LogCriteria>(&subscription.kind);
        if (criteria == nullptr || !subscription.is_started) continue;
        for_each_log(left, *criteria, LogsAre::Removed,
                     [&](std::string_view log) { subscription.channel->send(make_notification(id, log)); });
    }
}

void Subscriptions::on_transaction(const pool::PendingPointer& pending) {
    const std::scoped_lock lock{mutex_};
    for (const auto& [id, subscription] : subscriptions_) {
        const auto* kind = std::get_if<NewPendingTransactions>(&subscription.kind);
        if (kind == nullptr || !subscription.is_started) continue;
        subscription.channel->send(make_notification(id, pending_text(*pending, *kind)));
    }
}

size_t Subscriptions::size() const {
    const std::scoped_lock lock{mutex_};
    return subscriptions_.size();
}

}  // namespace deed::rpc
