#include <algorithm>
#include <random>

#include "chat/ports/search_store.hpp"
#include "store/contract/store_contract.hpp"

namespace chatter::store {
namespace {

using Texts = std::vector<std::string>;

class SearchContract {
  public:
    SearchContract(chat::SearchStore& store, chat::UserId viewer) : store_(store), viewer_(viewer) {}

    Result<chat::SearchPage> search(chat::SearchQuery query) {
        return run_task(store_.search_messages(viewer_, std::move(query)));
    }
    /// What is found on the first page, newest first.
    Texts find(const std::string& text) { return contents_of(search(query_for(text)).value()); }
    /// What is found on all pages of `limit`.
    Texts find_all(chat::SearchQuery query) {
        Texts all;
        while (true) {
            const auto page = search(query).value();
            EXPECT_LE(page.found.size(), query.limit);
            for (auto& content : contents_of(page)) all.push_back(std::move(content));
            if (!page.next_before) return all;
            EXPECT_TRUE(query.before != page.next_before) << "pages go on";
            query.before = page.next_before;
        }
    }

    static chat::SearchQuery query_for(const std::string& text, std::size_t limit = 20) {
        chat::SearchQuery query;
        query.text = text;
        query.limit = limit;
        return query;
    }
    static Texts contents_of(const chat::SearchPage& page) {
        Texts contents;
        for (const auto& found : page.found) contents.push_back(found.message.content);
        return contents;
    }

  private:
    chat::SearchStore& store_;
    chat::UserId viewer_;
};

}  // namespace

// What holds before the index has come to the messages holds after it as well.
#define BEFORE_AND_AFTER_INDEXING(check) \
    {                                    \
        SCOPED_TRACE("before indexing"); \
        check();                         \
    }                                    \
    ASSERT_TRUE(index_everything());     \
    {                                    \
        SCOPED_TRACE("after indexing");  \
        check();                         \
    }

TEST_P(StoreContract, search_finds_the_newest_first_in_rooms_that_the_viewer_may_read) {
    const auto ada = make_user("ada"), ben = make_user("ben"), cleo = make_user("cleo");
    const auto open = make_room(ben, "Open");
    const auto mine = make_room(ada, "Mine", {ben}, chat::RoomKind::private_room);
    const auto secret = make_room(ben, "Secret", {cleo}, chat::RoomKind::private_room);
    const auto talk = make_room(ada, "", {ben}, chat::RoomKind::direct);
    const auto whisper = make_room(ben, "", {cleo}, chat::RoomKind::direct);
    post(ben, open, "fox in the open");
    post(ben, secret, "secret fox");
    post(ben, mine, "my fox");
    post(cleo, whisper, "whispered fox");
    post(ben, talk, "fox for two");
    post(ben, open, "no such animal");
    SearchContract search(this->search(), ada.id);
    BEFORE_AND_AFTER_INDEXING([&] {
        EXPECT_EQ(search.find("fox"), (Texts{"fox for two", "my fox", "fox in the open"}));
        EXPECT_EQ(search.find("secret"), Texts());
    });
    ASSERT_TRUE(run_task(rooms().leave_room(ben.id, mine.id)).has_value());
    SearchContract bens(this->search(), ben.id);
    EXPECT_EQ(bens.find("fox"), (Texts{"fox for two", "whispered fox", "secret fox", "fox in the open"}));
}

TEST_P(StoreContract, search_finds_parts_of_words_without_case_and_accents_in_any_script) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    for (const auto* content : {"Le Café du Coin", "concatenate", "東京都に行く", "안녕하세요 여러분",
                                "ガラスの靴", "Привет, МИР", "see https://example.org/a_b?c=1", "done 🎉🎉"})
        post(ada, room, content);
    SearchContract search(this->search(), ada.id);
    BEFORE_AND_AFTER_INDEXING([&] {
        EXPECT_EQ(search.find("cafe"), (Texts{"Le Café du Coin"}));
        EXPECT_EQ(search.find("AFÉ"), (Texts{"Le Café du Coin"}));
        EXPECT_EQ(search.find("cat"), (Texts{"concatenate"}));
        EXPECT_EQ(search.find("京"), (Texts{"東京都に行く"}));
        EXPECT_EQ(search.find("京都"), (Texts{"東京都に行く"}));
        EXPECT_EQ(search.find("東京都に行"), (Texts{"東京都に行く"}));
        EXPECT_EQ(search.find("東都"), Texts());
        EXPECT_EQ(search.find("녕하"), (Texts{"안녕하세요 여러분"}));
        EXPECT_EQ(search.find("분"), (Texts{"안녕하세요 여러분"}));
        EXPECT_EQ(search.find("ｶﾞﾗｽ"), (Texts{"ガラスの靴"}));
        EXPECT_EQ(search.find("カラス"), Texts());
        EXPECT_EQ(search.find("мир"), (Texts{"Привет, МИР"}));
        EXPECT_EQ(search.find("example.org/a_b"), (Texts{"see https://example.org/a_b?c=1"}));
        EXPECT_EQ(search.find("🎉"), (Texts{"done 🎉🎉"}));
        EXPECT_EQ(search.find("?"), (Texts{"see https://example.org/a_b?c=1"}));
    });
}

