#include "http/errc.hpp"

#include <string>

namespace chatter::http {

namespace {

class Category final : public std::error_category {
  public:
    [[nodiscard]] const char* name() const noexcept override { return "http"; }
    [[nodiscard]] std::string message(int value) const override {
        switch (static_cast<Errc>(value)) {
            case Errc::bad_json: return "bad JSON";
            case Errc::bad_multipart: return "bad multipart body";
            case Errc::bad_origin: return "bad origin";
            case Errc::unsupported_media_type: return "unsupported media type";
        }
        return "unknown";
    }
};

}  // namespace

std::error_code make_error_code(Errc errc) noexcept {
    static const Category category;
    return {static_cast<int>(errc), category};
}

}  // namespace chatter::http
