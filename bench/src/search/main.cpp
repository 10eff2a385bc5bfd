// Measures search in a store with many messages, by itself:
//
//   chatter-bench-search FILE|URL [MESSAGES] [QUERIES] [ONLY]
//
// Fills the SQLite file or PostgreSQL database, if it is empty, with MESSAGES (2,000,000 unless told
// otherwise) of some 200 bytes, in words of which few are common and most are rare (Zipf), in rooms of which
// the viewer may read three of four; waits until all are in the index; then asks each question QUERIES times,
// one after the other, and says how long that took: those questions that have ONLY in their names, if given.

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/task.hpp"
#include "store/postgres/migrations.hpp"
#include "store/postgres/store.hpp"
#include "store/sqlite/migrations.hpp"
#include "store/sqlite/store.hpp"

namespace chatter::bench {

namespace {

using Clock = std::chrono::steady_clock;

class NoSink final : public chat::EventSink {
  public:
    void publish(std::vector<chat::Event>) override {}
};

/// The same texts every time.
class Texts {
  public:
    Texts() {
        constexpr const char* syllables[] = {"ba", "ce", "di", "fo", "gu", "ha", "je",  "ki",  "lo", "mu",
                                             "na", "pe", "ri", "so", "tu", "va", "we",  "xi",  "yo", "zu",
                                             "an", "en", "in", "on", "un", "st", "ter", "ing", "er", "al"};
        double sum = 0;
        for (std::size_t rank = 0; rank < word_count; ++rank) {
            std::string word;
            for (auto count = 1 + random_() % 4 + (rank > 1000 ? 1 : 0); count > 0; --count)
                word += syllables[random_() % std::size(syllables)];
            words_.push_back(std::move(word));
            sum += 1.0 / static_cast<double>(rank + 3);
            cumulative_.push_back(sum);
        }
    }

    std::string next() {
        if (random_() % 20 == 0) return next_in_chinese();
        std::string text = word();
        for (auto count = random_() % 60; count > 0; --count) text += " " + word();
        return text;
    }
    const std::string& word_of_rank(std::size_t rank) const { return words_[rank]; }

  private:
    static constexpr std::size_t word_count = 300'000;

    const std::string& word() {
        const auto at = std::uniform_real_distribution<double>(0, cumulative_.back())(random_);
        return words_[static_cast<std::size_t>(std::ranges::lower_bound(cumulative_, at) -
                                               cumulative_.begin())];
    }
    std::string next_in_chinese() {
        std::string text;
        for (auto count = 5 + random_() % 60; count > 0; --count) {
            // The low characters are the common ones.
            const auto draw = std::uniform_real_distribution<double>(0, 1)(random_);
            const auto c = 0x4E00 + static_cast<std::uint32_t>(std::pow(draw, 3.0) * 6000);
            text += {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
                     static_cast<char>(0x80 | (c & 0x3F))};
        }
        return text;
    }

    std::mt19937_64 random_{1};  // NOLINT: the same every time
    std::vector<std::string> words_;
    std::vector<double> cumulative_;
};

/// `Store` is SQLite's or PostgreSQL's.
template <class Store>
class Run {
  public:
    Run(Store& store, std::size_t messages, std::string only)
        : store_(store), message_count_(messages), only_(std::move(only)) {}

    void fill() {
        viewer_ = await(store_.create_user(user("viewer"))).value().id;
        writer_ = await(store_.create_user(user("writer"))).value().id;
        for (int i = 0; i < 200; ++i) {
            const bool hidden = i % 4 == 3;
            chat::NewRoom room{
                .id = chat::RoomId::make(now(), random_),
                .kind = i % 4 == 0 ? chat::RoomKind::public_room : chat::RoomKind::private_room,
                .name = "Room " + std::to_string(i),
                .topic = {},
                .creator_id = writer_,
                .member_ids = {},
                .created_at = now()};
            if (!hidden) room.member_ids.push_back(viewer_);
            rooms_.push_back(await(store_.create_room(std::move(room))).value().room.id);
        }
        for (std::size_t done = 0; done < message_count_;) {
            for (int i = 0; i < 2000 && done < message_count_; ++i, ++done)
                asio::co_spawn(loop_.get_executor(), post(done), asio::detached);
            loop_.run();
            loop_.restart();
        }
    }

    /// False when nobody has filled it yet.
    bool sign_in() {
        const auto viewer = await(store_.find_credentials("viewer")).value();
        if (!viewer) return false;
        viewer_ = viewer->user.id;
        for (const auto& room : await(store_.list_rooms(viewer_)).value()) rooms_.push_back(room.id);
        return true;
    }

    void ask(const char* what, const std::vector<std::string>& texts, int times) {
        if (!std::string_view(what).contains(only_)) return;
        std::vector<double> took;
        std::size_t found = 0, pages = 0;
        for (int i = 0; i < times; ++i) {
            chat::SearchQuery query;
            query.text = texts[static_cast<std::size_t>(i) % texts.size()];
            const auto begin = Clock::now();
            const auto page = await(store_.search_messages(viewer_, query));
            took.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
            if (!page) std::abort();
            found += page->found.size();
            pages += page->next_before ? 1 : 0;
        }
        std::ranges::sort(took);
        std::printf("%-28s p50 %7.2f ms  p99 %7.2f ms  max %7.2f ms  found %.1f  more %.2f\n", what,
                    took[took.size() / 2], took[took.size() * 99 / 100], took.back(),
                    static_cast<double>(found) / times, static_cast<double>(pages) / times);
        std::fflush(stdout);
    }

