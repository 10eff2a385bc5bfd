#include "net/errc.hpp"

#include <string>

namespace chatter::net {

namespace {

class Category final : public std::error_category {
  public:
    [[nodiscard]] const char* name() const noexcept override { return "net"; }
    [[nodiscard]] std::string message(int value) const override {
        switch (static_cast<Errc>(value)) {
            case Errc::bad_address: return "bad address";
            case Errc::address_in_use: return "address in use";
            case Errc::cannot_listen: return "cannot listen";
            case Errc::not_found: return "not found";
            case Errc::bad_certificate: return "bad certificate";
        }
        return "unknown";
    }
};

}  // namespace

std::error_code make_error_code(Errc errc) noexcept {
    static const Category category;
    return {static_cast<int>(errc), category};
}

}  // namespace chatter::net
