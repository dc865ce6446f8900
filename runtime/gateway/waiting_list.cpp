#include "runtime/gateway/waiting_list.hpp"

#include <utility>

namespace deed::gateway {

void WaitingList::add(Answer answer, Clock::time_point deadline, server::Reply reply) {
    if (auto response = answer(Chance::Early)) return reply.send(*std::move(response));
    const std::scoped_lock lock{mutex_};
    entries_.push_back(std::make_unique<Entry>(Entry{std::move(answer), deadline, std::move(reply)}));
}

void WaitingList::look(Clock::time_point now) {
    std::vector<std::unique_ptr<Entry>> taken;
    {
        const std::scoped_lock lock{mutex_};
        taken = std::exchange(entries_, {});
    }
    std::erase_if(taken, [now](auto& entry) {
        auto response = entry->answer(now >= entry->deadline ? Chance::Last : Chance::Early);
        if (!response) return false;
        entry->reply.send(*std::move(response));
        return true;
    });
    const std::scoped_lock lock{mutex_};
    for (auto& entry : taken) entries_.push_back(std::move(entry));
}

}  // namespace deed::gateway
