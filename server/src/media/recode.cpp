#include "media/recode.hpp"

#include <algorithm>
#include <array>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace chatter::media {

namespace {

/// One upload on its way through libvips.
class Recoder {
  public:
    Recoder(const VipsLibrary& vips, ImageFormat format, std::string_view upload)
        : vips_(vips), format_(format), upload_(upload) {}

    [[nodiscard]] Answer run();

  private:
    struct Unref {
        decltype(&::g_object_unref) unref;
        void operator()(VipsImage* image) const { unref(image); }
    };
    using Image = std::unique_ptr<VipsImage, Unref>;

    /// What an encoder gives, freed as GLib wants it.
    struct Buffer {
        void* data = nullptr;
        std::size_t bytes = 0;
    };

    enum class Frames { first, all };

    [[nodiscard]] Image load(std::string_view file, Frames frames) const;
    [[nodiscard]] std::optional<Verdict> check_header(VipsImage* header) const;
    [[nodiscard]] Image to_8_bit_srgb(Image image) const;
    [[nodiscard]] Image decode(Frames frames) const;
    void remove_metadata(VipsImage* image) const;
    [[nodiscard]] std::expected<std::string, Verdict> encode_within_bounds(VipsImage* image) const;
    [[nodiscard]] bool is_whole(std::string_view file, VipsImage* image) const;
    // These give an empty file when libvips fails, which then lacks memory: it has decoded the picture.
    [[nodiscard]] std::string make_placeholder(VipsImage* image) const;
    [[nodiscard]] std::string encode(VipsImage* image, std::size_t attempt) const;

    [[nodiscard]] Image own(VipsImage* image) const { return Image(image, Unref{vips_.g_object_unref}); }
    [[nodiscard]] std::string take(int status, Buffer buffer) const;

