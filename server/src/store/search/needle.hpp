#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chat/ports/search_store.hpp"
#include "store/search/terms.hpp"

namespace chatter::store::search {

/// One thing that a message must hold.
struct Needle {
    std::string text;  // folded, not empty
    bool whole_words = false;
};

/// What a person typed into the search box: words of which each must be there, in any order, as any part of a
/// word; between double quotes a phrase of whole words. A quote without its partner is a character.
class Needles {
  public:
    explicit Needles(std::string_view typed);

    /// Nothing is left to look for: only invisible characters, say. Nothing is found then.
    [[nodiscard]] bool empty() const { return needles_.empty(); }
    [[nodiscard]] bool match(std::string_view folded) const;
    /// Where in `content`, which matches, in code points; ascending, apart from each other.
    [[nodiscard]] std::vector<chat::TextRange> highlights(std::string_view content) const;
    [[nodiscard]] std::vector<Fragment> fragments() const;

  private:
    void add(std::string_view typed, bool whole_words);

    std::vector<Needle> needles_;
};

}  // namespace chatter::store::search
