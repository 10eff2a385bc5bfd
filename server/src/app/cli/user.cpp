#include <iostream>
#include <memory>
#include <string>

#include "app/cli/cli.hpp"
#include "app/cli/configured.hpp"
#include "app/data_folder.hpp"
#include "app/schema.hpp"
#include "auth/argon2_hasher.hpp"
#include "chat/administration.hpp"
#include "chat/usernames.hpp"
#include "chat/validation.hpp"
#include "store/administration.hpp"
#include "store/postgres/single_transaction.hpp"
#include "store/postgres/users.hpp"
#include "store/registration.hpp"
#include "store/sqlite/single_transaction.hpp"
#include "store/sqlite/users.hpp"

namespace chatter::app {

namespace {

/// A longer line is no password.
constexpr std::size_t stdin_bytes_max = 4096;

struct Arguments {
    std::string name;
    bool admin = false;
    bool password_from_stdin = false;
};

/// The operator's command line, as the store's functions know it.
constexpr auto nobody = std::nullopt;

/// What is wrong with a username; empty when nothing is.
std::string check_name(const std::string& name) {
    return chat::complaint_about_username(chat::fold_username(name)).value_or(std::string());
}

/// `work(db, events)`, which returns a Result, in one transaction on the database that is configured. Beside
/// a running server, which sees within a second what it did.
template <class Work>
auto in_transaction(const Config& config, Work work) {
    using R = std::invoke_result_t<Work&, store::sqlite::Connection&, store::Events&>;
    if (auto prepared = prepare_data_folder(config); !prepared) return R(std::unexpected(prepared.error()));
    if (auto prepared = prepare_schema(config); !prepared) return R(std::unexpected(prepared.error()));
    if (const auto path = config.sqlite_path()) return store::sqlite::run_alone(*path, std::move(work));
    return store::postgres::run_alone({.url = config.database_url}, std::move(work));
}

struct Password {
    std::string text;
    std::string hash;
    bool made = false;  // and so must be shown

    /// Once: it is kept nowhere.
    void show() const {
        if (made) std::cout << "Password: " << text << '\n';
    }
};

/// The first line of standard input, else one that is made.
Result<Password> choose_password(const Arguments& arguments, Random& random) {
    Password password;
    if (arguments.password_from_stdin) {
        for (char c = 0; std::cin.get(c) && c != '\n' && password.text.size() <= stdin_bytes_max;)
            password.text += c;
        if (password.text.ends_with('\r')) password.text.pop_back();
        if (const auto complaint = chat::complaint_about_password(password.text))
            return fail(chat::Errc::validation_failed,
                        "The password on standard input will not do: " + *complaint);
    } else {
        password.text = chat::make_password(random);
        password.made = true;
    }
    auto hash = auth::hash_password(password.text);
    if (!hash) return std::unexpected(hash.error());
    password.hash = std::move(*hash);
    return password;
}

template <class Db>
Result<chat::User> find_by_name(Db& db, const std::string& name) {
    auto found = store::find_credentials(db, chat::fold_username(name));
    if (!found) return fail(chat::Errc::not_found, "There is no user " + chat::fold_username(name) + ".");
    return std::move(found->user);
}

int create(const Config& config, const Arguments& arguments) {
    SystemRandom random;
    const auto password = choose_password(arguments, random);
    if (!password) return fail_with(password.error());
    const auto now = SystemClock().now();
    const auto name = chat::fold_username(arguments.name);
    chat::NewUser user{.id = chat::UserId::make(now, random),
                       .username = name,
                       .display_name = name,
                       .email = {},
                       .password_hash = password->hash,
                       .created_at = now};
    const auto made = in_transaction(config, [&user, &arguments](auto& db, store::Events&) {
        return store::create_user_for_operator(
            db, user, arguments.admin ? chat::UserRole::admin : chat::UserRole::member);
    });
    if (!made) return fail_with(made.error());
    std::cout << "Made the user " << name;
    if (made->role == chat::UserRole::admin)
        std::cout << (arguments.admin ? ", an admin" : ", an admin because the first user is one");
    std::cout << ".\n";
    password->show();
    return 0;
}

int change(const Config& config, const std::string& name, chat::UserChange change, const char* what) {
    const auto changed = in_transaction(config, [&name, &change](auto& db, store::Events& events) {
        const auto user = find_by_name(db, name);
        if (!user) return user;
        return store::change_user(db, events, nobody, user->id, change, SystemClock().now());
    });
    if (!changed) return fail_with(changed.error());
    std::cout << changed->username << what << '\n';
    return 0;
}

int reset_password(const Config& config, const Arguments& arguments) {
    SystemRandom random;
    const auto password = choose_password(arguments, random);
    if (!password) return fail_with(password.error());
    const auto reset = in_transaction(
        config, [&arguments, &password](auto& db, store::Events& events) -> Result<chat::User> {
            auto user = find_by_name(db, arguments.name);
            if (!user) return user;
            const auto done =
                store::reset_password(db, events, nobody, user->id, password->hash, SystemClock().now());
            if (!done) return std::unexpected(done.error());
            return user;
        });
    if (!reset) return fail_with(reset.error());
    std::cout << reset->username << " has a new password, and is signed in nowhere.\n";
    password->show();
    return 0;
}

}  // namespace

void add_user(CLI::App& cli, int& exit_code) {
    const auto arguments = std::make_shared<Arguments>();
    auto* const noun = cli.add_subcommand("user", "The people who sign in");
    noun->require_subcommand(1);
    const auto add = [&](const char* verb, const char* meaning, auto command) {
        auto* const added = noun->add_subcommand(verb, meaning);
        added->add_option("NAME", arguments->name, "Whom: a username")
            ->required()
            ->check(check_name, "USERNAME");
        added->callback([arguments, command, &exit_code] {
            // What the server would log is no result of the command.
            log::start(log::Level::off, log::Format::pretty);
            exit_code = with_config([&](const Config& config) { return command(config, *arguments); });
        });
        return added;
    };
    const auto take_password = [&arguments](CLI::App* verb) {
        verb->add_flag("--password-stdin", arguments->password_from_stdin,
                       "Read the password from standard input; else one is made and printed");
    };
    auto* const creation = add("create", "Make a user", create);
    creation->add_flag("--admin", arguments->admin,
                       "Who administers the server, as the first user always does");
    take_password(creation);
    add("promote", "Make a user an admin", [](const Config& config, const Arguments& given) {
        return change(config, given.name, {.role = chat::UserRole::admin, .deactivated = {}},
                      " is an admin.");
    });
    add("deactivate", "Lock a user out; what they wrote stays",
        [](const Config& config, const Arguments& given) {
            return change(config, given.name, {.role = {}, .deactivated = true},
                          " is deactivated, and signed in nowhere.");
        });
    take_password(
        add("reset-password", "Give a user a new password, and end their sessions", reset_password));
}

}  // namespace chatter::app
