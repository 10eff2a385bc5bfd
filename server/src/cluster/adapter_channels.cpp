#include "cluster/adapter_channels.hpp"

#include <algorithm>
#include <utility>

namespace chatter::cluster {

void AdapterChannels::count_servers(std::move_only_function<void(std::size_t)> done) {
    client_.command(count_command(), [done = std::move(done)](Result<redis::Value> reply) mutable {
        std::int64_t count = 1;
        if (reply && reply->items.size() == 2 && reply->items[1].is_integer())
            count = reply->items[1].integer;
        done(static_cast<std::size_t>(std::max<std::int64_t>(count, 1)));
    });
}

std::unique_ptr<AdapterChannels> make_channels(redis::Client& client, Random& random,
                                               const AdapterOptions& options, const std::string& nsp) {
    return options.kind == AdapterKind::sharded ? make_sharded_channels(client, random, options, nsp)
                                                : make_classic_channels(client, random, options, nsp);
}

}  // namespace chatter::cluster
