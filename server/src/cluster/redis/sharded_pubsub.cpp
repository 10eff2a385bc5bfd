#include "cluster/redis/sharded_pubsub.hpp"

#include <future>
#include <memory>
#include <thread>

namespace chatter::cluster::redis {

std::optional<bool> has_sharded_pubsub(Client& client, std::chrono::milliseconds limit) {
    constexpr std::chrono::milliseconds look_interval{5};
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!client.is_up()) {
        if (std::chrono::steady_clock::now() >= deadline) return std::nullopt;
        std::this_thread::sleep_for(look_interval);
    }
    // The answer may come when nobody waits for it any more.
    const auto answer = std::make_shared<std::promise<std::optional<bool>>>();
    client.command({"SPUBLISH", "chatter#", ""}, [answer](const Result<Value>& reply) {
        if (!reply) return answer->set_value(std::nullopt);
        // What else it may refuse, for want of a right, it knows.
        answer->set_value(!reply->is_error() || !reply->text.starts_with("ERR unknown command"));
    });
    auto said = answer->get_future();
    return said.wait_until(deadline) == std::future_status::ready ? said.get() : std::nullopt;
}

}  // namespace chatter::cluster::redis
