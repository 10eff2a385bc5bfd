#include "store/postgres/testing/cluster.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <thread>
#include <vector>

#include "store/postgres/migrations.hpp"

namespace chatter::store::postgres::testing {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 30s;

/// Where initdb and postgres are; empty when they are nowhere.
std::string find_programs() {
    const std::filesystem::path debian = "/usr/lib/postgresql";
    std::error_code ignored;
    std::string newest;
    for (const auto& version : std::filesystem::directory_iterator(debian, ignored))
        if (std::filesystem::exists(version.path() / "bin/initdb"))
            newest = std::max(newest, (version.path() / "bin").string());
    return newest;
}

/// Whom PostgreSQL may run as: it refuses root.
const passwd* find_servant() {
    if (geteuid() != 0) return nullptr;
    const auto* const postgres = getpwnam("postgres");  // NOLINT(concurrency-mt-unsafe): before any thread
    return postgres != nullptr ? postgres : getpwnam("nobody");  // NOLINT(concurrency-mt-unsafe)
}

/// Starts `command` in the background; it is told to quit when this process ends.
pid_t spawn(const std::vector<std::string>& command, const std::string& log) {
    const auto* const servant = find_servant();
    std::vector<char*> arguments;
    for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    const auto parent = getpid();
    const auto child = fork();
    if (child != 0) return child;
    const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    if (servant != nullptr && (setgid(servant->pw_gid) != 0 || setuid(servant->pw_uid) != 0)) _exit(126);
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (getppid() != parent) _exit(125);
    execv(arguments[0], arguments.data());
    _exit(127);
}

int wait_for(pid_t child) {
    int status = -1;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

/// The database that the others are copies of.
const std::string template_name = "migrated";

}  // namespace

std::string url_of(const std::string& folder, const std::string& database, const std::string& user) {
    std::string host;
    for (const char c : folder) host += c == '/' ? std::string("%2F") : std::string(1, c);
    return "postgresql:///" + database + "?host=" + host + "&user=" + user;
}

Cluster& Cluster::shared() {
    static Cluster cluster;
    static const bool has_template = [] {
        cluster.administer("CREATE DATABASE " + template_name);
        if (!migrate({.url = cluster.url(template_name)}))
            throw std::runtime_error("the template cannot be migrated");
        return true;
    }();
    (void)has_template;
    return cluster;
}

Cluster::Cluster() {
    make_folder();
    run_program("initdb", {"-D", data(), "-U", "chatter", "-A", "trust", "--encoding=UTF8",
                           "--locale=C.UTF-8", "--no-sync", "--no-instructions"});
    start();
}

Cluster::Cluster(ReplicaOf origin) {
    make_folder();
    run_program("pg_basebackup", {"-D", data(), "-h", origin.primary.folder_, "-U", "chatter", "-c", "fast",
                                  "--write-recovery-conf", "--no-sync"});
    start();
}

void Cluster::make_folder() {
    programs_ = find_programs();
    if (programs_.empty()) throw std::runtime_error("PostgreSQL is not installed: script/bootstrap --test");
    auto pattern = (std::filesystem::temp_directory_path() / "chatter-postgres-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    if (const auto* const servant = find_servant())
        if (chown(folder_.c_str(), servant->pw_uid, servant->pw_gid) != 0) throw std::runtime_error("chown");
}

void Cluster::run_program(const std::string& name, const std::vector<std::string>& arguments) const {
    std::vector<std::string> command{programs_ + "/" + name};
    command.insert(command.end(), arguments.begin(), arguments.end());
    if (wait_for(spawn(command, folder_ + "/" + name + ".log")) != 0)
        throw std::runtime_error(name + " failed: see " + folder_);
}

Cluster::~Cluster() {
    if (server_ > 0) {
        ::kill(server_, SIGINT);
        wait_for(server_);
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void Cluster::start() {
    server_ = spawn({programs_ + "/postgres", "-D", data(), "-k", folder_, "-c", "listen_addresses=", "-c",
                     "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=100", "-c",
                     "shared_buffers=32MB", "-c", "autovacuum=off"},
                    folder_ + "/server.log");
    wait_until_it_answers();
}

void Cluster::kill() {
    ::kill(server_, SIGQUIT);
    wait_for(server_);
    server_ = -1;
}

std::string Cluster::url(const std::string& database, const std::string& user) const {
    return url_of(folder_, database, user);
}

void Cluster::administer(const std::string& text) const {
    const auto db = Connection::open({.url = url("postgres")}).value();
    db->execute(text.c_str());
    if (const auto failure = db->forget_failure()) throw std::runtime_error(text + ": " + failure->message);
}

void Cluster::wait_until_it_answers() const {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!Connection::open({.url = url("postgres")})) {
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("PostgreSQL does not start: see " + folder_);
        std::this_thread::sleep_for(20ms);
    }
}

Database::Database(Schema schema, Cluster& cluster) : cluster_(cluster) {
    static std::atomic<int> made = 0;
    name_ = "test_" + std::to_string(++made);
    cluster_.administer("CREATE DATABASE " + name_ +
                        (schema == Schema::present ? " TEMPLATE " + template_name : ""));
}

Database::~Database() {
    try {
        cluster_.administer("DROP DATABASE " + name_ + " WITH (FORCE)");
    } catch (const std::runtime_error& error) {
        ADD_FAILURE() << error.what();
    }
}

std::unique_ptr<Connection> Database::connect() const { return Connection::open(options()).value(); }

void Database::tamper(const std::string& text) const {
    const auto db = connect();
    db->execute(text.c_str());
    EXPECT_FALSE(db->failed()) << db->failure()->message;
}

std::int64_t Database::number(const char* text) const {
    const auto db = connect();
    Query query(*db, sql::Statement{.index = 0, .text = text});
    return query.next() ? query.take<std::int64_t>() : -1;
}

std::int64_t Database::end_connections() const {
    return number(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()");
}

}  // namespace chatter::store::postgres::testing
