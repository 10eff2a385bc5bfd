#include "store/move/installation.hpp"

#include <algorithm>

#include "store/errc.hpp"

namespace chatter::store::move {

Result<bool> is_empty(Installation& installation) {
    for (const auto& table : tables()) {
        const auto has_row = installation.has_row("SELECT 1 FROM " + std::string(table.name) + " LIMIT 1");
        if (!has_row) return std::unexpected(has_row.error());
        if (*has_row) return false;
    }
    return true;
}

Result<void> require_present_schema(const std::string& name, const std::vector<Migration>& migrations) {
    const auto newer = std::ranges::find_if(migrations, &Migration::is_newer);
    if (newer != migrations.end())
        return fail(Errc::newer_schema, "The " + name + " has had the migration " + newer->name +
                                            ", of whose tables this version knows nothing. Use the "
                                            "version that made it.");
    const auto pending = std::ranges::find_if(migrations, &Migration::is_pending);
    if (pending == migrations.end()) return {};
    return fail(Errc::pending_migrations, "The " + name + " lacks the migration " + pending->name +
                                              ". Run this first: chatter migrate deploy");
}

}  // namespace chatter::store::move
