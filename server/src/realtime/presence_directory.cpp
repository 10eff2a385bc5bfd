#include "realtime/presence_directory.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/completion.hpp"
#include "socketio/engineio/session.hpp"

namespace chatter::realtime {

using namespace std::chrono_literals;

namespace {

/// Who changes back within it has not changed; and a watcher gets no more packets than one in that time.
constexpr auto change_interval = 200ms;

class SocketHearer final : public PresenceHearer {
  public:
    explicit SocketHearer(socketio::Socket& socket) : socket_(socket) {}
    /// Not volatile: what is dropped would stay wrong. It waits here instead of in the outbox.
    [[nodiscard]] bool is_ready() const override {
        const auto* const session = socket_.session();
        return session != nullptr && session->is_writable();
    }
    void hear(std::string_view event_json) override { socket_.emit_json(event_json); }

  private:
    socketio::Socket& socket_;  // which ends its watcher when it goes
};

}  // namespace

/// What one worker has of it.
struct PresenceDirectory::Part {
    Part(PresenceDirectory& directory, net::Worker& home)
        : owner(directory), worker(home), retry_timer(&Part::retry, this) {}

    static void retry(void* context) {
        auto& part = *static_cast<Part*>(context);
        part.watchers.retry();
        part.owner.work(part);
    }

    PresenceDirectory& owner;
    net::Worker& worker;
    PresenceWatchers watchers;
    net::Timer retry_timer;
    bool is_at_work = false;
};

PresenceDirectory::PresenceDirectory(net::WorkerGroup& workers, const Clock& clock,
                                     std::chrono::milliseconds grace, chat::PresencePeers* peers)
    : workers_(workers),
      clock_(clock),
      peers_(peers),
      book_(grace, workers.size()),
      change_timer_([](void* self) { static_cast<PresenceDirectory*>(self)->tell_changes(); }, this),
      expiry_timer_([](void* self) { static_cast<PresenceDirectory*>(self)->expire(); }, this) {
    for (std::size_t i = 0; i < workers.size(); ++i)
        parts_.push_back(std::make_unique<Part>(*this, workers[i]));
}

PresenceDirectory::~PresenceDirectory() = default;

chat::Moment PresenceDirectory::now() const {
    return {.time = clock_.now(), .instant = std::chrono::steady_clock::now()};
}

/// Always posted, also by the owner itself, so that what a socket does stays in its order.
template <class Change>
void PresenceDirectory::post_to_owner(Change change) {
    owner().post([this, change = std::move(change)]() mutable {
        change(book_, now());
        after_change();
    });
}

void PresenceDirectory::after_change() {
    if (book_.has_changes() && !change_timer_.is_scheduled())
        change_timer_.schedule(owner().timers(), change_interval);
    schedule_expiry();
    if (book_.has_seen() && on_seen_) on_seen_();
}

void PresenceDirectory::schedule_expiry() {
    const auto next = book_.next_expiry();
    if (!next || expiry_timer_.is_scheduled()) return;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - now().instant);
    expiry_timer_.schedule(owner().timers(), std::max(left, 0ms));
}

void PresenceDirectory::expire() {
    book_.expire(now());
    after_change();
}

void PresenceDirectory::tell_changes() {
    auto changes = book_.take_changes(now());
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        if (changes.by_listener[i].empty()) continue;
        auto& part = *parts_[i];
        part.worker.post([this, &part, seen = std::move(changes.by_listener[i])] {
            part.watchers.take(seen);
            work(part);
        });
    }
    if (peers_ && !changes.for_nodes.empty()) peers_->tell(std::move(changes.for_nodes));
    after_change();
}

void PresenceDirectory::work(Part& part) {
    if (std::exchange(part.is_at_work, true)) return;
    part.worker.post([this, &part] { step(part); });
}

/// One part of the work a turn, so that messages need not wait for a crowd's presence.
void PresenceDirectory::step(Part& part) {
    part.is_at_work = false;
    if (part.watchers.step()) return work(part);
    if (part.watchers.has_put_off()) part.retry_timer.schedule(part.worker.timers(), change_interval);
}

void PresenceDirectory::begin(socketio::Socket& socket) {
    auto& viewer = viewer_of(socket);
    if (!socket.is_connected() || viewer.presence) return;
    viewer.presence = chat::PresenceStatus::online;
    post_to_owner([id = viewer.user.id, chosen = viewer.user.chosen_presence](
                      chat::PresenceBook& book, chat::Moment when) { book.connect(id, chosen, when); });
}

void PresenceDirectory::set(socketio::Socket& socket, chat::PresenceStatus status) {
    auto& viewer = viewer_of(socket);
    if (!viewer.presence || *viewer.presence == status) return;
    post_to_owner([id = viewer.user.id, from = *viewer.presence, status](
                      chat::PresenceBook& book, chat::Moment when) { book.change(id, from, status, when); });
    viewer.presence = status;
}

