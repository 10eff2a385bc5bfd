#include "store/postgres/growing_threads.hpp"

#include <algorithm>

#include "store/reactions.hpp"

namespace chatter::store::postgres {

GrowingThreads::GrowingThreads(std::span<const chat::NewMessage* const> messages) {
    for (const auto* message : messages)
        if (message->thread_of) named_.emplace_back(message->room_id, *message->thread_of);
    std::ranges::sort(named_);
    const auto repeated = std::ranges::unique(named_);
    named_.erase(repeated.begin(), repeated.end());
}

void GrowingThreads::ask(Pipeline& pipeline) const {
    if (named_.empty()) return;
    std::vector<chat::RoomId> room_ids;
    std::vector<chat::MessageId> message_ids;
    for (const auto& [room_id, message_id] : named_) {
        room_ids.push_back(room_id);
        message_ids.push_back(message_id);
    }
    pipeline.send(sql::find_threads, room_ids, message_ids);
    pipeline.send(sql::find_thread_reactions, room_ids, message_ids);
}

void GrowingThreads::read_answers(Pipeline& pipeline) {
    if (named_.empty()) return;
    places_.resize(named_.size());
    read_roots(pipeline.take());
    read_reactions(pipeline.take());
}

void GrowingThreads::read_roots(Query rows) {
    while (rows.next()) {
        auto& place = places_[static_cast<std::size_t>(rows.take<std::int64_t>()) - 1];
        auto message = read_message(rows);
        place = {.room_id = message.room_id, .seq = message.seq};
        roots_.try_emplace(*place, Root{.message = std::move(message)});
    }
}

void GrowingThreads::read_reactions(Query rows) {
    // Several of those named may be of one thread, whose reactions come with each of them.
    std::map<MessagePlace, std::int64_t> taken_from;
    while (rows.next()) {
        const auto number = rows.take<std::int64_t>();
        const auto& place = places_[static_cast<std::size_t>(number) - 1];
        if (!place || taken_from.try_emplace(*place, number).first->second != number) continue;
        auto emoji = rows.take<std::string>();
        add_reaction(roots_[*place].message, std::move(emoji), rows.take<chat::UserId>());
    }
}

const chat::Message* GrowingThreads::find_root(chat::RoomId room_id, chat::MessageId id) const {
    const auto found = std::ranges::lower_bound(named_, std::pair(room_id, id));
    const auto& place = places_[static_cast<std::size_t>(found - named_.begin())];
    return place ? &roots_.at(*place).message : nullptr;
}

const chat::Message& GrowingThreads::grow(const chat::Message& reply, chat::Version version) {
    auto& root = roots_.at({.room_id = reply.room_id, .seq = *reply.thread_seq});
    const auto reply_count = root.message.thread ? root.message.thread->reply_count : 0;
    root.grown = true;
    root.message.version = version;
    root.message.thread = {.reply_count = reply_count + 1, .last_reply_at = reply.created_at};
    return root.message;
}

int GrowingThreads::update(Pipeline& pipeline) const {
    std::vector<chat::RoomId> room_ids;
    std::vector<chat::Seq> seqs;
    std::vector<chat::Version> versions;
    std::vector<std::int64_t> reply_counts;
    std::vector<Time> last_reply_ats;
    for (const auto& [place, root] : roots_) {
        if (!root.grown) continue;
        room_ids.push_back(place.room_id);
        seqs.push_back(place.seq);
        versions.push_back(root.message.version);
        reply_counts.push_back(root.message.thread->reply_count);
        last_reply_ats.push_back(root.message.thread->last_reply_at);
    }
    if (seqs.empty()) return 0;
    pipeline.send(sql::grow_threads, room_ids, seqs, versions, reply_counts, last_reply_ats);
    return 1;
}

}  // namespace chatter::store::postgres
