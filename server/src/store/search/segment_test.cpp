#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "base/errc.hpp"
#include "store/search/candidates.hpp"
#include "store/search/segment_merger.hpp"
#include "store/search/segment_writer.hpp"

namespace chatter::store::search {
namespace {

constexpr auto newest = ~std::uint64_t{0};

class MemoryChunks final : public ChunkSource {
  public:
    ChunkSink sink_for(SegmentId segment) {
        return [this, segment](Section section, std::uint32_t first, std::string bytes) -> Result<void> {
            for (; !bytes.empty(); ++first) {
                chunks_[chunk_key(segment, section, first)] = bytes.substr(0, chunk_bytes);
                bytes.erase(0, chunk_bytes);
            }
            return {};
        };
    }
    std::vector<std::string> read_chunks(SegmentId segment, Section section,
                                         std::span<const std::uint32_t> numbers) override {
        std::vector<std::string> chunks;
        for (const auto number : numbers) chunks.push_back(chunks_[chunk_key(segment, section, number)]);
        return chunks;
    }
    std::string read_section(SegmentId segment, Section section, std::uint32_t count) override {
        std::string bytes;
        for (std::uint32_t i = 0; i < count; ++i) bytes += chunks_[chunk_key(segment, section, i)];
        return bytes;
    }
    void damage(std::int64_t chunk) { chunks_[chunk].resize(chunks_[chunk].size() / 2); }

  private:
    std::map<std::int64_t, std::string> chunks_;
};

chat::RoomId room_id(std::uint8_t number) {
    chat::RoomId id;
    id.value.bytes[15] = number;
    return id;
}

chat::UserId user_id(std::uint8_t number) {
    chat::UserId id;
    id.value.bytes[15] = number;
    return id;
}

chat::MessageId message_id(std::uint64_t key) {
    chat::MessageId id;
    for (std::size_t i = 8; i-- > 0; key >>= 8) id.value.bytes[i] = static_cast<std::uint8_t>(key);
    return id;
}

struct Sent {
    std::uint64_t key;
    std::uint8_t room;
    chat::Seq seq;
    std::string content;
};

class Segments : public testing::Test {
  protected:
    SegmentInfo write(SegmentId id, const std::vector<Sent>& messages) {
        SegmentBuilder builder;
        for (const auto& sent : messages)
            builder.add(message_id(sent.key), room_id(sent.room), sent.seq, user_id(1), sent.content);
        auto info = builder.write(chunks_.sink_for(id)).value();
        info.id = id;
        return info;
    }

    SegmentInfo merge(SegmentId id, const std::vector<SegmentInfo>& segments) {
        auto info = merge_segments(chunks_, segments, chunks_.sink_for(id)).value();
        info.id = id;
        return info;
    }

    /// `room:seq` of each candidate for the text, newest first.
    std::vector<std::string> find(const SegmentInfo& segment, std::string_view folded,
                                  std::uint64_t key_max = newest,
                                  const std::vector<std::uint8_t>& rooms = {1, 2, 3}, bool whole = false) {
        const auto catalog =
            Catalog::parse(chunks_.read_section(segment.id, Section::catalog, segment.catalog_chunks));
        std::unordered_set<chat::RoomId> readable;
        for (const auto room : rooms) readable.insert(room_id(room));
        std::vector<std::string> places;
        Candidates found(chunks_, segment.id, catalog, fragments_of(folded, whole), readable);
        for (found.begin(key_max); found.current() != nullptr; found.advance()) {
            const auto& place = found.current()->place;
            places.push_back(std::to_string(place.room_id.value.bytes[15]) + ":" + std::to_string(place.seq));
        }
        return places;
    }

