// What becomes of a picture, seen from the server's side: every one goes through a real decoder process.

#include "media/recode.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "base/text.hpp"
#include "chat/errc.hpp"
#include "chat/image_placeholder.hpp"
#include "media/testing/decoder_harness.hpp"
#include "media/testing/image_samples.hpp"

namespace chatter::media {
namespace {

using namespace testing;

bool is_unsupported(const Result<chat::ProcessedImage>& result) {
    return !result && result.error().code == make_error_code(chat::Errc::unsupported_image);
}

bool are_near(const std::vector<double>& a, const std::vector<double>& b, double distance) {
    return a.size() >= 3 && b.size() >= 3 &&
           std::equal(a.begin(), a.begin() + 3, b.begin(),
                      [=](double x, double y) { return std::abs(x - y) <= distance; });
}

/// The most memory that any decoder so far has used.
std::int64_t memory_bytes_of_decoders() {
    rusage usage{};
    getrusage(RUSAGE_CHILDREN, &usage);
    return std::int64_t{usage.ru_maxrss} * 1024;
}

TEST(Recoding, gives_back_each_format_as_itself_with_its_size_and_a_tiny_placeholder) {
    for (const auto format : every_format) {
        SCOPED_TRACE(content_type_of(format));
        const auto result = process(make_picture(format, 300, 200));
        ASSERT_TRUE(result) << result.error().detail;
        EXPECT_EQ(result->content_type, content_type_of(format));
        EXPECT_EQ(result->info.width, 300);
        EXPECT_EQ(result->info.height, 200);

        const auto found = describe(result->bytes, format);
        EXPECT_EQ(found.width, 300);
        EXPECT_EQ(found.height, 200);
        EXPECT_EQ(found.frames, 1);
        EXPECT_TRUE(are_near(found.top_left, {0, 0, 90}, 16));
        EXPECT_TRUE(are_near(found.bottom_right, {250, 250, 90}, 16));

        constexpr std::string_view beginning = "data:image/webp;animated=false;base64,";
        ASSERT_TRUE(result->info.placeholder.starts_with(beginning));
        EXPECT_LT(result->info.placeholder.size(), 1024U);
        const auto placeholder = base64_decode(result->info.placeholder.substr(beginning.size()));
        ASSERT_TRUE(placeholder);
        const auto small = describe(*placeholder, ImageFormat::webp);
        EXPECT_EQ(small.width, 20);
        EXPECT_EQ(small.height, 13);
        EXPECT_TRUE(are_near(small.bottom_right, {250, 250, 90}, 40));
    }
}

TEST(Recoding, turns_a_photo_upright) {
    const auto photo = make_photo(64, 32, 6);  // lies on its left side: its top left corner belongs top right
    const auto result = process(photo);
    ASSERT_TRUE(result) << result.error().detail;
    EXPECT_EQ(result->info.width, 32);
    EXPECT_EQ(result->info.height, 64);

    const auto found = describe(result->bytes, ImageFormat::jpeg);
    EXPECT_EQ(found.width, 32);
    EXPECT_EQ(found.height, 64);
    EXPECT_TRUE(are_near(found.top_left, {0, 250, 90}, 24)) << "was the bottom left corner";
    EXPECT_TRUE(are_near(found.bottom_right, {250, 0, 90}, 24)) << "was the top right corner";
}

TEST(Recoding, leaves_nothing_of_a_photo_but_the_picture) {
    const auto photo = make_photo(64, 32, 1);
    for (const auto* secret : {"Exif", "SecretCamera", "SecretXmp", "SecretComment"}) {
        ASSERT_NE(photo.find(secret), std::string::npos) << "the sample lacks its " << secret;
    }
    const auto before = describe(photo, ImageFormat::jpeg).fields;
    ASSERT_TRUE(std::ranges::find(before, "exif-ifd3-GPSLatitude") != before.end());

    const auto result = process(photo);
    ASSERT_TRUE(result) << result.error().detail;
    for (const auto* trace : {"Exif", "SecretCamera", "SecretXmp", "SecretComment", "http://ns.adobe.com"}) {
        EXPECT_EQ(result->bytes.find(trace), std::string::npos) << trace;
    }
    for (const auto& field : describe(result->bytes, ImageFormat::jpeg).fields) {
        const auto is = [&field](std::string_view prefix) { return field.starts_with(prefix); };
        EXPECT_FALSE(is("exif") || is("xmp") || is("iptc") || is("icc") || is("orientation")) << field;
    }
}

TEST(Recoding, keeps_frames_delays_and_loop_of_an_animation) {
    for (const auto format : {ImageFormat::gif, ImageFormat::webp}) {
        SCOPED_TRACE(content_type_of(format));
        const auto result = process(make_animation(format, 60, 40, 5));
        ASSERT_TRUE(result) << result.error().detail;
        EXPECT_EQ(result->content_type, content_type_of(format));
        EXPECT_EQ(result->info.width, 60);
        EXPECT_EQ(result->info.height, 40);
        EXPECT_EQ(chat::is_animated_by(result->info.placeholder), true);

        const auto found = describe(result->bytes, format);
        EXPECT_EQ(found.width, 60);
        EXPECT_EQ(found.height, 40);
        EXPECT_EQ(found.frames, 5);
        EXPECT_EQ(found.loop, 3);
        EXPECT_EQ(found.delays, (std::vector{50, 60, 70, 80, 90}));
        EXPECT_TRUE(are_near(found.top_left, {0, 120, 250}, 16)) << "the first frame";
    }
}

TEST(Recoding, keeps_transparency) {
    for (const auto format : {ImageFormat::png, ImageFormat::webp, ImageFormat::avif}) {
        SCOPED_TRACE(content_type_of(format));
        const auto result = process(make_translucent(format, 30, 30));
        ASSERT_TRUE(result) << result.error().detail;
        const auto pixel = describe(result->bytes, format).top_left;
        ASSERT_EQ(pixel.size(), 4U);
        EXPECT_NEAR(pixel[3], 100, 3);
        EXPECT_TRUE(are_near(pixel, {200, 40, 40}, 8));
    }
}

TEST(Recoding, brings_every_colour_to_8_bit_srgb) {
    const auto cmyk = process(make_cmyk_jpeg(40, 40));
    ASSERT_TRUE(cmyk) << cmyk.error().detail;
    EXPECT_EQ(describe(cmyk->bytes, ImageFormat::jpeg).top_left.size(), 3U);

    const auto deep = process(make_16_bit_png(40, 40));
    ASSERT_TRUE(deep) << deep.error().detail;
    EXPECT_TRUE(are_near(describe(deep->bytes, ImageFormat::png).bottom_right, {244, 244, 90}, 3));

    const auto wide = process(make_display_p3_png({200, 100, 50}));
    ASSERT_TRUE(wide) << wide.error().detail;
    const auto found = describe(wide->bytes, ImageFormat::png);
    EXPECT_TRUE(are_near(found.top_left, {215, 93, 31}, 3))
        << found.top_left[0] << ' ' << found.top_left[1] << ' ' << found.top_left[2];
    EXPECT_TRUE(std::ranges::find(found.fields, "icc-profile-data") == found.fields.end());
}

TEST(Recoding, refuses_what_is_cut_off_wherever_it_is) {
    for (const auto format : every_format) {
        const auto file = make_picture(format, 120, 90);
        for (const auto bytes :
             {std::size_t{20}, file.size() / 4, file.size() / 2, file.size() * 9 / 10, file.size() - 1}) {
            const auto result = process(file.substr(0, bytes));
            EXPECT_TRUE(is_unsupported(result)) << content_type_of(format) << " cut to " << bytes << " bytes";
            if (!result) EXPECT_EQ(result.error().detail, "This picture is damaged or incomplete.");
        }
    }
}

TEST(Recoding, refuses_a_picture_whose_pixels_are_damaged) {
    for (const auto format : {ImageFormat::png, ImageFormat::jpeg, ImageFormat::webp}) {
        auto file = make_picture(format, 120, 90);
        for (auto i = file.size() / 2; i < file.size() / 2 + 40; ++i) file[i] = static_cast<char>(~file[i]);
        EXPECT_TRUE(is_unsupported(process(file))) << content_type_of(format);
    }
}

TEST(Recoding, refuses_a_bomb_from_its_header_without_taking_its_memory) {
    const auto png = make_picture(ImageFormat::png, 30, 30);
    ASSERT_TRUE(process(png));
    const auto usual_bytes = memory_bytes_of_decoders();
    const auto started = std::chrono::steady_clock::now();
    for (const auto& bomb : {with_png_dimensions(png, 60'000, 60'000),
                             with_png_dimensions(png, 10'000, 10'000), with_png_dimensions(png, 7'072, 7'071),
                             make_gif({.width = 60'000, .height = 60'000, .changed = 60'000}),
                             make_gif({.width = 1'000, .height = 1'000, .frames = 51})}) {
        const auto result = process(bomb);
        EXPECT_TRUE(is_unsupported(result));
        if (!result) EXPECT_EQ(result.error().detail, "This picture has more than 50 megapixels.");
    }
    const auto long_one = process(with_png_dimensions(png, 16'385, 2));
    EXPECT_TRUE(is_unsupported(long_one));
    if (!long_one)
        EXPECT_EQ(long_one.error().detail, "This picture is more than 16,384 pixels wide or high.");

    EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(20));
    EXPECT_LT(memory_bytes_of_decoders() - usual_bytes, 32'000'000) << "one decoded takes 150 MB and more";
}

TEST(Recoding, counts_a_picture_just_within_the_bound_as_allowed) {
    const auto claim = with_png_dimensions(make_picture(ImageFormat::png, 30, 30), 7'071, 7'071);
    const auto result = process(claim);
    ASSERT_TRUE(is_unsupported(result));
    EXPECT_EQ(result.error().detail, "This picture is damaged or incomplete.") << "its pixels are missing";
}

TEST(Recoding, counts_the_frames_of_an_animation_and_not_its_length) {
    const auto result = process(make_gif({.width = 40, .height = 40, .frames = 500}));
    ASSERT_TRUE(result) << result.error().detail;
    EXPECT_EQ(result->info.height, 40);
}

TEST(Recoding, keeps_a_lossless_webp_exact) {
    const auto result = process(make_lossless_webp(90, 70));
    ASSERT_TRUE(result) << result.error().detail;
    EXPECT_TRUE(is_lossless_webp(result->bytes));
    EXPECT_EQ(describe(result->bytes, ImageFormat::webp).bottom_right,
              describe(make_lossless_webp(90, 70), ImageFormat::webp).bottom_right);
}

}  // namespace
}  // namespace chatter::media
