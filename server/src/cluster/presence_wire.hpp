// What the nodes tell each other of who is connected to them, on the channel `chatter:presence`, as JSON:
//
//   {"node":"…","told":7}                                     it lives, and this is how often it has told
//   something
//   {"node":"…","told":8,"people":{"<userId>":[2,0],…}}       what has changed: connected and chosen status
//   {"node":"…","told":9,"all":true,"people":{…}}             that is all there is to say
//   "ask":true beside any of it                               the others shall say that they live
//
// The same is kept in a hash of each node, `chatter:presence:<node>`: `told`, and for each user id `2 0`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/presence_book.hpp"

namespace chatter::cluster {

struct PresenceWord {
    std::string node;
    std::int64_t told = 0;
    std::vector<chat::NodePresence> people = {};
    bool is_all = false;
    bool asks = false;
};

/// Nothing when it is not well-formed. Threads: any (pure functions).
[[nodiscard]] std::optional<PresenceWord> decode_presence(std::string_view bytes);
[[nodiscard]] std::string encode_presence(const PresenceWord& word);

/// The value of a person's field in a node's hash; empty for one who is not connected, who has none.
[[nodiscard]] std::string presence_field(const chat::NodePresence& said);
/// Fields and values in turn, as Redis gives a hash. Nothing when there is no hash, or it is no node's.
[[nodiscard]] std::optional<PresenceWord> read_presence_hash(std::string node,
                                                             const std::vector<std::string>& fields);

}  // namespace chatter::cluster
