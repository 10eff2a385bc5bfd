#include "store/sqlite/errc.hpp"

#include <string>

namespace chatter::store::sqlite {

namespace {

class SqliteErrorCategory final : public std::error_category {
  public:
    [[nodiscard]] const char* name() const noexcept override { return "sqlite"; }
    [[nodiscard]] std::string message(int value) const override {
        switch (static_cast<Errc>(value)) {
            case Errc::cannot_open: return "cannot open";
            case Errc::newer_schema: return "newer schema";
            case Errc::edited_migration: return "edited migration";
            case Errc::pending_migrations: return "pending migrations";
        }
        return "unknown";
    }
};

}  // namespace

std::error_code make_error_code(Errc errc) noexcept {
    static const SqliteErrorCategory category;
    return {static_cast<int>(errc), category};
}

}  // namespace chatter::store::sqlite
