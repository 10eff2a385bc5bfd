#include "http/history_pages.hpp"

#include <list>
#include <mutex>
#include <unordered_map>

#include "base/readings.hpp"
#include "http/conditional.hpp"
#include "wire/message_text.hpp"

namespace chatter::http {

namespace {

using BodyPtr = std::shared_ptr<const HistoryBody>;

/// What an entry takes beside its body.
constexpr std::size_t entry_bytes = 512;

struct PageKey {
    chat::RoomId room_id;
    chat::HistoryRequest request;

    bool operator==(const PageKey& other) const {
        return room_id == other.room_id && request.before == other.request.before &&
               request.after == other.request.after && request.around == other.request.around &&
               request.limit == other.request.limit;
    }
};

struct HashPageKey {
    std::size_t operator()(const PageKey& key) const noexcept {
        auto hash = std::hash<chat::RoomId>{}(key.room_id);
        for (const auto& number :
             {key.request.before, key.request.after, key.request.around, key.request.limit})
            hash = hash * 31 + static_cast<std::size_t>(number.value_or(-1));
        return hash;
    }
};

std::string to_json(const chat::HistoryPage& page) {
    const auto word = [](bool value) { return value ? "true" : "false"; };
    std::string text = R"({"messages":)";
    wire::append_json(text, page.messages);
    text.append(R"(,"hasBefore":)").append(word(page.has_before));
    text.append(R"(,"hasAfter":)").append(word(page.has_after)).append("}");
    return text;
}

}  // namespace

/// The pages, the last used first.
class HistoryPages::Shelf {
  public:
    explicit Shelf(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    /// Null when the page is not here at this state.
    BodyPtr find(const PageKey& key, const chat::RoomAccess& access) {
        const std::lock_guard lock(mutex_);
        const auto found = places_.find(key);
        if (found == places_.end() || found->second->body->access != access) return nullptr;
        entries_.splice(entries_.begin(), entries_, found->second);
        return found->second->body;
    }

    /// Kept from now on, as far as there is room.
    void keep(const PageKey& key, const BodyPtr& body) {
        const std::lock_guard lock(mutex_);
        if (const auto old = places_.find(key); old != places_.end()) forget(old->second);
        if (bytes_of(body) > bytes_max_) return;
        while (bytes_ + bytes_of(body) > bytes_max_) forget(std::prev(entries_.end()));
        entries_.push_front({.key = key, .body = body});
        places_[key] = entries_.begin();
        bytes_ += bytes_of(body);
    }

  private:
    struct Entry {
        PageKey key;
        BodyPtr body;
    };

    static std::size_t bytes_of(const BodyPtr& body) { return entry_bytes + body->json->size(); }

    void forget(std::list<Entry>::iterator entry) {
        bytes_ -= bytes_of(entry->body);
        places_.erase(entry->key);
        entries_.erase(entry);
    }

    const std::size_t bytes_max_;
    std::mutex mutex_;  // guards what follows, for a look-up: all workers give out the same bytes
    std::list<Entry> entries_;
    std::unordered_map<PageKey, std::list<Entry>::iterator, HashPageKey> places_;
    std::size_t bytes_ = 0;
};

class HistoryPages::PageReadings : public Readings<PageKey, BodyPtr, HashPageKey> {};

HistoryPages::HistoryPages(chat::Messages& messages, std::size_t bytes_max)
    : messages_(messages),
      shelf_(std::make_shared<Shelf>(bytes_max)),
      readings_(std::make_shared<PageReadings>()) {}

HistoryPages::~HistoryPages() { readings_->give_up_waiting(); }

Task<Result<BodyPtr>> HistoryPages::find(chat::UserId viewer, chat::RoomId room_id,
                                         chat::HistoryRequest request) {
    const auto access = co_await messages_.find_access(viewer, room_id);
    if (!access) co_return std::unexpected(access.error());
    const PageKey key{.room_id = room_id, .request = request};
    if (auto kept = shelf_->find(key, *access)) co_return kept;

    if (!readings_->begin(key)) {
        auto body = co_await readings_->wait_for(key);
        if (body && is_as_new(body->access, *access)) co_return body;
        co_return co_await read(viewer, room_id, request, *access);
    }
    PageReadings::Reading reading(readings_, key);
    auto body = co_await read(viewer, room_id, request, *access);
    if (!body) co_return body;
    shelf_->keep(key, *body);
    reading.succeed(*body);
    co_return body;
}

Task<Result<BodyPtr>> HistoryPages::read(chat::UserId viewer, chat::RoomId room_id,
                                         chat::HistoryRequest request, chat::RoomAccess at_least) {
    const auto page = co_await messages_.history(viewer, room_id, request, at_least);
    if (!page) co_return std::unexpected(page.error());
    HistoryBody body;
    body.access = {.version = page->version, .profile_changes = page->profile_changes};
    body.json = share(to_json(*page));
    body.etag = etag_of(*body.json);
    co_return std::make_shared<const HistoryBody>(std::move(body));
}

}  // namespace chatter::http
