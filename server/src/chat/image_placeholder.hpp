#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chatter::chat {

/// A small still WebP picture as the `data:` URI that is kept beside its image. Its media type says whether
/// the image itself is an animation: what shows it must know before the image's bytes come, and may not be
/// allowed to look into them.
[[nodiscard]] std::string make_placeholder(std::string_view webp, bool is_animated);

/// What a placeholder says of its image; nothing of those that older versions took in.
[[nodiscard]] std::optional<bool> is_animated_by(std::string_view placeholder) noexcept;

}  // namespace chatter::chat
