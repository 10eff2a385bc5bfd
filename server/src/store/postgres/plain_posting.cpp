#include "store/postgres/plain_posting.hpp"

#include <algorithm>

#include "store/posting.hpp"

namespace chatter::store::postgres {

namespace {

template <class T>
void sort_and_drop_repeated(std::vector<T>& values) {
    std::ranges::sort(values);
    const auto repeated = std::ranges::unique(values);
    values.erase(repeated.begin(), repeated.end());
}

/// Where `value` is among `sorted`, which has it.
template <class T>
std::size_t place_of(const T& value, const std::vector<T>& sorted) {
    return static_cast<std::size_t>(std::ranges::lower_bound(sorted, value) - sorted.begin());
}

}  // namespace

bool PlainPosting::takes(const chat::NewMessage& message) {
    return !message.reply_to && !message.thread_of && !message.image_id && message.mentioned_names.empty() &&
           !message.mentions_room;
}

PlainPosting::PlainPosting(std::vector<const chat::NewMessage*> messages, KnownAuthors& known)
    : messages_(std::move(messages)), known_(known) {
    count_rooms();
    count_own();
    look_authors_up();
}

void PlainPosting::count_rooms() {
    for (const auto* message : messages_) room_ids_.push_back(message->room_id);
    sort_and_drop_repeated(room_ids_);
    room_messages_.resize(room_ids_.size());
    last_message_ats_.resize(room_ids_.size());
    room_places_.resize(messages_.size());
    later_messages_.resize(messages_.size());
    for (auto i = messages_.size(); i-- > 0;) {
        const auto room = place_of(messages_[i]->room_id, room_ids_);
        if (room_messages_[room] == 0) last_message_ats_[room] = messages_[i]->created_at;
        room_places_[i] = static_cast<std::int64_t>(room) + 1;
        later_messages_[i] = room_messages_[room]++;
    }
}

void PlainPosting::count_own() {
    for (const auto* message : messages_)
        own_.push_back({.room_id = message->room_id, .author_id = message->author_id});
    sort_and_drop_repeated(own_);
    own_messages_.resize(own_.size());
    for (const auto* message : messages_)
        ++own_messages_[place_of(Own{.room_id = message->room_id, .author_id = message->author_id}, own_)];
}

void PlainPosting::look_authors_up() {
    for (const auto* message : messages_) author_ids_.push_back(message->author_id);
    sort_and_drop_repeated(author_ids_);
    authors_.reserve(author_ids_.size());
    for (const auto id : author_ids_) {
        const auto* const author = known_.find(id);
        if (author == nullptr) unknown_ids_.push_back(id);
        authors_.push_back(author == nullptr ? chat::Author{} : *author);
        authors_.back().id = id;
    }
}

void PlainPosting::send(Pipeline& pipeline, TransactionLimits limits) const {
    std::vector<chat::RoomId> own_room_ids;
    std::vector<chat::UserId> own_author_ids, author_ids;
    std::vector<chat::MessageId> ids;
    std::vector<std::string_view> client_ids, contents;
    std::vector<Time> created_ats;
    for (const auto& own : own_) {
        own_room_ids.push_back(own.room_id);
        own_author_ids.push_back(own.author_id);
    }
    for (const auto* message : messages_) {
        ids.push_back(message->id);
        author_ids.push_back(message->author_id);
        client_ids.push_back(message->client_id);
        contents.push_back(message->content);
        created_ats.push_back(message->created_at);
    }
    pipeline.send(sql::post_messages, in_milliseconds(limits.statement), in_milliseconds(limits.idle),
                  room_ids_, room_messages_, last_message_ats_, own_room_ids, own_author_ids, own_messages_,
                  ids, room_places_, later_messages_, author_ids, client_ids, contents, created_ats,
                  author_ids_, unknown_ids_, known_.profile_changes());
}

bool PlainPosting::read_answer(Query row) {
    if (!row.next()) return false;
    last_seqs_ = row.take<std::vector<std::int64_t>>();
    versions_ = row.take<std::vector<std::int64_t>>();
    read_authors(row);
    return true;
}

void PlainPosting::read_authors(Query& row) {
    const auto profile_changes = row.take<std::int64_t>();
    const auto& named_ids = profile_changes == known_.profile_changes() ? unknown_ids_ : author_ids_;
    if (named_ids.empty()) return;
    const auto usernames = row.take<std::vector<std::string>>();
    const auto display_names = row.take<std::vector<std::string>>();
    const auto avatar_urls = row.take<std::vector<std::optional<std::string>>>();
    known_.move_to(profile_changes);
    for (std::size_t i = 0; i < named_ids.size(); ++i) {
        auto& author = authors_[place_of(named_ids[i], author_ids_)];
        author.username = usernames.at(i);
        author.display_name = display_names.at(i);
        author.avatar_url = avatar_urls.at(i);
        known_.add(author);
    }
}

std::vector<chat::Message> PlainPosting::make_messages() const {
    std::vector<chat::Message> posted;
    posted.reserve(messages_.size());
    for (std::size_t i = 0; i < messages_.size(); ++i) {
        const auto& message = *messages_[i];
        const auto room = static_cast<std::size_t>(room_places_[i] - 1);
        posted.push_back(make_message(message, authors_[place_of(message.author_id, author_ids_)],
                                      last_seqs_[room] - later_messages_[i],
                                      versions_[room] - later_messages_[i]));
    }
    return posted;
}

}  // namespace chatter::store::postgres
