#include "store/search/folding.hpp"

#include <algorithm>
#include <charconv>
#include <span>

#include "base/text.hpp"
#include "chat/characters.hpp"

namespace chatter::store::search {

namespace {

/// `first[=count|+count]:target[,target…]`, all in hexadecimal: with `=` every source becomes the targets,
/// with `+` each source the target as far from the first. Ascending.
constexpr std::string_view table_text =
#include "store/search/folding_table.inc"
    ;

struct Folding {
    char32_t first;
    char32_t last;
    char32_t stride;           // 1 when each source has a target of its own, else 0
    std::u32string_view into;  // of the first source
};

class FoldingTable {
  public:
    FoldingTable() {
        targets_.reserve(table_text.size());  // views into it must stay
        for (auto rest = table_text; !rest.empty();) {
            const auto end = std::min(rest.find(' '), rest.size());
            add(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }

    /// Null when `c` stays as it is.
    [[nodiscard]] const Folding* find(char32_t c) const noexcept {
        const auto found = std::ranges::lower_bound(foldings_, c, {}, &Folding::last);
        return found != foldings_.end() && found->first <= c ? &*found : nullptr;
    }

  private:
    static char32_t take_number(std::string_view& text) {
        std::uint32_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        return number;
    }

    void add(std::string_view entry) {
        Folding folding{.first = take_number(entry), .last = 0, .stride = 0, .into = {}};
        folding.last = folding.first;
        if (!entry.starts_with(':')) {
            folding.stride = entry.starts_with('+') ? 1 : 0;
            entry.remove_prefix(1);
            folding.last += take_number(entry) - 1;
        }
        const auto begin = targets_.size();
        while (entry.size() > 1) {
            entry.remove_prefix(1);
            targets_.push_back(take_number(entry));
        }
        folding.into = std::u32string_view(targets_).substr(begin);
        foldings_.push_back(folding);
    }

    std::u32string targets_;
    std::vector<Folding> foldings_;
};

const FoldingTable& folding_table() {
    static const FoldingTable table;
    return table;
}

constexpr char32_t voicing = 0x3099, half_voicing = 0x309A;

/// The kana with its voicing mark in one; 0 when it has none.
char32_t compose_kana(char32_t kana, char32_t mark) noexcept {
    if (kana >= 0x30A1 && kana <= 0x30FE) {
        const auto hiragana = compose_kana(kana - 0x60, mark);
        return hiragana == 0 ? 0 : hiragana + 0x60;
    }
    const bool is_ha_row = kana >= 0x306F && kana <= 0x307B && (kana - 0x306F) % 3 == 0;
    if (mark == half_voicing) return is_ha_row ? kana + 2 : 0;
    if (is_ha_row) return kana + 1;
    if (kana == 0x3046) return 0x3094;
    const bool is_early = kana >= 0x304B && kana <= 0x3061 && kana % 2 == 1;
    const bool is_late = kana >= 0x3064 && kana <= 0x3068 && kana % 2 == 0;
    return is_early || is_late ? kana + 1 : 0;
}

constexpr char32_t syllables = 0xAC00, leads = 0x1100, vowels = 0x1161, tails = 0x11A7;
constexpr char32_t lead_count = 19, vowel_count = 21, tail_count = 28;

/// The Hangul syllable so far and its next part in one (Unicode, 3.12); 0 when they do not go together.
char32_t compose_hangul(char32_t before, char32_t part) noexcept {
    if (before >= leads && before < leads + lead_count && part >= vowels && part < vowels + vowel_count)
        return syllables + ((before - leads) * vowel_count + (part - vowels)) * tail_count;
    const bool is_open = before >= syllables && before < syllables + lead_count * vowel_count * tail_count &&
                         (before - syllables) % tail_count == 0;
    if (is_open && part > tails && part < tails + tail_count) return before + (part - tails);
    return 0;
}

char32_t compose(char32_t before, char32_t c) noexcept {
    if (c == voicing || c == half_voicing) return compose_kana(before, c);
    if (c >= vowels && c < tails + tail_count) return compose_hangul(before, c);
    return 0;
}

/// `sources` may be null.
class Folder {
  public:
    Folder(std::string& text, std::vector<std::uint32_t>* sources) : text_(text), sources_(sources) {}

    void fold(std::string_view text) {
        std::uint32_t index = 0;
        for (std::size_t position = 0; position < text.size(); ++index) {
            const auto byte = static_cast<unsigned char>(text[position]);
            if (byte > ' ' && byte < 0x7F) {
                append_ascii(static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte), index);
                ++position;
            } else {
                append_folded(next_code_point(text, position), index);
            }
        }
        if (sources_ != nullptr) sources_->push_back(index);
    }

  private:
    void append_ascii(char c, std::uint32_t index) {
        last_ = 0;
        text_.push_back(c);
        if (sources_ != nullptr) sources_->push_back(index);
    }

    void append_folded(char32_t c, std::uint32_t index) {
        if (chat::is_white_space(c)) {
            append_space(index);
            return;
        }
        const auto* folding = folding_table().find(c);
        if (folding == nullptr) {
            append(c, index);
        } else if (folding->stride == 1) {
            append(folding->into.front() + (c - folding->first), index);
        } else {
            for (const char32_t target : folding->into)
                target == U' ' ? append_space(index) : append(target, index);
        }
    }

    void append_space(std::uint32_t index) {
        if (!text_.ends_with(' ')) append_ascii(' ', index);
    }

    void append(char32_t c, std::uint32_t index) {
        if (const auto composed = last_ == 0 ? 0 : compose(last_, c)) {
            index = sources_ == nullptr ? 0 : (*sources_)[last_begin_];
            text_.resize(last_begin_);
            if (sources_ != nullptr) sources_->resize(last_begin_);
            c = composed;
        }
        last_ = c;
        last_begin_ = text_.size();
        append_utf8(c);
        if (sources_ != nullptr) sources_->resize(text_.size(), index);
    }

    void append_utf8(char32_t c) {
        const auto continuation = [c](int shift) { return static_cast<char>(0x80 | (c >> shift & 0x3F)); };
        if (c < 0x80) {
            text_.push_back(static_cast<char>(c));
        } else if (c < 0x800) {
            text_ += {static_cast<char>(0xC0 | c >> 6), continuation(0)};
        } else if (c < 0x10000) {
            text_ += {static_cast<char>(0xE0 | c >> 12), continuation(6), continuation(0)};
        } else {
            text_ += {static_cast<char>(0xF0 | c >> 18), continuation(12), continuation(6), continuation(0)};
        }
    }

    std::string& text_;
    std::vector<std::uint32_t>* sources_;
    char32_t last_ = 0;  // what a mark or a part of a syllable may join; 0 after ASCII
    std::size_t last_begin_ = 0;
};

}  // namespace

void fold_into(std::string_view text, std::string& folded) {
    folded.clear();
    Folder(folded, nullptr).fold(text);
}

std::string fold(std::string_view text) {
    std::string folded;
    folded.reserve(text.size());
    fold_into(text, folded);
    return folded;
}

FoldedText fold_with_sources(std::string_view text) {
    FoldedText folded;
    Folder(folded.text, &folded.sources).fold(text);
    return folded;
}

}  // namespace chatter::store::search
