#include "auth/argon2_hasher.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include "chat/testing/run_task.hpp"

namespace chatter::auth {
namespace {

using chat::testing::run_task;

class Argon2 : public testing::Test {
  protected:
    SystemRandom random_;
    BlockingPool pool_{"hash", 1, 4};
    Argon2Hasher hasher_{pool_, random_};
};

TEST_F(Argon2, verifies_the_password_it_hashed_and_no_other) {
    const auto encoded = run_task(hasher_.hash("correct horse battery"));
    ASSERT_TRUE(encoded.has_value());
    EXPECT_EQ(run_task(hasher_.verify("correct horse battery", *encoded)).value(), true);
    EXPECT_EQ(run_task(hasher_.verify("correct horse batterz", *encoded)).value(), false);
    EXPECT_EQ(run_task(hasher_.verify("", *encoded)).value(), false);
}

TEST_F(Argon2, names_its_parameters_and_salts_each_hash) {
    const auto first = run_task(hasher_.hash("correct horse battery"));
    const auto second = run_task(hasher_.hash("correct horse battery"));
    ASSERT_TRUE(first.has_value() && second.has_value());
    EXPECT_TRUE(first->starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << *first;
    EXPECT_NE(*first, *second);
}

TEST_F(Argon2, hashes_passwords_of_any_length_and_script_whole) {
    const std::string long_password(1024, 'x');
    const auto encoded = run_task(hasher_.hash(long_password));
    ASSERT_TRUE(encoded.has_value());
    EXPECT_EQ(run_task(hasher_.verify(long_password, *encoded)).value(), true);
    EXPECT_EQ(run_task(hasher_.verify(long_password + "x", *encoded)).value(), false);
    EXPECT_EQ(run_task(hasher_.verify(long_password.substr(0, 1023), *encoded)).value(), false);
}

TEST_F(Argon2, works_as_hard_for_an_unknown_name) {
    const auto encoded = run_task(hasher_.hash("correct horse battery"));
    ASSERT_TRUE(encoded.has_value());
    const auto& nobodys = hasher_.nobodys_hash();
    const auto parameters = encoded->substr(0, encoded->find("p=1$") + 4);
    EXPECT_EQ(nobodys.substr(0, parameters.size()), parameters);
    EXPECT_EQ(nobodys.size(), encoded->size());
    // Well-formed, or it would be refused without any work.
    EXPECT_EQ(crypto_pwhash_str_needs_rehash(nobodys.c_str(), 2, std::size_t{19} * 1024 * 1024), 0);
    EXPECT_EQ(run_task(hasher_.verify("correct horse battery", "")).value(), false);
}

TEST_F(Argon2, lets_nobody_in_by_a_damaged_hash) {
    for (const std::string encoded : {"$argon2id$", "plain", "$argon2id$v=19$m=19456,t=2,p=1$AAAA$"})
        EXPECT_EQ(run_task(hasher_.verify("plain", encoded)).value(), false) << encoded;
}

}  // namespace
}  // namespace chatter::auth
