#include "store/errc.hpp"

#include <string>

namespace chatter::store {

namespace {

class StoreErrorCategory final : public std::error_category {
  public:
    [[nodiscard]] const char* name() const noexcept override { return "store"; }
    [[nodiscard]] std::string message(int value) const override {
        switch (static_cast<Errc>(value)) {
            case Errc::cannot_open: return "cannot open";
            case Errc::newer_schema: return "newer schema";
            case Errc::edited_migration: return "edited migration";
            case Errc::pending_migrations: return "pending migrations";
            case Errc::not_permitted: return "not permitted";
            case Errc::no_chatter_database: return "no Chatter database";
            case Errc::damaged: return "damaged";
        }
        return "unknown";
    }
};

}  // namespace

std::error_code make_error_code(Errc errc) noexcept {
    static const StoreErrorCategory category;
    return {static_cast<int>(errc), category};
}

}  // namespace chatter::store
