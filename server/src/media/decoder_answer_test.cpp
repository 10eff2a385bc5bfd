#include "media/decoder_answer.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace chatter::media {
namespace {

using State = AnswerReader::State;

RecodedImage make_image() {
    return {.format = ImageFormat::png,
            .width = 3,
            .height = 2,
            .is_animated = true,
            .placeholder = std::string("RIFF\x08\0\0\0WEBPVP8 ", 16),
            .bytes = "\x89PNG\r\n\x1A\nthe rest"};
}

std::string with_header(std::string answer, AnswerHeader header) {
    std::memcpy(answer.data(), &header, sizeof header);
    return answer;
}

AnswerHeader header_of(const std::string& answer) {
    AnswerHeader header;
    std::memcpy(&header, answer.data(), sizeof header);
    return header;
}

TEST(AnswerReader, puts_an_answer_together_that_comes_byte_by_byte) {
    const auto encoded = encode_answer(make_image());
    AnswerReader reader;
    for (std::size_t i = 0; i + 1 < encoded.size(); ++i) {
        ASSERT_EQ(reader.push(encoded.substr(i, 1)), State::incomplete);
    }
    ASSERT_EQ(reader.push(encoded.substr(encoded.size() - 1)), State::complete);

    const auto answer = reader.take();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->format, ImageFormat::png);
    EXPECT_EQ(answer->width, 3);
    EXPECT_EQ(answer->height, 2);
    EXPECT_TRUE(answer->is_animated);
    EXPECT_EQ(answer->placeholder, make_image().placeholder);
    EXPECT_EQ(answer->bytes, make_image().bytes);
}

TEST(AnswerReader, gives_back_each_refusal_and_there_is_a_sentence_for_it) {
    for (const auto verdict :
         {Verdict::no_image, Verdict::damaged, Verdict::too_many_pixels, Verdict::side_too_long,
          Verdict::too_large_recoded, Verdict::too_costly, Verdict::decoder_missing}) {
        AnswerReader reader;
        ASSERT_EQ(reader.push(encode_answer(std::unexpected(verdict))), State::complete);
        EXPECT_EQ(reader.take().error(), verdict);
        EXPECT_TRUE(sentence_of(verdict).ends_with('.'));
    }
}

TEST(AnswerReader, believes_no_header_that_the_decoder_cannot_have_written) {
    const auto good = encode_answer(make_image());
    const auto push_with = [&good](auto change) {
        auto header = header_of(good);
        change(header);
        return AnswerReader().push(with_header(good, header));
    };
    ASSERT_EQ(push_with([](AnswerHeader&) {}), State::complete);
    EXPECT_EQ(push_with([](AnswerHeader& header) { header.magic = 1; }), State::nonsense);
    EXPECT_EQ(push_with([](AnswerHeader& header) { header.verdict = static_cast<Verdict>(0); }),
              State::nonsense);
    EXPECT_EQ(push_with([](AnswerHeader& header) { header.verdict = static_cast<Verdict>(99); }),
              State::nonsense);
    EXPECT_EQ(push_with([](AnswerHeader& header) { header.verdict = Verdict::damaged; }), State::nonsense);
    EXPECT_EQ(push_with([](AnswerHeader& header) { header.width = 0; }), State::nonsense);
    EXPECT_EQ(push_with([](AnswerHeader& header) { header.height = side_max + 1; }), State::nonsense);
    EXPECT_EQ(push_with([](AnswerHeader& header) { header.placeholder_bytes = 0; }), State::nonsense);
    EXPECT_EQ(push_with([](AnswerHeader& header) { header.placeholder_bytes = 701; }), State::nonsense);
    EXPECT_EQ(push_with([](AnswerHeader& header) { header.image_bytes = 0xFFFFFFFF; }), State::nonsense);
}

TEST(AnswerReader, believes_no_file_that_is_not_what_the_header_says) {
    const auto good = encode_answer(make_image());
    auto header = header_of(good);
    header.format = ImageFormat::gif;
    EXPECT_EQ(AnswerReader().push(with_header(good, header)), State::nonsense);

    auto page = make_image();
    page.bytes = "<script>alert(1)</script>";
    EXPECT_EQ(AnswerReader().push(encode_answer(page)), State::nonsense);

    auto no_placeholder = make_image();
    no_placeholder.placeholder = "\"><script>";
    EXPECT_EQ(AnswerReader().push(encode_answer(no_placeholder)), State::nonsense);

    EXPECT_EQ(AnswerReader().push(good + "more"), State::nonsense);
}

}  // namespace
}  // namespace chatter::media