    MemoryChunks chunks_;
};

using Places = std::vector<std::string>;

TEST_F(Segments, name_the_messages_with_every_fragment_newest_first) {
    const auto segment =
        write(1, {{10, 1, 1, "red fox"}, {30, 2, 1, "a fox"}, {20, 1, 2, "foxes, red ones"}});
    EXPECT_EQ(find(segment, "fox"), (Places{"2:1", "1:2", "1:1"}));
    EXPECT_EQ(find(segment, "fox red"), (Places{"1:2", "1:1"}));
    EXPECT_EQ(find(segment, "fox", newest, {1, 2, 3}, true), (Places{"2:1", "1:1"}));
    EXPECT_EQ(find(segment, "wolf"), Places());
    EXPECT_EQ(segment.newest_key, 30U);
    EXPECT_EQ(segment.document_count, 3U);
}

TEST_F(Segments, name_only_messages_of_readable_rooms_up_to_a_key) {
    const auto segment = write(1, {{10, 1, 1, "fox"}, {20, 2, 1, "fox"}, {30, 1, 2, "fox"}});
    EXPECT_EQ(find(segment, "fox", newest, {1}), (Places{"1:2", "1:1"}));
    EXPECT_EQ(find(segment, "fox", newest, {3}), Places());
    EXPECT_EQ(find(segment, "fox", 29), (Places{"2:1", "1:1"}));
    EXPECT_EQ(find(segment, "fox", 30), (Places{"1:2", "2:1", "1:1"}));
    EXPECT_EQ(find(segment, "fox", 9), Places());
}

TEST_F(Segments, become_one_that_names_each_message_once) {
    const auto first = write(1, {{10, 1, 1, "alpha"}, {20, 2, 1, "beta"}});
    const auto second = write(2, {{15, 3, 1, "alpha beta"}, {10, 1, 1, "gamma"}});
    const auto merged = merge(3, {first, second});
    EXPECT_EQ(merged.document_count, 3U);
    EXPECT_EQ(find(merged, "alpha"), (Places{"3:1", "1:1"}));
    EXPECT_EQ(find(merged, "beta"), (Places{"2:1", "3:1"}));
    EXPECT_EQ(find(merged, "gamma"), (Places{"1:1"}));
}

TEST_F(Segments, cannot_be_merged_when_damaged) {
    for (const auto section : {Section::catalog, Section::postings, Section::documents}) {
        const auto first = write(1, {{10, 1, 1, "alpha"}});
        chunks_.damage(chunk_key(1, section, 0));
        const auto merged = merge_segments(chunks_, std::span(&first, 1), chunks_.sink_for(2));
        ASSERT_FALSE(merged.has_value());
        EXPECT_EQ(merged.error().code, make_error_code(chatter::Errc::internal));
    }
}

TEST_F(Segments, of_many_messages_name_all_that_hold_a_text_and_no_other_term) {
    std::mt19937 random(7);  // NOLINT: the same every time
    const auto word = [&random] {
        std::string text;
        for (auto length = 2 + random() % 4; length > 0; --length)
            text.push_back(static_cast<char>('a' + random() % (random() % 4 == 0 ? 26 : 6)));
        return text;
    };
    std::vector<Sent> messages;
    std::array<chat::Seq, 4> last_seq{};
    for (std::uint64_t i = 0; i < 6000; ++i) {
        const auto room = static_cast<std::uint8_t>(1 + random() % 3);
        std::string content = word();
        for (auto words = random() % 12; words > 0; --words) content += " " + word();
        messages.push_back({1000 + i * 3, room, ++last_seq[room], content});
    }
    std::vector<SegmentInfo> parts;
    for (std::size_t begin = 0; begin < messages.size(); begin += 1500)
        parts.push_back(write(static_cast<SegmentId>(10 + parts.size()),
                              {messages.begin() + static_cast<std::ptrdiff_t>(begin),
                               messages.begin() + static_cast<std::ptrdiff_t>(begin + 1500)}));
    const auto all = merge(20, parts);
    EXPECT_EQ(all.document_count, 6000U);
    for (int round = 0; round < 300; ++round) {
        const auto text = word();
        const auto found = find(all, text);
        const std::set<std::string> named(found.begin(), found.end());
        ASSERT_EQ(named.size(), found.size());
        std::size_t holding = 0;
        for (const auto& sent : messages) {
            if (sent.content.find(text) == std::string::npos) continue;
            ++holding;
            ASSERT_TRUE(named.contains(std::to_string(sent.room) + ":" + std::to_string(sent.seq))) << text;
        }
        // A text in most messages is not looked up: all are candidates.
        if (found.size() < 6000) ASSERT_EQ(found.size(), holding) << text;
    }
}

}  // namespace
}  // namespace chatter::store::search
