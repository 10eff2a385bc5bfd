#include "media/image_format.hpp"

#include <gtest/gtest.h>

#include <string>

#include "media/testing/image_samples.hpp"

namespace chatter::media {
namespace {

using namespace std::string_view_literals;
using namespace testing;

TEST(ImageFormat, is_told_by_the_first_bytes) {
    for (const auto format : every_format) {
        EXPECT_EQ(sniff_image_format(make_picture(format, 20, 10)), format) << content_type_of(format);
    }
}

TEST(ImageFormat, is_none_for_other_files) {
    for (const auto file :
         {""sv, "GIF"sv, "hello, I am a picture.png"sv, "<svg xmlns='http://www.w3.org/2000/svg'/>"sv,
          "%PDF-1.7"sv, "BM\x46\0\0\0"sv, "RIFF\x24\0\0\0WAVEfmt "sv, "\xFF\xD8"sv,
          "\0\0\0\x18"
          "ftypheic\0\0\0\0mif1heic"sv}) {
        EXPECT_EQ(sniff_image_format(file), std::nullopt) << file;
    }
}

TEST(ImageFormat, finds_the_avif_brand_among_the_compatible_ones) {
    EXPECT_EQ(sniff_image_format("\0\0\0\x18"
                                 "ftypmif1\0\0\0\0miafavif"sv),
              ImageFormat::avif);
    EXPECT_EQ(sniff_image_format("\0\0\0\x14"
                                 "ftypmif1\0\0\0\0miafavif"sv),
              std::nullopt)
        << "past the box";
}

TEST(ImageFormat, sees_that_a_file_stops_short_wherever_it_is_cut) {
    for (const auto format : every_format) {
        const auto file = make_picture(format, 40, 30);
        ASSERT_TRUE(reaches_its_end(file, format)) << content_type_of(format);
        for (std::size_t bytes = 16; bytes < file.size(); ++bytes) {
            ASSERT_FALSE(reaches_its_end(file.substr(0, bytes), format))
                << content_type_of(format) << " cut to " << bytes << " of " << file.size() << " bytes";
        }
    }
}

TEST(ImageFormat, does_not_take_the_end_of_an_embedded_thumbnail_for_the_end) {
    const auto thumbnail = make_picture(ImageFormat::jpeg, 8, 8);
    const auto segment_bytes = thumbnail.size() + 2;
    const std::string segment{'\xFF', '\xE1', static_cast<char>(segment_bytes >> 8),
                              static_cast<char>(segment_bytes & 0xFF)};
    auto file = make_picture(ImageFormat::jpeg, 40, 30).insert(2, segment + thumbnail);
    EXPECT_TRUE(reaches_its_end(file, ImageFormat::jpeg));
    EXPECT_FALSE(reaches_its_end(file.substr(0, file.size() / 2), ImageFormat::jpeg));
}

TEST(ImageFormat, is_never_another_one_for_a_wrong_byte_and_reads_stay_inside_the_file) {
    for (const auto format : every_format) {
        const auto file = make_picture(format, 12, 12);
        for (std::size_t i = 0; i < file.size(); ++i) {
            for (const char byte : {'\0', '\x7F', '\xFF'}) {
                auto damaged = file;
                damaged[i] = byte;
                EXPECT_EQ(sniff_image_format(damaged).value_or(format), format);
                (void)reaches_its_end(damaged, format);  // AddressSanitizer watches
            }
        }
    }
}

}  // namespace
}  // namespace chatter::media
