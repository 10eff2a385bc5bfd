#pragma once

#include <unordered_map>

#include "chat/entities.hpp"

namespace chatter::store::postgres {

/// What those who post are called, so that it is not asked for with every message. It holds while nobody's
/// profile changes, of which the database keeps a count. Bounded: past the bound it begins anew. Of one
/// thread.
class KnownAuthors {
  public:
    /// As of how many changes of profiles it is.
    [[nodiscard]] std::int64_t profile_changes() const { return profile_changes_; }
    /// Null when unknown.
    [[nodiscard]] const chat::Author* find(chat::UserId id) const {
        const auto found = authors_.find(id);
        return found == authors_.end() ? nullptr : &found->second;
    }

    /// What is known of other states is forgotten.
    void move_to(std::int64_t profile_changes) {
        if (profile_changes != profile_changes_) authors_.clear();
        profile_changes_ = profile_changes;
    }
    void add(chat::Author author) {
        if (authors_.size() >= authors_max) authors_.clear();
        authors_.insert_or_assign(author.id, std::move(author));
    }

  private:
    static constexpr std::size_t authors_max = 4096;
    std::int64_t profile_changes_ = -1;
    std::unordered_map<chat::UserId, chat::Author> authors_;
};

}  // namespace chatter::store::postgres