void PresenceDirectory::end(socketio::Socket& socket) {
    auto& viewer = viewer_of(socket);
    if (const auto status = std::exchange(viewer.presence, std::nullopt))
        post_to_owner([id = viewer.user.id, was = *status](chat::PresenceBook& book, chat::Moment when) {
            book.disconnect(id, was, when);
        });
    const auto watcher = std::exchange(viewer.watcher, std::nullopt);
    if (!watcher) return;
    auto& worker = socket.worker();
    post_to_owner([listener = worker.index(), ended = part_of(worker).watchers.end(*watcher).ended](
                      chat::PresenceBook& book, chat::Moment when) { book.unwatch(listener, ended, when); });
}

Task<PresenceDirectory::Seen> PresenceDirectory::watch(std::shared_ptr<socketio::Socket> socket,
                                                       Watch wanted) {
    auto& viewer = viewer_of(*socket);
    auto& part = part_of(socket->worker());
    PresenceWatchers::Difference difference;
    if (socket->is_connected() && wanted.order > viewer.watch_order) {
        if (!viewer.watcher)
            viewer.watcher = part.watchers.begin(viewer.user.id, std::make_shared<SocketHearer>(*socket));
        difference = part.watchers.watch(*viewer.watcher, wanted.people, wanted.hidden);
        viewer.watch_order = wanted.order;
    }
    using Looked = std::vector<chat::SeenPerson>;
    const auto seen = co_await suspend_until_completed<Looked>([&](Completion<Looked> done) {
        post_to_owner([listener = part.worker.index(), difference = std::move(difference),
                       people = std::move(wanted.people),
                       done = std::move(done)](chat::PresenceBook& book, chat::Moment when) mutable {
            book.watch(listener, difference.begun);
            book.unwatch(listener, difference.ended, when);
            done(book.look(people, when));
        });
    });

    Seen answer;
    if (viewer.watcher && wanted.order == viewer.watch_order) {
        answer.people = part.watchers.answer(*viewer.watcher, seen);
    } else {
        for (const auto& one : seen)
            answer.people.push_back(PresenceWatchers::as_seen_by(
                viewer.user.id, one, wanted.hidden.contains(one.presence.user_id)));
    }
    for (const auto& one : seen)
        if (!one.knows_last_seen && !wanted.hidden.contains(one.presence.user_id))
            answer.unknown.push_back(one.presence.user_id);
    co_return answer;
}

void PresenceDirectory::learn(std::vector<chat::UserId> ids, std::vector<chat::LastSeen> stored) {
    post_to_owner([ids = std::move(ids), stored = std::move(stored)](
                      chat::PresenceBook& book, chat::Moment /*when*/) { book.learn(ids, stored); });
}

void PresenceDirectory::choose(const chat::User& user) {
    post_to_owner(
        [id = user.id, chosen = user.chosen_presence, deactivated = user.deactivated](
            chat::PresenceBook& book, chat::Moment when) { book.choose(id, chosen, deactivated, when); });
}

void PresenceDirectory::hide(chat::UserId id, chat::UserId viewer, bool is_hidden) {
    for (const auto& part : parts_) {
        part->worker.post([this, &part = *part, id, viewer, is_hidden] {
            part.watchers.hide(id, viewer, is_hidden);
            work(part);
        });
    }
}

void PresenceDirectory::hear(std::string node, std::vector<chat::NodePresence> said) {
    post_to_owner(
        [node = std::move(node), said = std::move(said)](chat::PresenceBook& book, chat::Moment when) {
            for (const auto& one : said) book.hear(node, one, when);
        });
}

void PresenceDirectory::hear_everything(std::string node, std::vector<chat::NodePresence> said) {
    // Whoever is named again has not changed: changes are told after all of it.
    post_to_owner(
        [node = std::move(node), said = std::move(said)](chat::PresenceBook& book, chat::Moment when) {
            book.forget(node, when);
            for (const auto& one : said) book.hear(node, one, when);
        });
}

void PresenceDirectory::forget(std::string node) {
    post_to_owner(
        [node = std::move(node)](chat::PresenceBook& book, chat::Moment when) { book.forget(node, when); });
}

Task<std::vector<chat::NodePresence>> PresenceDirectory::local() {
    using Said = std::vector<chat::NodePresence>;
    co_return co_await suspend_until_completed<Said>([this](Completion<Said> done) {
        post_to_owner([done = std::move(done)](chat::PresenceBook& book, chat::Moment when) mutable {
            done(book.local(when));
        });
    });
}

std::vector<chat::LastSeen> PresenceDirectory::take_seen(std::size_t count) {
    return book_.take_seen(count, now());
}

void PresenceDirectory::see_everybody() { book_.see_everybody(now()); }

}  // namespace chatter::realtime
