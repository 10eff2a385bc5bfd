#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "media/image_format.hpp"

// What the decoder process answers over its socket:
//
//   AnswerHeader | placeholder (a WebP file) | image file
//
// The server trusts none of it: a decoder may have been taken over by the picture it decoded.

namespace chatter::media {

inline constexpr std::int64_t pixels_max = 50'000'000;  // over all frames
inline constexpr int side_max = 16'384;
inline constexpr std::size_t placeholder_bytes_max = 700;  // under 1 KB as a data: URI
inline constexpr std::size_t recoded_bytes_max = std::size_t{16} * 1024 * 1024;

/// How the decoding went.
enum class Verdict : std::uint8_t {
    recoded = 1,
    no_image,
    damaged,
    too_many_pixels,
    side_too_long,
    too_large_recoded,
    too_costly,       ///< Needs more memory than a decoder may have.
    decoder_missing,  ///< The decoder itself cannot work here; nothing is wrong with the picture.
};

/// Why a picture is refused, in a sentence for people.
[[nodiscard]] std::string_view sentence_of(Verdict verdict) noexcept;

/// A picture written anew: upright, in sRGB, without metadata.
struct RecodedImage {
    ImageFormat format;
    std::int32_t width = 0;  // of one frame
    std::int32_t height = 0;
    bool is_animated = false;
    std::string placeholder;
    std::string bytes;
};

/// Fixed-size beginning of an answer. Both ends are the same executable, so it travels as it lies in memory.
struct AnswerHeader {
    static constexpr std::uint32_t magic_value = 0x43484149;

    std::uint32_t magic = magic_value;
    Verdict verdict = Verdict::decoder_missing;
    ImageFormat format = ImageFormat::png;
    std::uint16_t is_animated = 0;
    std::int32_t width = 0;
    std::int32_t height = 0;
    std::uint32_t placeholder_bytes = 0;
    std::uint32_t image_bytes = 0;
};
static_assert(sizeof(AnswerHeader) == 24);

using Answer = std::expected<RecodedImage, Verdict>;

[[nodiscard]] std::string encode_answer(const Answer& answer);

/// Reads an answer as it comes in.
class AnswerReader {
  public:
    enum class State { incomplete, complete, nonsense };

    State push(std::string_view bytes);
    /// The answer. Only once `push` said complete.
    [[nodiscard]] Answer take();

  private:
    State read_header();
    [[nodiscard]] bool holds_the_image_it_announces() const;

    std::string bytes_;
    std::optional<AnswerHeader> header_;
};

}  // namespace chatter::media
