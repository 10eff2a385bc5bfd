#include "realtime/missed_messages.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <optional>
#include <utility>

#include "base/completion.hpp"
#include "base/log.hpp"
#include "realtime/room_names.hpp"

namespace chatter::realtime {

namespace {

/// Rooms that are asked about in one statement.
constexpr std::size_t compared_at_once = 1000;

/// Has the versions of new messages, by ascending seq, ascend likewise.
void lower_versions(std::vector<chat::Message>& fresh) {
    for (auto i = fresh.size(); i > 1; --i) {
        auto& before = fresh[i - 2].version;
        before = std::min(before, fresh[i - 1].version - 1);
    }
}

/// Up to where all has been told once `messages` have been.
Sequencer::Place last_place(const std::vector<chat::Message>& messages, Sequencer::Place told) {
    for (const auto& message : messages) {
        told.version = std::max(told.version, message.version);
        told.seq = std::max(told.seq, message.seq);
    }
    return told;
}

}  // namespace

std::vector<MissedEvent> missed_events(std::vector<chat::Message> messages, Sequencer::Place told) {
    std::vector<MissedEvent> events;
    std::vector<chat::Message> fresh;
    for (auto& message : messages) {
        if (message.version <= told.version) continue;
        if (message.seq > told.seq)
            fresh.push_back(std::move(message));
        else
            events.push_back({.name = message.deleted_at ? "message:deleted" : "message:updated",
                              .message = std::move(message)});
    }
    std::ranges::sort(fresh, {}, &chat::Message::seq);
    lower_versions(fresh);
    for (auto& message : fresh) events.push_back({.name = "message:new", .message = std::move(message)});
    std::ranges::sort(events, {}, [](const MissedEvent& event) { return event.message.version; });
    return events;
}

MissedMessages::MissedMessages(Parts parts)
    : parts_(std::move(parts)),
      repair_timer_([](void* self) { static_cast<MissedMessages*>(self)->look_at_due(); }, this),
      sweep_timer_([](void* self) { static_cast<MissedMessages*>(self)->start(); }, this) {
    parts_.order.handle({.on_gap =
                             [this](chat::RoomId room, chat::Version told) {
                                 parts_.worker.post([this, room, told] { look_later(room, {.told = told}); });
                             },
                         .on_join = [this](const std::string& user_room,
                                           chat::RoomId room) { parts_.listeners.join(user_room, room); },
                         .on_late_joiner =
                             [this](OrderedDelivery::LateJoiner joiner) {
                                 parts_.worker.post([this, joiner = std::move(joiner)]() mutable {
                                     asio::co_spawn(parts_.worker.executor(),
                                                    tell_late_joiner(std::move(joiner)), asio::detached);
                                 });
                             }});
}

template <class Use>
auto MissedMessages::in_turn(Use use) -> Task<std::invoke_result_t<Use&, Sequencer&>> {
    using R = std::invoke_result_t<Use&, Sequencer&>;
    co_return co_await suspend_until_completed<R>([this, &use](Completion<R> done) {
        parts_.post([this, use = std::move(use), done = std::move(done)]() mutable {
            done(parts_.order.in_turn(use));
        });
    });
}

void MissedMessages::start() { asio::co_spawn(parts_.worker.executor(), sweep_and_wait(), asio::detached); }

Task<Result<void>> MissedMessages::follow(std::vector<chat::RoomId> rooms) {
    // Those that are followed are kept while this socket begins to hear them.
    auto unknown = co_await in_turn([rooms = std::move(rooms)](Sequencer& sequencer) {
        const auto now = std::chrono::steady_clock::now();
        std::vector<chat::RoomId> others;
        for (const auto& room : rooms) {
            if (const auto told = sequencer.told(room))
                sequencer.follow(room, *told, now);
            else
                others.push_back(room);
        }
        return others;
    });
    if (unknown.empty()) co_return Result<void>();
    auto places = co_await parts_.store.find_places(std::move(unknown));
    if (!places) co_return std::unexpected(places.error());
    co_await in_turn([places = std::move(*places)](Sequencer& sequencer) {
        const auto now = std::chrono::steady_clock::now();
        for (const auto& place : places)
            sequencer.follow(place.id, {.version = place.version, .seq = place.last_seq}, now);
        return true;
    });
    co_return Result<void>();
}

void MissedMessages::expect(std::vector<chat::RoomPlace> places) {
    parts_.post([this, places = std::move(places)] {
        const auto now = std::chrono::steady_clock::now();
        parts_.order.in_turn([&](Sequencer& sequencer) {
            for (const auto& place : places) {
                sequencer.follow(place.id, {.version = place.version, .seq = place.last_seq}, now);
                if (!sequencer.expect(place.id, place.version)) continue;
                const auto told = sequencer.told(place.id).value().version;
                parts_.worker.post([this, room = place.id, told] { look_later(room, {.told = told}); });
            }
        });
    });
}

void MissedMessages::look_later(chat::RoomId room, Lack lack) {
    if (!lacking_.insert(room).second) return;
    due_.emplace(std::chrono::steady_clock::now() + lack.delay, Due{.room = room, .told = lack.told});
    if (!is_repairing_ && !repair_timer_.is_scheduled())
        repair_timer_.schedule(parts_.worker.timers(), std::min(lack.delay, patience));
}

void MissedMessages::look_at_due() {
    is_repairing_ = true;
    asio::co_spawn(parts_.worker.executor(), repair_due(), asio::detached);
}

Task<void> MissedMessages::repair_due() {
    // One after the other: after an outage there are many, and the store has others to serve.
    while (!due_.empty() && due_.begin()->first <= std::chrono::steady_clock::now()) {
        const auto due = due_.extract(due_.begin()).mapped();
        lacking_.erase(due.room);
        if (const auto lack = co_await repair(due.room, due.told)) look_later(due.room, *lack);
    }
    is_repairing_ = false;
    if (!due_.empty()) repair_timer_.schedule(parts_.worker.timers(), patience);
}

Task<std::optional<MissedMessages::Lack>> MissedMessages::repair(chat::RoomId room, chat::Version told) {
    const auto gap = co_await in_turn([room](Sequencer& sequencer) { return sequencer.gap(room); });
    if (!gap) co_return std::nullopt;
    if (gap->told.version > told) co_return Lack{.told = gap->told.version};
    const Lack unanswered{.told = gap->told.version, .delay = retry_interval};
    auto missed = co_await parts_.store.read_missed(room, gap->told.version, missed_max);
    if (!missed) co_return unanswered;
    if (missed->size() >= missed_max)
        co_return co_await start_anew(room) ? std::nullopt : std::optional(unanswered);
    co_return co_await in_turn([this, room, heard = gap->heard, missed = std::move(*missed)](
                                   Sequencer& sequencer) mutable -> std::optional<Lack> {
        const auto place = sequencer.told(room);
        if (!place) return std::nullopt;
        if (sequencer.is_held(room)) return Lack{.told = place->version};
        const auto known = last_place(missed, *place);
        const auto name = room_name(room);
        for (const auto& event : missed_events(std::move(missed), *place)) parts_.listeners.tell(name, event);
        if (!sequencer.fill(room, known, heard)) return std::nullopt;
        return Lack{.told = sequencer.told(room).value().version};
    });
}

Task<bool> MissedMessages::start_anew(chat::RoomId room) {
    log::info("Much of a room was missed: its people are told to catch up", {{"roomId", room.to_string()}});
    // From what is known now on; those who hear the room ask for what is before it when they are back.
    const auto places = co_await parts_.store.find_places({room});
    if (!places || places->empty()) co_return false;
    co_await in_turn([place = places->front()](Sequencer& sequencer) {
        sequencer.restart(place.id, {.version = place.version, .seq = place.last_seq});
        return true;
    });
    parts_.listeners.have_catch_up(room);
    co_return true;
}

Task<void> MissedMessages::sweep_and_wait() {
    co_await sweep();
    sweep_timer_.schedule(parts_.worker.timers(),
                          parts_.is_lonely() ? lonely_sweep_interval : sweep_interval);
}

Task<void> MissedMessages::sweep() {
    const auto asked_at = std::chrono::steady_clock::now();
    const auto followed = co_await in_turn([](Sequencer& sequencer) { return sequencer.rooms(); });
    if (followed.empty()) co_return;
    auto heard = co_await parts_.listeners.find_heard(followed);
    std::ranges::sort(heard);
    co_await in_turn([&](Sequencer& sequencer) {
        for (const auto& room : followed)
            if (!std::ranges::binary_search(heard, room)) sequencer.forget(room, asked_at - keeping);
        return true;
    });
    for (std::size_t i = 0; i < heard.size(); i += compared_at_once) {
        const auto begin = heard.begin() + static_cast<std::ptrdiff_t>(i);
        const auto size = std::min(compared_at_once, heard.size() - i);
        co_await compare({begin, begin + static_cast<std::ptrdiff_t>(size)});
    }
}

Task<void> MissedMessages::compare(std::vector<chat::RoomId> rooms) {
    // A database that was set back, by a restore or to a replica that had less, knows less than was told.
    const auto told = co_await in_turn([&rooms](Sequencer& sequencer) {
        std::map<chat::RoomId, chat::Version> versions;
        for (const auto& room : rooms)
            if (const auto place = sequencer.told(room)) versions.emplace(room, place->version);
        return versions;
    });
    auto places = co_await parts_.store.find_places(std::move(rooms));
    if (!places) co_return;  // the next sweep sees what this one missed
    for (const auto& place : *places) {
        const auto found = told.find(place.id);
        if (found != told.end() && place.version < found->second) (void)co_await start_anew(place.id);
    }
    expect(std::move(*places));
}

Task<void> MissedMessages::tell_late_joiner(OrderedDelivery::LateJoiner joiner) {
    auto missed = co_await parts_.store.read_missed(joiner.room, joiner.shown.version, missed_max);
    const auto lack = co_await in_turn([&](Sequencer& sequencer) -> std::optional<Lack> {
        // Without an answer they see that something is missing, and load it.
        if (missed)
            for (const auto& event : missed_events(std::move(*missed), joiner.shown))
                if (event.message.version <= joiner.told.version)
                    parts_.listeners.tell(joiner.user_room, event);
        if (!sequencer.release(joiner.room)) return std::nullopt;
        return Lack{.told = sequencer.told(joiner.room).value().version};
    });
    if (lack) look_later(joiner.room, *lack);
}

}  // namespace chatter::realtime
