#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "chat/events.hpp"
#include "chat/ports/image_store.hpp"
#include "chat/ports/message_store.hpp"
#include "chat/ports/room_store.hpp"
#include "chat/ports/search_store.hpp"
#include "chat/ports/session_store.hpp"
#include "chat/ports/user_store.hpp"
#include "store/account_port.hpp"
#include "store/administration_port.hpp"
#include "store/audit_port.hpp"
#include "store/block_port.hpp"
#include "store/drafts_port.hpp"
#include "store/invites_port.hpp"
#include "store/message_change_port.hpp"
#include "store/message_lookup_port.hpp"
#include "store/missed_message_port.hpp"
#include "store/point_reads.hpp"
#include "store/postgres/coalescer.hpp"
#include "store/postgres/message_reads.hpp"
#include "store/postgres/presence.hpp"
#include "store/postgres/replica_reads.hpp"
#include "store/postgres/room_reads.hpp"
#include "store/postgres/search.hpp"
#include "store/postgres/users.hpp"
#include "store/postgres/writer.hpp"
#include "store/presence_port.hpp"
#include "store/read_marker_port.hpp"
#include "store/room_keeping_port.hpp"
#include "store/saved_messages_port.hpp"
#include "store/search/catalog.hpp"
#include "store/search/searcher.hpp"
#include "store/session_endings_port.hpp"

