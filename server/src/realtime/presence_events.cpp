#include "realtime/presence_events.hpp"

#include <algorithm>
#include <unordered_map>

#include "chat/ports/presence_store.hpp"
#include "wire/entities.hpp"
#include "wire/reader.hpp"

namespace chatter::realtime {

namespace json = boost::json;

namespace {

constexpr std::size_t watched_max = 500;

/// What a client asks for: names, each once, and the ids of those that can be somebody's.
struct Asked {
    std::vector<std::pair<std::string, std::optional<chat::UserId>>> names;
    PresenceWatchers::People people;
};

Asked read_names(std::vector<std::string> given) {
    Asked asked;
    std::unordered_set<std::string> known;
    for (auto& name : given) {
        const auto id = chat::UserId::parse(name);
        if (id) name = id->to_string();
        if (!known.insert(name).second) continue;
        if (id) asked.people.push_back(*id);
        asked.names.emplace_back(std::move(name), id);
    }
    return asked;
}

/// The answer in the order of the names. What is no id belongs to nobody, who is offline.
json::object answer_of(const Asked& asked, const std::vector<chat::Presence>& seen) {
    json::array presence;
    presence.reserve(asked.names.size());
    auto next = seen.begin();
    for (const auto& [name, id] : asked.names) {
        auto one = wire::to_json(id ? *next++ : chat::Presence());
        one["userId"] = name;
        presence.emplace_back(std::move(one));
    }
    json::object answer;
    answer["presence"] = std::move(presence);
    return answer;
}

void fill_in(std::vector<chat::Presence>& seen, const std::vector<chat::LastSeen>& stored) {
    std::unordered_map<chat::UserId, Time> times;
    for (const auto& [id, at] : stored) times.emplace(id, at);
    for (auto& one : seen)
        if (const auto found = times.find(one.user_id); found != times.end() && !one.last_seen_at)
            one.last_seen_at = found->second;
}

}  // namespace

Task<EventAnswer> watch_presence(const EventContext& context, ReceivedEvent event) {
    wire::Reader reader(event.payload);
    auto given = reader.required_strings("userIds", watched_max);
    if (auto error = reader.error()) co_return std::unexpected(std::move(*error));

    PresenceDirectory::Watch wanted;
    wanted.order = ++event.viewer().watches;
    const auto asked = read_names(std::move(given));
    wanted.people = asked.people;
    const auto blockers = co_await context.presence_store.list_blockers(event.user_id());
    if (!blockers) co_return std::unexpected(blockers.error());
    wanted.hidden.insert(blockers->begin(), blockers->end());
    auto seen = co_await context.presence.watch(event.socket, wanted);
    if (seen.unknown.empty()) co_return answer_of(asked, seen.people);

    const auto stored = co_await context.presence_store.read_last_seen(seen.unknown);
    if (!stored) co_return std::unexpected(stored.error());
    context.presence.learn(std::move(seen.unknown), *stored);
    // What was told meanwhile is newer than what was seen before.
    seen = co_await context.presence.watch(event.socket, std::move(wanted));
    fill_in(seen.people, *stored);
    co_return answer_of(asked, seen.people);
}

Task<EventAnswer> set_presence(const EventContext& context, ReceivedEvent event) {
    wire::Reader reader(event.payload);
    const auto status = reader.required_string("status");
    const bool is_known = status == "online" || status == "away";
    if (!is_known && !reader.error()) reader.complain("status", "Must be online or away.");
    if (auto error = reader.error()) co_return std::unexpected(std::move(*error));
    context.presence.set(*event.socket,
                         status == "online" ? chat::PresenceStatus::online : chat::PresenceStatus::away);
    json::object nothing;
    co_return nothing;
}

}  // namespace chatter::realtime
