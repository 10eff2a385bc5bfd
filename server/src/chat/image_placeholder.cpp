#include "chat/image_placeholder.hpp"

#include "base/text.hpp"

namespace chatter::chat {

namespace {

constexpr std::string_view of_animation = "data:image/webp;animated=true;base64,";
constexpr std::string_view of_still = "data:image/webp;animated=false;base64,";

}  // namespace

std::string make_placeholder(std::string_view webp, bool is_animated) {
    return std::string(is_animated ? of_animation : of_still) + base64_encode(webp);
}

std::optional<bool> is_animated_by(std::string_view placeholder) noexcept {
    if (placeholder.starts_with(of_animation)) return true;
    if (placeholder.starts_with(of_still)) return false;
    return std::nullopt;
}

}  // namespace chatter::chat
