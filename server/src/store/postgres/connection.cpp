#include "store/postgres/connection.hpp"

#include <poll.h>

#include <array>
#include <cassert>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "base/errc.hpp"
#include "base/log.hpp"

namespace chatter::store::postgres {

namespace {

constexpr int binary = 1;

std::string field_of(const Libpq& pq, const PGresult* result, int field) {
    const char* const text = pq.PQresultErrorField(result, field);
    return text == nullptr ? std::string() : std::string(text);
}

/// Big-endian, of one to eight bytes.
std::int64_t read_integer(std::string_view bytes) {
    std::uint64_t value = !bytes.empty() && (bytes[0] & 0x80) != 0 ? ~std::uint64_t{0} : 0;
    for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
    return static_cast<std::int64_t>(value);
}

}  // namespace

void ClearResult::operator()(PGresult* result) const { load_libpq()->PQclear(result); }
void Connection::FinishConnection::operator()(PGconn* connection) const {
    load_libpq()->PQfinish(connection);
}

bool Connection::is_on_this_machine() const {
    const std::string_view host = pq_->PQhost(handle_.get()), address = pq_->PQhostaddr(handle_.get());
    return host.starts_with('/') || address.starts_with("127.") || address == "::1";
}

bool Connection::in_transaction() const {
    const auto status = pq_->PQtransactionStatus(handle_.get());
    return !lost_ && (status == PQTRANS_INTRANS || status == PQTRANS_INERROR);
}

bool Connection::is_cut_off() {
    // Little may be there to read: a notice, a setting that the server was told to change.
    for (int reads = 0; !lost_ && reads < 8; ++reads) {
        pollfd waiting{.fd = pq_->PQsocket(handle_.get()), .events = POLLIN, .revents = 0};
        if (poll(&waiting, 1, 0) <= 0) return false;
        if (pq_->PQconsumeInput(handle_.get()) == 0) return true;
        (void)pq_->PQisBusy(handle_.get());  // takes in what has come
    }
    return true;
}

void Connection::execute(const char* text) {
    if (failed()) return;
    if (pq_->PQsendQuery(handle_.get(), text) == 0) return note_lost(pq_->PQerrorMessage(handle_.get()));
    const auto deadline = deadline_from_now();
    while (const auto result = next_result(deadline)) check(result.get());
}

std::optional<Error> Connection::take_failure() {
    const auto failure = forget_failure();
    if (!failure) return std::nullopt;
    log::error("A database statement failed.",
               {{"sqlstate", failure->sqlstate}, {"postgres_says", failure->message}});
    return failure->to_error();
}

std::optional<Failure> Connection::forget_failure() {
    auto failure = std::exchange(failure_, std::nullopt);
    if (lost_) failure_ = Failure{.sqlstate = {}, .message = "The connection was lost before.", .lost = true};
    return failure;
}

ResultPtr Connection::ask(const char* text, const Parameters& parameters) {
    if (failed()) return nullptr;
    ResultPtr rows;
    if (!statement_limit_.empty() && !in_transaction()) {
        rows = ask_within_limit(text, parameters);
    } else {
        send(text, parameters);
        const auto deadline = deadline_from_now();
        while (auto result = next_result(deadline))
            if (check(result.get())) rows = std::move(result);
    }
    if (failed()) return nullptr;
    changes_ = 0;
    const std::string_view count = pq_->PQcmdTuples(rows.get());
    std::from_chars(count.data(), count.data() + count.size(), changes_);
    return rows;
}

ResultPtr Connection::ask_within_limit(const char* text, const Parameters& parameters) {
    Pipeline pipeline(*this);
    pipeline.send(sql::limit_statements, statement_limit_);
    pipeline.send(text, parameters);
    pipeline.sync();
    pipeline.skip();
    return std::move(pipeline.take().result_);
}

void Connection::send(const char* text, const Parameters& parameters) {
    if (pq_->PQsendQueryParams(handle_.get(), text, parameters.count(), parameters.types(),
                               parameters.values(), parameters.lengths(), parameters.formats(), binary) == 0)
        note_lost(pq_->PQerrorMessage(handle_.get()));
}

bool Connection::wait_for_result(Deadline deadline) {
    while (!lost_) {
        const int unsent = pq_->PQflush(handle_.get());
        if (unsent >= 0 && pq_->PQisBusy(handle_.get()) == 0) return true;
        // Hung up: there is nothing to wait for, and the next result says why.
        if (pq_->PQstatus(handle_.get()) == CONNECTION_BAD) return true;
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0) {
            note_lost("It did not answer in time.");
            break;
        }
        pollfd waiting{.fd = pq_->PQsocket(handle_.get()),
                       .events = static_cast<short>(unsent == 1 ? POLLIN | POLLOUT : POLLIN),
                       .revents = 0};
        if (poll(&waiting, 1, static_cast<int>(left.count())) < 0 && errno != EINTR) {
            note_lost(std::strerror(errno));
            break;
        }
        // What a dying server said last is read even when nothing can be sent any more.
        if ((waiting.revents & ~POLLOUT) != 0 && pq_->PQconsumeInput(handle_.get()) == 0 &&
            pq_->PQisBusy(handle_.get()) != 0)
            note_lost(pq_->PQerrorMessage(handle_.get()));
    }
    return false;
}

ResultPtr Connection::next_result(Deadline deadline) {
    if (!wait_for_result(deadline)) return nullptr;
    return ResultPtr(pq_->PQgetResult(handle_.get()));
}

