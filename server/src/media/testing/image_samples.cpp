#include "media/testing/image_samples.hpp"

#include <gtest/gtest.h>
#include <vips/vips.h>

#include <cstdlib>
#include <iostream>
#include <memory>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
/// libvips is not instrumented: ThreadSanitizer sees its memory but not its locks.
extern "C" const char* __tsan_default_options();
extern "C" const char* __tsan_default_options() { return "ignore_noninstrumented_modules=1"; }
#endif
#endif

namespace chatter::media::testing {

namespace {

struct Unref {
    void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unref>;

/// Samples are made by trusted calls; one that fails is a broken test set-up.
void require(bool ok) {
    if (ok) return;
    std::cerr << "libvips cannot make a sample: " << vips_error_buffer() << '\n';
    std::abort();
}

template <class Call>
Image make(Call call) {
    static const bool started = vips_init("samples") == 0;
    VipsImage* out = nullptr;
    require(started && call(&out) == 0);
    return Image(out);
}

Image gradient(int width, int height) {
    const auto position = make([=](auto out) { return vips_xyz(out, width, height, nullptr); });
    const std::array scale{250.0 / width, 250.0 / height}, offset{0.0, 0.0};
    const auto red_green = make([&](auto out) {
        return vips_linear(position.get(), out, scale.data(), offset.data(), 2, "uchar", TRUE, nullptr);
    });
    const auto joined =
        make([&](auto out) { return vips_bandjoin_const1(red_green.get(), out, 90, nullptr); });
    return make([&](auto out) {
        return vips_copy(joined.get(), out, "interpretation", VIPS_INTERPRETATION_sRGB, nullptr);
    });
}

Image flat(int width, int height, std::vector<double> colour) {
    const auto black =
        make([&](auto out) { return vips_black(out, width, height, "bands", colour.size(), nullptr); });
    const std::vector<double> scale(colour.size(), 1.0);
    const auto coloured = make([&](auto out) {
        return vips_linear(black.get(), out, scale.data(), colour.data(), static_cast<int>(colour.size()),
                           "uchar", TRUE, nullptr);
    });
    return make([&](auto out) {
        return vips_copy(coloured.get(), out, "interpretation", VIPS_INTERPRETATION_sRGB, nullptr);
    });
}

/// Calls a `vips_…save_buffer` with places for the file it makes.
std::string save_by(auto saver) {
    void* data = nullptr;
    std::size_t bytes = 0;
    require(saver(&data, &bytes) == 0);
    std::string file(static_cast<const char*>(data), bytes);
    g_free(data);
    return file;
}

std::string save(VipsImage* image, ImageFormat format) {
    return save_by([=](void** data, std::size_t* bytes) {
        switch (format) {
            case ImageFormat::png: return vips_pngsave_buffer(image, data, bytes, nullptr);
            case ImageFormat::jpeg: return vips_jpegsave_buffer(image, data, bytes, "Q", 95, nullptr);
            case ImageFormat::gif: return vips_gifsave_buffer(image, data, bytes, nullptr);
            case ImageFormat::webp: return vips_webpsave_buffer(image, data, bytes, nullptr);
            case ImageFormat::avif:
                return vips_heifsave_buffer(image, data, bytes, "compression",
                                            VIPS_FOREIGN_HEIF_COMPRESSION_AV1, "effort", 0, nullptr);
        }
        return -1;
    });
}

std::uint32_t crc32(std::string_view bytes) {
    std::uint32_t crc = 0xFFFFFFFF;
    for (const auto byte : bytes) {
        crc ^= static_cast<unsigned char>(byte);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
    }
    return ~crc;
}

void put_big_endian_32(std::string& file, std::size_t position, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) file[position + i] = static_cast<char>(value >> (24 - 8 * i));
}

std::vector<double> pixel_at(VipsImage* image, int x, int y) {
    double* channels = nullptr;
    int count = 0;
    if (vips_getpoint(image, &channels, &count, x, y, nullptr) != 0) return {};
    std::vector<double> pixel(channels, channels + count);
    g_free(channels);
    return pixel;
}

}  // namespace

std::string make_picture(ImageFormat format, int width, int height) {
    return save(gradient(width, height).get(), format);
}

std::string make_translucent(ImageFormat format, int width, int height) {
    return save(flat(width, height, {200, 40, 40, 100}).get(), format);
}

std::string make_animation(ImageFormat format, int width, int height, int frames) {
    std::vector<Image> pictures;
    std::vector<VipsImage*> pointers;
    std::vector<int> delays;
    for (int i = 0; i < frames; ++i) {
        pictures.push_back(flat(width, height, {40.0 * i, 120, 250 - 40.0 * i}));
        pointers.push_back(pictures.back().get());
        delays.push_back(50 + 10 * i);
    }
    const auto film =
        make([&](auto out) { return vips_arrayjoin(pointers.data(), out, frames, "across", 1, nullptr); });
    vips_image_set_int(film.get(), "page-height", height);
    vips_image_set_int(film.get(), "loop", 3);
    vips_image_set_array_int(film.get(), "delay", delays.data(), frames);
    return save(film.get(), format);
}

std::string make_photo(int width, int height, int orientation) {
    const auto image = gradient(width, height);
    vips_image_set_int(image.get(), "orientation", orientation);
    vips_image_set_string(image.get(), "exif-ifd0-Make", "SecretCamera (SecretCamera, ASCII, 13 components)");
    vips_image_set_string(image.get(), "exif-ifd3-GPSLatitude", "48/1 12/1 30/1 (48, 12, 30, Rational)");
    constexpr std::string_view xmp = "<x:xmpmeta xmlns:x='adobe:ns:meta/'>SecretXmp</x:xmpmeta>";
    vips_image_set_blob_copy(image.get(), VIPS_META_XMP_NAME, xmp.data(), xmp.size());
    auto file = save(image.get(), ImageFormat::jpeg);
    constexpr std::string_view comment("\xFF\xFE\x00\x0FSecretComment", 17);
    return file.insert(2, comment);
}

std::string make_cmyk_jpeg(int width, int height) {
    const auto image = gradient(width, height);
    const auto cmyk =
        make([&](auto out) { return vips_colourspace(image.get(), out, VIPS_INTERPRETATION_CMYK, nullptr); });
    vips_image_remove(cmyk.get(), VIPS_META_ICC_NAME);
    return save(cmyk.get(), ImageFormat::jpeg);
}

std::string make_16_bit_png(int width, int height) {
    const auto image = gradient(width, height);
    const auto deep = make(
        [&](auto out) { return vips_colourspace(image.get(), out, VIPS_INTERPRETATION_RGB16, nullptr); });
    return save(deep.get(), ImageFormat::png);
}

std::string make_display_p3_png(std::array<double, 3> colour) {
    const auto image = flat(16, 16, {colour.begin(), colour.end()});
    return save_by([&](void** data, std::size_t* bytes) {
        return vips_pngsave_buffer(image.get(), data, bytes, "profile", "p3", nullptr);
    });
}

std::string make_lossless_webp(int width, int height) {
    const auto image = gradient(width, height);
    return save_by([&](void** data, std::size_t* bytes) {
        return vips_webpsave_buffer(image.get(), data, bytes, "lossless", TRUE, nullptr);
    });
}

std::string with_png_dimensions(std::string png, std::uint32_t width, std::uint32_t height) {
    constexpr std::size_t chunk_type = 12, dimensions = 16, checksum = 29;
    put_big_endian_32(png, dimensions, width);
    put_big_endian_32(png, dimensions + 4, height);
    put_big_endian_32(png, checksum, crc32(std::string_view(png).substr(chunk_type, checksum - chunk_type)));
    return png;
}

std::string make_gif(GifClaim claim) {
    const auto size = [](std::uint16_t width, std::uint16_t height) {
        return std::string{static_cast<char>(width & 0xFF), static_cast<char>(width >> 8),
                           static_cast<char>(height & 0xFF), static_cast<char>(height >> 8)};
    };
    constexpr std::string_view two_colours("\x80\0\0\0\0\0\xFF\xFF\xFF", 9);
    constexpr std::string_view top_left("\x2C\0\0\0\0", 5);
    constexpr std::string_view one_pixel("\0\2\2\x44\1\0", 6);
    auto file = "GIF89a" + size(claim.width, claim.height);
    file += two_colours;
    for (int i = 0; i < claim.frames; ++i) {
        (file += top_left) += size(claim.changed, claim.changed);
        file += one_pixel;
    }
    return file + ';';
}

Description describe(std::string_view file, ImageFormat format) {
    const bool may_move = format == ImageFormat::gif || format == ImageFormat::webp;
    static const bool started = vips_init("samples") == 0;
    const Image image(started ? vips_image_new_from_buffer(file.data(), file.size(), may_move ? "n=-1" : "",
                                                           "fail_on", VIPS_FAIL_ON_ERROR, nullptr)
                              : nullptr);
    Description found;
    if (!image) {
        ADD_FAILURE() << "libvips cannot open this: " << vips_error_buffer();
        return found;
    }
    found.width = vips_image_get_width(image.get());
    found.height = vips_image_get_page_height(image.get());
    found.frames = vips_image_get_n_pages(image.get());
    found.top_left = pixel_at(image.get(), 0, 0);
    found.bottom_right = pixel_at(image.get(), found.width - 1, found.height - 1);
    if (found.bottom_right.empty()) ADD_FAILURE() << "libvips cannot decode this: " << vips_error_buffer();
    if (vips_image_get_typeof(image.get(), "loop") != 0) vips_image_get_int(image.get(), "loop", &found.loop);
    int* delays = nullptr;
    int count = 0;
    if (vips_image_get_typeof(image.get(), "delay") != 0 &&
        vips_image_get_array_int(image.get(), "delay", &delays, &count) == 0) {
        found.delays.assign(delays, delays + count);
    }
    gchar** const fields = vips_image_get_fields(image.get());
    for (gchar** field = fields; *field != nullptr; ++field) found.fields.emplace_back(*field);
    g_strfreev(fields);
    return found;
}

}  // namespace chatter::media::testing