    const Texts& texts() const { return texts_; }

  private:
    static Time now() {
        return std::chrono::time_point_cast<Time::duration>(std::chrono::system_clock::now());
    }

    chat::NewUser user(const std::string& name) {
        return {.id = chat::UserId::make(now(), random_),
                .username = name,
                .display_name = name,
                .email = {},
                .password_hash = "x",
                .created_at = now()};
    }

    Task<void> post(std::size_t number) {
        const auto place = number * 7919 % rooms_.size();
        auto content = texts_.next();
        if (place % 4 == 3 && number % 3 == 0) content += " unreadableword";
        if (number == message_count_ / 2 / rooms_.size() * rooms_.size()) content += " onceonly";
        const auto id = chat::MessageId::make(now(), random_);
        chat::NewMessage message{.id = id,
                                 .room_id = rooms_[place],
                                 .author_id = writer_,
                                 .content = std::move(content),
                                 .client_id = id.to_string(),
                                 .reply_to = {},
                                 .thread_of = {},
                                 .image_id = {},
                                 .mentioned_names = {},
                                 .created_at = now()};
        if (!co_await store_.post_message(std::move(message))) std::abort();
    }

    template <class T>
    T await(Task<T> task) {
        std::optional<T> outcome;
        asio::co_spawn(loop_.get_executor(), std::move(task),
                       [&outcome](std::exception_ptr, T value) { outcome.emplace(std::move(value)); });
        loop_.run();
        loop_.restart();
        return std::move(*outcome);
    }

    Store& store_;
    const std::size_t message_count_;
    const std::string only_;
    asio::io_context loop_{1};
    SystemRandom random_;
    Texts texts_;
    chat::UserId viewer_, writer_;
    std::vector<chat::RoomId> rooms_;
};

template <class Store>
int measure(Store& store, std::size_t messages, int queries, const std::string& only) {
    Run<Store> run(store, messages, only);
    auto begin = Clock::now();
    const auto seconds = [&begin] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
    if (!run.sign_in()) {
        run.fill();
        std::printf("written: %zu messages in %.1f s\n", messages, seconds());
        std::fflush(stdout);
        begin = Clock::now();
    }
    if (!store.index_everything(std::chrono::minutes(10))) return 1;
    std::printf("indexed after %.1f s\n", seconds());
    const auto& texts = run.texts();
    const auto ranks = [&texts](std::size_t first, std::size_t step) {
        std::vector<std::string> words;
        for (std::size_t i = 0; i < 50; ++i)
            words.push_back("\"" + texts.word_of_rank(first + i * step) + "\"");
        return words;
    };
    const auto parts = [](std::vector<std::string> words) {
        for (auto& word : words) word = word.substr(1, word.size() - 2);
        return words;
    };
    run.ask("once in all", {"onceonly"}, queries);
    run.ask("nowhere", {"qqqqq"}, queries);
    run.ask("common words", ranks(0, 1), queries);
    run.ask("middling words", ranks(200, 40), queries);
    run.ask("rare words", ranks(100'000, 3000), queries);
    run.ask("common parts", parts(ranks(0, 1)), queries);
    run.ask("middling parts", parts(ranks(200, 40)), queries);
    run.ask("rare parts", parts(ranks(100'000, 3000)), queries);
    run.ask("two letters, common", {"an", "er", "st"}, queries);
    run.ask("two letters, rare", {"qx", "hb", "zx", "wd"}, queries);
    run.ask("one character, Chinese", {"\u4E01", "\u4F60", "\u5B57", "\u6500"}, queries);
    run.ask("two characters, Chinese", {"\u4E01\u4E02", "\u4F60\u4E10", "\u5B57\u5000", "\u6500\u6501"},
            queries);
    run.ask("only where unreadable", {"unreadableword"}, queries);
    run.ask("two common words", {texts.word_of_rank(1) + " " + texts.word_of_rank(7)}, queries);
    run.ask("a phrase hardly there",
            {"\"" + texts.word_of_rank(2) + " " + texts.word_of_rank(3) + " " + texts.word_of_rank(5) + "\""},
            queries);
    return 0;
}

int run(const std::string& where, std::size_t messages, int queries, const std::string& only) {
    NoSink sink;
    if (where.starts_with("postgresql:")) {
        store::postgres::Options options;
        options.database.url = where;
        if (!store::postgres::migrate(options.database)) return 1;
        store::postgres::Store store(options, sink);
        return measure(store, messages, queries, only);
    }
    if (!store::sqlite::migrate(where)) return 1;
    auto store = store::sqlite::Store::open({.path = where, .readers = 1, .writes = {}}, sink);
    return store ? measure(**store, messages, queries, only) : 1;
}

}  // namespace

}  // namespace chatter::bench

int main(int argc, char** argv) {
    if (argc < 2 || argc > 5) {
        std::fputs("chatter-bench-search FILE|URL [MESSAGES] [QUERIES] [ONLY]\n", stderr);
        return 2;
    }
    const auto messages = argc > 2 ? std::stoul(argv[2]) : 2'000'000UL;
    const auto queries = argc > 3 ? std::stoi(argv[3]) : 200;
    return chatter::bench::run(argv[1], messages, queries, argc > 4 ? argv[4] : "");
}