    const VipsLibrary& vips_;
    const ImageFormat format_;
    const std::string_view upload_;
    bool is_palette_ = false;  // a PNG that names its colours stays one, or it would grow
};

Answer Recoder::run() {
    if (!reaches_its_end(upload_, format_)) return std::unexpected(Verdict::damaged);
    auto header = load(upload_, Frames::first);
    if (!header) return std::unexpected(Verdict::damaged);
    if (const auto refusal = check_header(header.get())) return std::unexpected(*refusal);
    is_palette_ = vips_.vips_image_get_typeof(header.get(), "palette-bit-depth") != 0;
    const bool moves = (format_ == ImageFormat::gif || format_ == ImageFormat::webp) &&
                       vips_.vips_image_get_n_pages(header.get()) > 1;
    header.reset();

    const auto image = decode(moves ? Frames::all : Frames::first);
    if (!image) return std::unexpected(Verdict::damaged);
    auto bytes = encode_within_bounds(image.get());
    if (!bytes) return std::unexpected(bytes.error());
    auto placeholder = make_placeholder(image.get());
    if (placeholder.empty()) return std::unexpected(Verdict::too_costly);
    return RecodedImage{.format = format_,
                        .width = vips_.vips_image_get_width(image.get()),
                        .height = vips_.vips_image_get_page_height(image.get()),
                        .is_animated = moves,
                        .placeholder = std::move(placeholder),
                        .bytes = *std::move(bytes)};
}

/// Opens `file` with the loader of the upload's format and no other. Reads the header; pixels come when asked
/// for.
Recoder::Image Recoder::load(std::string_view file, Frames frames) const {
    void* const data = const_cast<char*>(file.data());
    const auto bytes = file.size();
    const int pages = frames == Frames::all ? -1 : 1;
    const auto sequential = VIPS_ACCESS_SEQUENTIAL;
    const auto strictness = VIPS_FAIL_ON_ERROR;
    VipsImage* image = nullptr;
    switch (format_) {
        case ImageFormat::png:
            vips_.vips_pngload_buffer(data, bytes, &image, "access", sequential, "fail_on", strictness,
                                      nullptr);
            break;
        case ImageFormat::jpeg:  // whose decoder only warns when it fills what is lost with grey
            vips_.vips_jpegload_buffer(data, bytes, &image, "access", sequential, "fail_on",
                                       VIPS_FAIL_ON_WARNING, nullptr);
            break;
        case ImageFormat::gif:
            vips_.vips_gifload_buffer(data, bytes, &image, "access", sequential, "fail_on", strictness, "n",
                                      pages, nullptr);
            break;
        case ImageFormat::webp:
            vips_.vips_webpload_buffer(data, bytes, &image, "access", sequential, "fail_on", strictness, "n",
                                       pages, nullptr);
            break;
        case ImageFormat::avif:
            vips_.vips_heifload_buffer(data, bytes, &image, "access", sequential, "fail_on", strictness,
                                       nullptr);
            break;
    }
    return own(image);
}

std::optional<Verdict> Recoder::check_header(VipsImage* header) const {
    const std::int64_t width = vips_.vips_image_get_width(header);
    const std::int64_t height = vips_.vips_image_get_page_height(header);
    // A still picture may come with further ones (an AVIF collection); they are neither counted nor decoded.
    const bool may_move = format_ == ImageFormat::gif || format_ == ImageFormat::webp;
    const std::int64_t frames = may_move ? vips_.vips_image_get_n_pages(header) : 1;
    if (width > pixels_max / height / std::max<std::int64_t>(frames, 1)) return Verdict::too_many_pixels;
    if (width > side_max || height > side_max) return Verdict::side_too_long;

    // A HEIC file may claim to be an AVIF too.
    const char* compression = nullptr;
    if (format_ == ImageFormat::avif &&
        vips_.vips_image_get_string(header, "heif-compression", &compression) == 0 &&
        std::string_view(compression) != "av1") {
        return Verdict::no_image;
    }
    return std::nullopt;
}

/// Every pixel, once, in memory; upright and without metadata. Nothing when the file is damaged.
Recoder::Image Recoder::decode(Frames frames) const {
    auto image = load(upload_, frames);
    if (image) image = to_8_bit_srgb(std::move(image));
    if (image) image = own(vips_.vips_image_copy_memory(image.get()));
    if (image && frames == Frames::first) {
        VipsImage* upright = nullptr;
        if (vips_.vips_autorot(image.get(), &upright, nullptr) != 0) return own(nullptr);
        image = own(upright);
    }
    if (image) remove_metadata(image.get());
    return image;
}

Recoder::Image Recoder::to_8_bit_srgb(Image image) const {
    const auto convert = [this](Image from, VipsInterpretation to) {
        VipsImage* converted = nullptr;
        vips_.vips_colourspace(from.get(), &converted, to, nullptr);
        return own(converted);
    };
    const auto interpretation = vips_.vips_image_get_interpretation(image.get());
    if (interpretation == VIPS_INTERPRETATION_RGB16) {
        image = convert(std::move(image), VIPS_INTERPRETATION_sRGB);
    } else if (interpretation == VIPS_INTERPRETATION_GREY16) {
        image = convert(std::move(image), VIPS_INTERPRETATION_B_W);
    }
    if (!image) return image;

    if (vips_.vips_image_get_typeof(image.get(), VIPS_META_ICC_NAME) != 0) {
        VipsImage* converted = nullptr;
        vips_.vips_icc_transform(image.get(), &converted, "srgb", "embedded", TRUE, "intent",
                                 VIPS_INTENT_RELATIVE, nullptr);
        if (converted != nullptr) return own(converted);
        // A profile that cannot be understood is as good as none.
    }
    const auto now = vips_.vips_image_get_interpretation(image.get());
    if (now == VIPS_INTERPRETATION_sRGB || now == VIPS_INTERPRETATION_B_W) return image;
    return convert(std::move(image), VIPS_INTERPRETATION_sRGB);
}

/// All but what an animation is played by: what is not on this list is not known to be harmless.
void Recoder::remove_metadata(VipsImage* image) const {
    constexpr std::array<std::string_view, 5> kept{"page-height", "n-pages", "loop", "delay", "gif-palette"};
    gchar** const fields = vips_.vips_image_get_fields(image);
    for (gchar** field = fields; *field != nullptr; ++field) {
        if (std::ranges::find(kept, *field) == kept.end()) vips_.vips_image_remove(image, *field);
    }
    vips_.g_strfreev(fields);
}

/// A WebP file of at most 20 pixels a side, of the first frame; smaller if it must be, to be tiny in bytes.
std::string Recoder::make_placeholder(VipsImage* image) const {
    VipsImage* cropped = nullptr;
    vips_.vips_crop(image, &cropped, 0, 0, vips_.vips_image_get_width(image),
                    vips_.vips_image_get_page_height(image), nullptr);
    const auto frame = own(cropped);
    if (!frame) return {};
    for (const int side : {20, 16, 8}) {
        VipsImage* thumbnail = nullptr;
        vips_.vips_thumbnail_image(frame.get(), &thumbnail, side, "height", side, "size", VIPS_SIZE_DOWN,
                                   nullptr);
        const auto small = own(thumbnail);
        if (!small) return {};
        vips_.vips_image_remove(small.get(), "page-height");
        Buffer out;
        auto file = take(
            vips_.vips_webpsave_buffer(small.get(), &out.data, &out.bytes, "Q", 40, "strip", TRUE, nullptr),
            out);
        if (!file.empty() && file.size() <= placeholder_bytes_max) return file;
    }
    return {};
}

std::expected<std::string, Verdict> Recoder::encode_within_bounds(VipsImage* image) const {
    // What a GIF can give up is the small differences between its frames.
    const bool is_still = vips_.vips_image_get_n_pages(image) == 1;
    const std::size_t attempts = format_ == ImageFormat::gif ? (is_still ? 1 : 2) : 3;
    for (std::size_t attempt = 0; attempt < attempts; ++attempt) {
        auto file = encode(image, attempt);
        if (!is_whole(file, image)) return std::unexpected(Verdict::too_costly);
        if (file.size() <= recoded_bytes_max) return file;
    }
    return std::unexpected(Verdict::too_large_recoded);
}

/// Whether the picture that was encoded comes back. An AVIF encoder that runs out of memory says nothing, and
/// leaves a file without a picture.
bool Recoder::is_whole(std::string_view file, VipsImage* image) const {
    if (file.empty() || !reaches_its_end(file, format_)) return false;
    const auto header = load(file, Frames::first);
    return header && vips_.vips_image_get_width(header.get()) == vips_.vips_image_get_width(image) &&
           vips_.vips_image_get_page_height(header.get()) == vips_.vips_image_get_page_height(image);
}

/// Attempt 0 keeps what can be seen; each further one gives up some quality for bytes.
std::string Recoder::encode(VipsImage* image, std::size_t attempt) const {
    constexpr std::array quality{88, 75, 55};
    constexpr std::array avif_quality{65, 50, 40};  // a scale of its own: as good as the ones above
    constexpr std::array gif_error_max{0.0, 16.0};
    Buffer out;
    int status = -1;
    switch (format_) {
        case ImageFormat::png:
            status = vips_.vips_pngsave_buffer(image, &out.data, &out.bytes, "compression", 6, "palette",
                                               is_palette_ || attempt > 0 ? TRUE : FALSE, "Q",
                                               attempt == 0 ? 100 : quality[attempt], "dither",
                                               attempt == 0 ? 0.0 : 1.0, "strip", TRUE, nullptr);
            break;
        case ImageFormat::jpeg:
            status = vips_.vips_jpegsave_buffer(image, &out.data, &out.bytes, "Q", quality[attempt],
                                                "optimize_coding", TRUE, "interlace", TRUE, "strip", TRUE,
                                                nullptr);
            break;
        case ImageFormat::gif:
            status = vips_.vips_gifsave_buffer(image, &out.data, &out.bytes, "effort", 4, "reuse", TRUE,
                                               "interframe_maxerror", gif_error_max[attempt], "strip", TRUE,
                                               nullptr);
            break;
        case ImageFormat::webp:
            status =
                vips_.vips_webpsave_buffer(image, &out.data, &out.bytes, "Q", quality[attempt], "lossless",
                                           attempt == 0 && is_lossless_webp(upload_) ? TRUE : FALSE, "effort",
                                           2, "strip", TRUE, nullptr);
            break;
        case ImageFormat::avif:
            status = vips_.vips_heifsave_buffer(image, &out.data, &out.bytes, "Q", avif_quality[attempt],
                                                "compression", VIPS_FOREIGN_HEIF_COMPRESSION_AV1, "effort", 1,
                                                "strip", TRUE, nullptr);
            break;
    }
    return take(status, out);
}

std::string Recoder::take(int status, Buffer buffer) const {
    std::string file;
    if (status == 0 && buffer.data != nullptr)
        file.assign(static_cast<const char*>(buffer.data), buffer.bytes);
    vips_.g_free(buffer.data);
    return file;
}

}  // namespace

Answer recode(const VipsLibrary& vips, ImageFormat format, std::string_view upload) {
    return Recoder(vips, format, upload).run();
}

}  // namespace chatter::media
