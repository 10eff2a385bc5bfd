#include "media/image_format.hpp"

#include <algorithm>
#include <cstddef>

namespace chatter::media {

namespace {

using namespace std::string_view_literals;

std::uint32_t byte_at(std::string_view file, std::size_t position) noexcept {
    return static_cast<unsigned char>(file[position]);
}

std::uint32_t big_endian_32(std::string_view file, std::size_t position) noexcept {
    return byte_at(file, position) << 24 | byte_at(file, position + 1) << 16 |
           byte_at(file, position + 2) << 8 | byte_at(file, position + 3);
}

std::uint32_t little_endian_32(std::string_view file, std::size_t position) noexcept {
    return byte_at(file, position + 3) << 24 | byte_at(file, position + 2) << 16 |
           byte_at(file, position + 1) << 8 | byte_at(file, position);
}

/// ISO/IEC 23000-22: the file type box names the brands that the file keeps to.
bool has_avif_brand(std::string_view file) noexcept {
    constexpr std::size_t box_bytes_max = 4096;
    if (file.size() < 16 || file.substr(4, 4) != "ftyp") return false;
    const auto is_avif = [](std::string_view brand) { return brand == "avif" || brand == "avis"; };
    if (is_avif(file.substr(8, 4))) return true;
    const auto end = std::min<std::size_t>({big_endian_32(file, 0), file.size(), box_bytes_max});
    for (std::size_t position = 16; position + 4 <= end; position += 4) {
        if (is_avif(file.substr(position, 4))) return true;
    }
    return false;
}

/// PNG: chunks of length, type, data and checksum; the last is IEND.
bool png_reaches_its_end(std::string_view file) noexcept {
    std::size_t position = 8;
    while (position + 12 <= file.size()) {
        const std::size_t chunk_bytes = std::size_t{12} + big_endian_32(file, position);
        if (chunk_bytes > file.size() - position) return false;
        if (file.substr(position + 4, 4) == "IEND") return true;
        position += chunk_bytes;
    }
    return false;
}

/// JPEG: in entropy-coded data 0xFF is always stuffed, so the end marker can only be the end, or part of a
/// thumbnail inside a metadata segment, which is why segments are stepped over.
bool jpeg_reaches_its_end(std::string_view file) noexcept {
    constexpr std::uint32_t end_of_image = 0xD9;
    std::size_t position = 2;
    while (position + 2 <= file.size()) {
        if (byte_at(file, position) != 0xFF) {  // entropy-coded data, or stray bytes: on to the next marker
            position = std::min(file.find('\xFF', position), file.size());
            continue;
        }
        const auto marker = byte_at(file, position + 1);
        if (marker == end_of_image) return true;
        const bool stands_alone = marker <= 0x01 || marker == 0xFF || (marker >= 0xD0 && marker <= 0xD8);
        if (stands_alone) {
            position += marker == 0xFF ? 1 : 2;
            continue;
        }
        if (position + 4 > file.size()) return false;
        position += 2 + (byte_at(file, position + 2) << 8 | byte_at(file, position + 3));
    }
    return false;
}

/// Where the data sub-blocks of a GIF that begin at `position` end; the end of the file when they are cut.
std::size_t after_sub_blocks(std::string_view file, std::size_t position) noexcept {
    while (position < file.size()) {
        const auto block_bytes = byte_at(file, position);
        position += 1 + block_bytes;
        if (block_bytes == 0) return position;
    }
    return file.size();
}

std::size_t colour_table_bytes(std::uint32_t flags) noexcept {
    return (flags & 0x80) == 0 ? 0 : std::size_t{3} << ((flags & 0x07) + 1);
}

/// GIF: extensions and frames up to the trailer.
bool gif_reaches_its_end(std::string_view file) noexcept {
    constexpr std::uint32_t extension = 0x21, frame = 0x2C, trailer = 0x3B;
    if (file.size() < 13) return false;
    std::size_t position = 13 + colour_table_bytes(byte_at(file, 10));
    while (position < file.size()) {
        const auto block = byte_at(file, position);
        if (block == extension) {
            position = after_sub_blocks(file, position + 2);
        } else if (block == frame && position + 10 <= file.size()) {
            position += 10 + colour_table_bytes(byte_at(file, position + 9));
            position = after_sub_blocks(file, position + 1);
        } else {
            return block == trailer;
        }
    }
    return false;
}

/// ISO base media: boxes of length and type, one after the other; `mdat` has the pixels. Length 0 means up to
/// the end.
bool avif_reaches_its_end(std::string_view file) noexcept {
    std::size_t position = 0;
    bool has_pixels = false;
    while (position < file.size()) {
        if (file.size() - position < 8) return false;
        std::uint64_t box_bytes = big_endian_32(file, position);
        has_pixels |= file.substr(position + 4, 4) == "mdat";
        if (box_bytes == 0) return has_pixels;
        if (box_bytes == 1) {
            if (file.size() - position < 16) return false;
            box_bytes =
                std::uint64_t{big_endian_32(file, position + 8)} << 32 | big_endian_32(file, position + 12);
        }
        if (box_bytes < 8 || box_bytes > file.size() - position) return false;
        position += box_bytes;
    }
    return has_pixels;
}

}  // namespace

std::optional<ImageFormat> sniff_image_format(std::string_view file) noexcept {
    if (file.starts_with("\x89PNG\r\n\x1A\n"sv)) return ImageFormat::png;
    if (file.starts_with("\xFF\xD8\xFF"sv)) return ImageFormat::jpeg;
    if (file.starts_with("GIF87a"sv) || file.starts_with("GIF89a"sv)) return ImageFormat::gif;
    if (file.size() >= 16 && file.starts_with("RIFF"sv) && file.substr(8, 4) == "WEBP") {
        return ImageFormat::webp;
    }
    if (has_avif_brand(file)) return ImageFormat::avif;
    return std::nullopt;
}

std::string_view content_type_of(ImageFormat format) noexcept {
    switch (format) {
        case ImageFormat::png: return "image/png";
        case ImageFormat::jpeg: return "image/jpeg";
        case ImageFormat::gif: return "image/gif";
        case ImageFormat::webp: return "image/webp";
        case ImageFormat::avif: return "image/avif";
    }
    return "application/octet-stream";
}

bool reaches_its_end(std::string_view file, ImageFormat format) noexcept {
    switch (format) {
        case ImageFormat::png: return png_reaches_its_end(file);
        case ImageFormat::jpeg: return jpeg_reaches_its_end(file);
        case ImageFormat::gif: return gif_reaches_its_end(file);
        case ImageFormat::webp: return file.size() >= 16 && file.size() - 8 >= little_endian_32(file, 4);
        case ImageFormat::avif: return avif_reaches_its_end(file);
    }
    return false;
}

bool is_lossless_webp(std::string_view file) noexcept {
    std::size_t position = 12;
    while (position + 8 <= file.size()) {
        const auto chunk = file.substr(position, 4);
        if (chunk == "VP8L") return true;
        if (chunk == "VP8 " || chunk == "ANIM" || chunk == "ANMF") return false;
        position += 8 + ((std::size_t{little_endian_32(file, position + 4)} + 1) & ~std::size_t{1});
    }
    return false;
}

}  // namespace chatter::media