namespace chatter::store::postgres {

struct Options {
    ConnectOptions database;
    ReaderLimits readers{.statement_limit = std::chrono::milliseconds(5000)};
    /// Who is calling, and what they may read: asked before all else, so that most of a request's time is
    /// left when the connection has to be made anew.
    ReaderLimits points{.deadline = std::chrono::milliseconds(5000),
                        .answer_timeout = std::chrono::milliseconds(2500)};
    /// Apart, so that big images do not slow anything else.
    ReaderLimits images{
        .readers = 2, .queue_count_max = 256, .queue_bytes_max = std::size_t{128} * 1024 * 1024};
    ReplicaOptions replica;
    WriterOptions writes;
    std::size_t search_cache_bytes_max = std::size_t{64} * 1024 * 1024;
    search::SearchLimits search{};
    search::IndexerOptions indexing{};
};

/// Every store port in one PostgreSQL database: one thread that writes in groups, some that read, some for
/// images. While the database is away every call waits for it up to its deadline, then fails with base
/// Errc::unavailable; connections are made anew when it is back.
/// Threads: any; answers come back on the caller's worker. Destroying it finishes what was accepted.
class Store final : public chat::UserStore,
                    public chat::SessionStore,
                    public chat::RoomStore,
                    public chat::MessageStore,
                    public chat::SearchStore,
                    public chat::ImageStore,
                    public MessageChangePort<Store, Connection>,
                    public MessageLookupPort<Store, Connection>,
                    public MissedMessagePort<Store, Connection>,
                    public ReadMarkerPort<Store, Connection>,
                    public DraftsPort<Store, Connection>,
                    public SavedMessagesPort<Store, Connection>,
                    public RoomKeepingPort<Store, Connection>,
                    public InvitesPort<Store, Connection>,
                    public PresencePort<Store, Connection>,
                    public AuditPort<Store, Connection>,
                    public AdministrationPort<Store, Connection>,
                    public SessionEndingsPort<Store, Connection>,
                    public AccountPort<Store, Connection>,
                    public BlockPort<Store, Connection> {
  public:
    /// Neither migrates nor waits for the database. `events` outlives the store.
    Store(const Options& options, chat::EventSink& events);
    ~Store() override = default;

    /// Whether the database answers, within a second or two, and has every migration. Errors: base
    /// Errc::busy, base Errc::unavailable, Errc::newer_schema, Errc::edited_migration,
    /// Errc::pending_migrations.
    Task<Result<void>> check();
    /// Waits until what is written by now is in the search index; false when it is not by `deadline`. For
    /// tests and measurements: searches find everything at any time. Threads: any that may block.
    [[nodiscard]] bool index_everything(std::chrono::milliseconds deadline) {
        return indexer_.catch_up(deadline);
    }

    /// For the ports that are the same in every store (server/src/store/*_port.hpp): `work(db, events)`,
    /// which returns a Result, in the next transaction.
    template <class Work>
    auto write(Concerns concerns, Work work) {
        return writer_.write(command_bytes, std::move(concerns), std::move(work));
    }
    /// `work(db)`, which returns a Result; each of its statements sees what is committed by then.
    template <class Work>
    auto read(Work work) {
        return readers_.read(std::move(work));
    }
    /// The same for what is of no use a moment later: a database that falls silent is given up within a
    /// second or two.
    template <class Work>
    auto read_soon(Work work) {
        return probe_.read([work = std::move(work)](Connection& db) mutable {
            db.set_answer_timeout(probe_timeout);
            return work(db);
        });
    }

    Task<Result<chat::User>> create_user(chat::NewUser user) override;
    Task<Result<std::optional<chat::Credentials>>> find_credentials(std::string username) override;
    Task<Result<std::optional<chat::User>>> find_user(chat::UserId id) override;
    Task<Result<std::vector<chat::User>>> search_users(std::string query, std::size_t limit) override;

    Task<Result<void>> create_session(chat::Session session) override;
    Task<Result<std::optional<chat::ActiveSession>>> find_session(chat::SessionId id) override;
    Task<Result<std::vector<chat::Session>>> list_sessions(chat::UserId user_id) override;
    Task<Result<void>> revoke_session(chat::Actor user, chat::SessionId id, Time now) override;
    Task<Result<void>> touch_session(chat::SessionId id, Time last_used_at) override;

    Task<Result<chat::CreatedRoom>> create_room(chat::NewRoom room) override;
    Task<Result<std::vector<chat::Room>>> list_rooms(chat::UserId viewer) override;
    Task<Result<std::vector<chat::Room>>> list_rooms_now(chat::UserId viewer) override;
    Task<Result<std::vector<chat::RoomId>>> list_room_ids(chat::UserId viewer,
                                                          chat::SessionId session) override;
    Task<Result<std::vector<chat::Room>>> discover_rooms(chat::UserId viewer, std::string query,
                                                         std::size_t limit) override;
    Task<Result<chat::Room>> find_room(chat::UserId viewer, chat::RoomId id) override;
    Task<Result<chat::Room>> join_room(chat::UserId user_id, chat::RoomId id, Time now) override;
    Task<Result<void>> leave_room(chat::UserId user_id, chat::RoomId id) override;
    Task<Result<chat::MemberPage>> list_members(chat::UserId viewer, chat::RoomId id, std::string cursor,
                                                std::size_t limit) override;
    Task<Result<chat::ReadPosition>> move_read_marker(chat::UserId user_id, chat::RoomId id, chat::Seq seq,
                                                      std::string origin) override;

    Task<Result<chat::PostedMessage>> post_message(chat::NewMessage message) override;
    Task<Result<chat::RoomAccess>> find_room_access(chat::UserId viewer, chat::RoomId room_id) override;
    Task<Result<chat::HistoryPage>> read_history(chat::UserId viewer, chat::RoomId room_id,
                                                 chat::HistoryQuery query) override;
    Task<Result<chat::Changes>> read_changes(chat::UserId viewer, std::map<chat::RoomId, chat::Version> seen,
                                             std::size_t limit) override;

    Task<Result<chat::SearchPage>> search_messages(chat::UserId viewer, chat::SearchQuery query) override;

    Task<Result<void>> put_image(chat::Image image) override;
    Task<Result<std::shared_ptr<const chat::Image>>> find_image(chat::ImageId id) override;
    Task<Result<std::vector<chat::ImageId>>> find_known_images(std::vector<chat::ImageId> ids) override;

  private:
    /// What a command holds in the queue beside the text that came with it.
    static constexpr std::size_t command_bytes = 512;
    /// Who asks whether the server is ready gives up after a few seconds.
    static constexpr std::chrono::milliseconds probe_timeout{1000};

    Connector connector_;
    ReaderPool readers_;
    ReaderPool images_;
    ReaderPool probe_;                                  // of what is wanted soon or not at all
    Coalescer<PointQuestions, PointAnswers> answerer_;  // never waits for a reader that walks many rows
    PointReads point_reads_;
    ReplicaReads replica_reads_;
    search::CatalogCache catalogs_;
    const search::SearchLimits search_limits_;
    IndexStorage index_storage_;
    search::Indexer indexer_;
    Writer writer_;  // last, so that it finishes its queue while the others still stand
};

}  // namespace chatter::store::postgres
