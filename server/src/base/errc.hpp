#pragma once

#include <string>
#include <system_error>

namespace chatter {

/// What any layer may meet, whatever it does.
enum class Errc {
    busy = 1,     ///< A bounded queue is full.
    unavailable,  ///< Something outside (database, disk, helper process) does not answer now.
    internal,     ///< Our own fault; logged where it was found.
};

class BaseErrorCategory final : public std::error_category {
  public:
    [[nodiscard]] const char* name() const noexcept override { return "base"; }
    [[nodiscard]] std::string message(int value) const override {
        switch (static_cast<Errc>(value)) {
            case Errc::busy: return "busy";
            case Errc::unavailable: return "unavailable";
            case Errc::internal: return "internal error";
        }
        return "unknown";
    }
};

[[nodiscard]] inline const std::error_category& base_error_category() noexcept {
    static const BaseErrorCategory category;
    return category;
}

[[nodiscard]] inline std::error_code make_error_code(Errc errc) noexcept {
    return {static_cast<int>(errc), base_error_category()};
}

}  // namespace chatter

template <>
struct std::is_error_code_enum<chatter::Errc> : std::true_type {};
