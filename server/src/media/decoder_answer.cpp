#include "media/decoder_answer.hpp"

#include <cstring>
#include <utility>

namespace chatter::media {

std::string_view sentence_of(Verdict verdict) noexcept {
    switch (verdict) {
        case Verdict::recoded: return "";
        case Verdict::no_image: return "This is not a PNG, JPEG, GIF, WebP or AVIF picture.";
        case Verdict::damaged: return "This picture is damaged or incomplete.";
        case Verdict::too_many_pixels: return "This picture has more than 50 megapixels.";
        case Verdict::side_too_long: return "This picture is more than 16,384 pixels wide or high.";
        case Verdict::too_large_recoded: return "This picture is too large once it is written anew.";
        case Verdict::too_costly: return "This picture takes too much memory to decode.";
        case Verdict::decoder_missing: return "Pictures cannot be taken in now: the decoder does not start.";
    }
    return "";
}

std::string encode_answer(const Answer& answer) {
    AnswerHeader header;
    header.verdict = answer ? Verdict::recoded : answer.error();
    if (answer) {
        header.format = answer->format;
        header.width = answer->width;
        header.height = answer->height;
        header.is_animated = answer->is_animated ? 1 : 0;
        header.placeholder_bytes = static_cast<std::uint32_t>(answer->placeholder.size());
        header.image_bytes = static_cast<std::uint32_t>(answer->bytes.size());
    }
    std::string bytes(sizeof header, '\0');
    std::memcpy(bytes.data(), &header, sizeof header);
    if (answer) bytes += answer->placeholder + answer->bytes;
    return bytes;
}

AnswerReader::State AnswerReader::push(std::string_view bytes) {
    bytes_ += bytes;
    if (!header_) {
        if (bytes_.size() < sizeof(AnswerHeader)) return State::incomplete;
        if (const auto state = read_header(); state != State::incomplete) return state;
    }
    const auto expected = sizeof(AnswerHeader) + header_->placeholder_bytes + header_->image_bytes;
    if (bytes_.size() < expected) return State::incomplete;
    if (bytes_.size() > expected) return State::nonsense;
    return header_->verdict != Verdict::recoded || holds_the_image_it_announces() ? State::complete
                                                                                  : State::nonsense;
}

AnswerReader::State AnswerReader::read_header() {
    AnswerHeader header;
    std::memcpy(&header, bytes_.data(), sizeof header);
    const auto verdict = std::to_underlying(header.verdict);
    const bool known = verdict >= std::to_underlying(Verdict::recoded) &&
                       verdict <= std::to_underlying(Verdict::decoder_missing);
    if (header.magic != AnswerHeader::magic_value || !known) return State::nonsense;
    if (header.placeholder_bytes > placeholder_bytes_max || header.image_bytes > recoded_bytes_max) {
        return State::nonsense;
    }
    const bool carries_bytes = header.placeholder_bytes > 0 && header.image_bytes > 0;
    if (carries_bytes != (header.verdict == Verdict::recoded)) return State::nonsense;
    header_ = header;
    bytes_.reserve(sizeof header + header.placeholder_bytes + header.image_bytes);
    return State::incomplete;
}

bool AnswerReader::holds_the_image_it_announces() const {
    const std::string_view payload = std::string_view(bytes_).substr(sizeof(AnswerHeader));
    const auto is_side = [](std::int32_t side) { return side >= 1 && side <= side_max; };
    return is_side(header_->width) && is_side(header_->height) &&
           sniff_image_format(payload.substr(0, header_->placeholder_bytes)) == ImageFormat::webp &&
           sniff_image_format(payload.substr(header_->placeholder_bytes)) == header_->format;
}

Answer AnswerReader::take() {
    if (header_->verdict != Verdict::recoded) return std::unexpected(header_->verdict);
    RecodedImage image{.format = header_->format,
                       .width = header_->width,
                       .height = header_->height,
                       .is_animated = header_->is_animated != 0,
                       .placeholder = bytes_.substr(sizeof(AnswerHeader), header_->placeholder_bytes),
                       .bytes = {}};
    bytes_.erase(0, sizeof(AnswerHeader) + header_->placeholder_bytes);
    image.bytes = std::move(bytes_);
    return image;
}

}  // namespace chatter::media