TEST_P(StoreContract, search_wants_every_word_and_quoted_ones_as_whole_words) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    for (const auto* content : {"red fox", "foxes are red", "the red dog", "fox\nred  fox", "a Fox, red"})
        post(ada, room, content);
    SearchContract search(this->search(), ada.id);
    BEFORE_AND_AFTER_INDEXING([&] {
        EXPECT_EQ(search.find("fox red"), (Texts{"a Fox, red", "fox\nred  fox", "foxes are red", "red fox"}));
        EXPECT_EQ(search.find("\"fox\" red"), (Texts{"a Fox, red", "fox\nred  fox", "red fox"}));
        EXPECT_EQ(search.find("\"red fox\""), (Texts{"fox\nred  fox", "red fox"}));
        EXPECT_EQ(search.find("\u200B"), Texts());
    });
}

TEST_P(StoreContract, search_says_what_to_highlight_and_shows_message_and_room_as_elsewhere) {
    const auto ada = make_user("ada"), ben = make_user("ben");
    const auto room = make_room(ada, "General", {ben});
    const auto original = post(ada, room, "question");
    auto draft = new_message(ben, room, "🎉 Résumé resume");
    draft.reply_to = original.id;
    ASSERT_TRUE(run_task(messages().post_message(std::move(draft))).has_value());
    BEFORE_AND_AFTER_INDEXING([&] {
        const auto page =
            run_task(search().search_messages(ada.id, SearchContract::query_for("resume"))).value();
        ASSERT_EQ(page.found.size(), 1U);
        EXPECT_EQ(page.found[0].highlights, (std::vector<chat::TextRange>{{2, 8}, {9, 15}}));
        const auto& message = page.found[0].message;
        EXPECT_EQ(message.author.username, "ben");
        EXPECT_EQ(message.seq, 2);
        ASSERT_TRUE(message.reply_to.has_value());
        EXPECT_EQ(message.reply_to->excerpt, "question");
        ASSERT_EQ(page.rooms.size(), 1U);
        EXPECT_EQ(page.rooms[0].id, room.id);
        ASSERT_TRUE(page.rooms[0].membership.has_value());
        EXPECT_EQ(page.rooms[0].membership->unread_count, 1);
        EXPECT_FALSE(page.next_before.has_value());
    });
}

TEST_P(StoreContract, search_keeps_to_one_room_one_author_and_what_is_older_or_newer) {
    const auto ada = make_user("ada"), ben = make_user("ben"), cleo = make_user("cleo");
    const auto one = make_room(ada, "One", {ben}), two = make_room(ada, "Two", {ben});
    const auto secret = make_room(ben, "Secret", {cleo}, chat::RoomKind::private_room);
    post(ada, one, "fox 1");
    const auto middle = post(ben, two, "fox 2");
    post(ben, one, "fox 3");
    post(ada, two, "fox 4");
    SearchContract search(this->search(), ada.id);
    BEFORE_AND_AFTER_INDEXING([&] {
        auto query = SearchContract::query_for("fox");
        query.room_id = one.id;
        EXPECT_EQ(search.find_all(query), (Texts{"fox 3", "fox 1"}));
        query.author_id = ben.id;
        EXPECT_EQ(search.find_all(query), (Texts{"fox 3"}));
        query.room_id.reset();
        EXPECT_EQ(search.find_all(query), (Texts{"fox 3", "fox 2"}));
        query.author_id = cleo.id;
        EXPECT_EQ(search.find_all(query), Texts());
        query.author_id.reset();
        query.before = middle.id;
        EXPECT_EQ(search.find_all(query), (Texts{"fox 1"}));
        query.after = middle.id;
        EXPECT_EQ(search.find_all(query), Texts());
        query.before.reset();
        query.limit = 1;
        EXPECT_EQ(search.find_all(query), (Texts{"fox 4", "fox 3"}));
        query.room_id = secret.id;
        EXPECT_EQ(code_of(search.search(query)), make_error_code(chat::Errc::not_found));
        query.room_id = some_room_id();
        EXPECT_EQ(code_of(search.search(query)), make_error_code(chat::Errc::not_found));
    });
}

