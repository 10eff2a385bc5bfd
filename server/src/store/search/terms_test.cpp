#include "store/search/terms.hpp"

#include <gtest/gtest.h>

namespace chatter::store::search {
namespace {

using Texts = std::vector<std::string>;

Texts terms_of(std::string_view folded) {
    Texts terms;
    for_each_term(folded, [&terms](std::string_view term) { terms.emplace_back(term); });
    return terms;
}

Texts texts_of(const std::vector<Fragment>& fragments) {
    Texts texts;
    for (const auto& fragment : fragments) texts.push_back((fragment.is_whole ? "=" : "") + fragment.text);
    return texts;
}

TEST(SearchTerms, are_runs_of_letters_and_digits) {
    EXPECT_EQ(terms_of("see foo-bar_2, don't!"), (Texts{"see", "foo", "bar", "2", "don", "t"}));
    EXPECT_EQ(terms_of("привет мир"), (Texts{"привет", "мир"}));
    EXPECT_EQ(terms_of("안녕하세요 여러분"), (Texts{"안녕하세요", "여러분"}));
    EXPECT_EQ(terms_of(" ... "), Texts());
    EXPECT_EQ(terms_of(""), Texts());
}

TEST(SearchTerms, are_pairs_where_no_spaces_are_written) {
    EXPECT_EQ(terms_of("東京都に"), (Texts{"東京", "京都", "都に"}));
    EXPECT_EQ(terms_of("v2 的 abc中文。"), (Texts{"v2", "的", "abc", "中文"}));
    EXPECT_EQ(terms_of("done🎉🎉"), (Texts{"done", "🎉🎉"}));
}

TEST(SearchTerms, of_a_long_run_overlap) {
    std::string run;
    for (int i = 0; i < 150; ++i) run.push_back(static_cast<char>('a' + i % 26));
    const auto terms = terms_of(run);
    EXPECT_EQ(terms, (Texts{run.substr(0, 64), run.substr(32, 64), run.substr(64, 64), run.substr(96)}));
}

TEST(SearchFragments, are_whole_where_the_text_must_end_there) {
    EXPECT_EQ(texts_of(fragments_of("foo-bar", false)), (Texts{"foo", "bar"}));
    EXPECT_EQ(texts_of(fragments_of("foo-bar", true)), (Texts{"=foo", "=bar"}));
    EXPECT_EQ(texts_of(fragments_of("中", true)), (Texts{"中"}));
    EXPECT_EQ(texts_of(fragments_of("中文字", false)), (Texts{"=中文", "=文字"}));
    EXPECT_EQ(texts_of(fragments_of("?!", false)), Texts());
    EXPECT_EQ(texts_of(fragments_of(std::string(40, 'x'), true)), (Texts{std::string(32, 'x')}));
}

}  // namespace
}  // namespace chatter::store::search
