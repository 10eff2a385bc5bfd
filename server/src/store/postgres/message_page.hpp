// Messages as they come from their own table, and then what they name: authors, images, what they reply to,
// reactions. PostgreSQL plans an unnamed statement anew each time, and to plan the join of all these tables
// takes it longer than to find everything in them by key.
#pragma once

#include <span>
#include <vector>

#include "store/postgres/snapshot.hpp"
#include "store/rows.hpp"

namespace chatter::store::postgres {

/// Messages of one room. Until `read_details`, an author is only an id and what is replied to only a seq.
struct MessagePage {
    std::vector<chat::Message> messages;
    std::vector<std::optional<chat::ImageId>> image_ids;  // one for each message

    void reverse();
};

/// Of a statement that gives each message's head, author_id, image_id, reply_to_seq.
[[nodiscard]] MessagePage read_message_page(Query rows);

/// Asks for what the messages of all `pages`, each in ascending order of seq, name. In one round trip, or two
/// when there are replies; the last ends the snapshot unless `more_follows`.
void read_details(Snapshot& snapshot, std::span<MessagePage> pages, bool more_follows = false);

}  // namespace chatter::store::postgres