TEST_P(StoreContract, search_keeps_the_order_of_a_room_whatever_ids_say_within_a_millisecond) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    Texts newest_first;
    auto id = new_message(ada, room, "").id;
    for (int i = 0; i < 24; ++i) {
        auto draft = new_message(ada, room, "fox " + std::to_string(i));
        draft.id = id;
        // The time and the version stay; what follows them goes down where the seqs go up, and up again.
        draft.id.value.bytes[8] = static_cast<std::uint8_t>(i % 2 == 0 ? 0xBF - i : 0x80 + i);
        newest_first.insert(newest_first.begin(), draft.content);
        ASSERT_TRUE(run_task(messages().post_message(std::move(draft))).has_value());
    }
    SearchContract search(this->search(), ada.id);
    BEFORE_AND_AFTER_INDEXING([&] {
        EXPECT_EQ(search.find_all(SearchContract::query_for("fox", 7)), newest_first);
        EXPECT_EQ(search.find_all(SearchContract::query_for("fox", 100)), newest_first);
    });
}

TEST_P(StoreContract, search_follows_edits_and_deletions) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    post(ada, room, "old fox");
    post(ada, room, "another fox");
    post(ada, room, "kept fox");
    ASSERT_TRUE(index_everything());
    change_content(room.id, 1, "new wolf");
    change_content(room.id, 2, std::nullopt);
    SearchContract search(this->search(), ada.id);
    BEFORE_AND_AFTER_INDEXING([&] {
        EXPECT_EQ(search.find("fox"), (Texts{"kept fox"}));
        EXPECT_EQ(search.find("wolf"), (Texts{"new wolf"}));
        EXPECT_EQ(search.find("another"), Texts());
    });
    change_content(room.id, 1, "fox again");
    BEFORE_AND_AFTER_INDEXING([&] {
        EXPECT_EQ(search.find("fox"), (Texts{"kept fox", "fox again"}));
        EXPECT_EQ(search.find("wolf"), Texts());
    });
    reopen();
    SearchContract reopened(this->search(), ada.id);
    EXPECT_EQ(reopened.find("fox"), (Texts{"kept fox", "fox again"}));
}

TEST_P(StoreContract, search_finds_every_message_of_a_room_that_is_indexed_in_several_reads) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    std::vector<Task<Result<chat::PostedMessage>>> posting;
    for (int i = 0; i < 2500; ++i)
        posting.push_back(messages().post_message(new_message(ada, room, "needle")));
    (void)run_tasks(std::move(posting));
    for (chat::Seq seq = 1; seq <= 2500; seq += 250) change_content(room.id, seq, "needle, sharpened");
    ASSERT_TRUE(index_everything());
    SearchContract search(this->search(), ada.id);
    const auto found = search.find_all(SearchContract::query_for("needle", 100));
    EXPECT_EQ(found.size(), 2500U);
    EXPECT_EQ(std::ranges::count(found, "needle, sharpened"), 10);
}

TEST_P(StoreContract, search_finds_what_looking_at_every_message_finds) {
    std::mt19937 random(3);  // NOLINT: the same every time
    const std::vector<std::string> words{"ab",   "abc", "bc",  "Écla",  "eclair",
                                         "北京", "京",  "x-y", "zebra", "ze"};
    const auto ada = make_user("ada"), ben = make_user("ben");
    std::vector<chat::Room> rooms;
    for (const auto* name : {"One", "Two", "Three"}) rooms.push_back(make_room(ada, name, {ben}));
    const auto hidden = make_room(ben, "Hidden", {}, chat::RoomKind::private_room);
    Texts written;  // newest last, of readable rooms
    SearchContract search(this->search(), ada.id);
    for (int round = 0; round < 10; ++round) {
        for (int i = 0; i < 20; ++i) {
            std::string content = std::to_string(round * 20 + i);
            for (auto count = 1 + random() % 4; count > 0; --count)
                content += " " + words[random() % words.size()];
            const bool is_hidden = random() % 4 == 0;
            post(ben, is_hidden ? hidden : rooms[random() % rooms.size()], content);
            if (!is_hidden) written.push_back(content);
        }
        if (round % 3 != 2) ASSERT_TRUE(index_everything());
        for (const auto* needle : {"ab", "b", "bc", "ecla", "京", "x-y", "ze", "1"}) {
            Texts expected;
            for (const auto& content : written) {
                auto plain = content;
                for (auto at = plain.find("Écla"); at != std::string::npos; at = plain.find("Écla"))
                    plain.replace(at, 5, "ecla");
                if (plain.find(needle) != std::string::npos) expected.push_back(content);
            }
            std::ranges::reverse(expected);
            ASSERT_EQ(search.find_all(SearchContract::query_for(needle, 7)), expected) << needle;
        }
    }
}

}  // namespace chatter::store