bool Connection::check(const PGresult* result) {
    const auto status = pq_->PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return true;
    if (status == PGRES_PIPELINE_ABORTED) return false;
    Failure failure{.sqlstate = field_of(*pq_, result, PG_DIAG_SQLSTATE),
                    .message = field_of(*pq_, result, PG_DIAG_MESSAGE_PRIMARY)};
    failure.lost = failure.sqlstate.empty() || ends_session(failure.sqlstate) ||
                   pq_->PQstatus(handle_.get()) == CONNECTION_BAD;
    if (failure.message.empty()) failure.message = first_line(pq_->PQerrorMessage(handle_.get()));
    note_failure(std::move(failure));
    return false;
}

void Connection::note_failure(Failure failure) {
    lost_ = lost_ || failure.lost;
    if (!failure_) failure_ = std::move(failure);
}

void Connection::note_lost(std::string message) {
    note_failure({.sqlstate = {}, .message = first_line(message), .lost = true});
}

bool Query::next() {
    if (!result_ || db_.failed()) return false;
    column_ = 0;
    return ++row_ < row_count();
}

int Query::row_count() const { return result_ ? db_.pq_->PQntuples(result_.get()) : 0; }

std::int64_t Query::changes() const {
    std::int64_t count = 0;
    if (!result_) return count;
    const std::string_view text = db_.pq_->PQcmdTuples(result_.get());
    std::from_chars(text.data(), text.data() + text.size(), count);
    return count;
}

bool Query::committed() const {
    return result_ && std::strcmp(db_.pq_->PQcmdStatus(result_.get()), "COMMIT") == 0;
}

bool Query::is_null(int column) const { return db_.pq_->PQgetisnull(result_.get(), row_, column) != 0; }

std::string_view Query::bytes(int column) const {
    return {db_.pq_->PQgetvalue(result_.get(), row_, column),
            static_cast<std::size_t>(db_.pq_->PQgetlength(result_.get(), row_, column))};
}

std::int64_t Query::read(int column, std::int64_t*) const { return read_integer(bytes(column)); }
std::int32_t Query::read(int column, std::int32_t*) const {
    return static_cast<std::int32_t>(read_integer(bytes(column)));
}
bool Query::read(int column, bool*) const { return read_integer(bytes(column)) != 0; }
std::string Query::read(int column, std::string*) const { return std::string(bytes(column)); }

Uuid Query::read(int column, Uuid*) const {
    Uuid uuid;
    const auto value = bytes(column);
    if (value.size() == uuid.bytes.size()) std::memcpy(uuid.bytes.data(), value.data(), value.size());
    return uuid;
}

std::vector<Query::Element> Query::elements_of(int column) const {
    // How many dimensions, whether there are nulls, the type; of the dimension size and first index; then
    // each element after its length (array_send).
    constexpr std::size_t head_size = 5 * sizeof(std::int32_t);
    std::vector<Element> elements;
    auto rest = bytes(column);
    const auto take_length = [&rest] {
        const auto length = read_integer(rest.substr(0, sizeof(std::int32_t)));
        rest.remove_prefix(sizeof(std::int32_t));
        return length;
    };
    if (rest.size() < head_size) return elements;  // without a dimension, so empty
    rest.remove_prefix(head_size);
    while (rest.size() >= sizeof(std::int32_t)) {
        const auto length = take_length();
        elements.push_back(length < 0 ? std::nullopt
                                      : Element(rest.substr(0, static_cast<std::size_t>(length))));
        if (length > 0) rest.remove_prefix(elements.back()->size());
    }
    return elements;
}

std::int64_t Query::read_element(Element element, std::int64_t*) {
    return read_integer(element.value_or(std::string_view()));
}
std::string Query::read_element(Element element, std::string*) {
    return std::string(element.value_or(std::string_view()));
}
std::optional<std::string> Query::read_element(Element element, std::optional<std::string>*) {
    return element ? std::optional(std::string(*element)) : std::nullopt;
}

Time Query::read(int column, Time*) const {
    return Time(std::chrono::milliseconds(read_integer(bytes(column))));
}

Pipeline::Pipeline(Connection& db) : db_(db) {
    if (!db_.failed()) db_.pq_->PQenterPipelineMode(db_.handle_.get());
}

Pipeline::~Pipeline() {
    if (unsynced_ > 0) sync();
    if (!db_.is_lost()) db_.pq_->PQexitPipelineMode(db_.handle_.get());
}

void Pipeline::sync() {
    const auto wanted = results_.size() + std::exchange(unsynced_, 0);
    if (!db_.failed()) collect();
    results_.resize(wanted);  // what was not run has no rows
}

void Pipeline::cut() {
    if (db_.failed()) return;
    if (db_.pq_->PQpipelineSync(db_.handle_.get()) == 0)
        db_.note_lost(db_.pq_->PQerrorMessage(db_.handle_.get()));
    ++cuts_;
}

void Pipeline::collect() {
    cut();
    const auto deadline = db_.deadline_from_now();
    while (!db_.is_lost()) {
        auto result = db_.next_result(deadline);
        if (!result) continue;  // the end of one statement's results
        if (db_.pq_->PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) {
            if (--cuts_ == 0) return;
            continue;
        }
        results_.push_back(db_.check(result.get()) ? std::move(result) : nullptr);
    }
}

Query Pipeline::take() {
    assert(unsynced_ == 0);
    if (results_.empty()) return Query(db_, nullptr);
    auto result = std::move(results_.front());
    results_.pop_front();
    return Query(db_, std::move(result));
}

}  // namespace chatter::store::postgres
