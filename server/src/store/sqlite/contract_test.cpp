#include "store/contract/store_contract.hpp"
#include "store/sqlite/migrations.hpp"
#include "store/sqlite/store.hpp"
#include "store/sqlite/testing/temp_folder.hpp"

namespace chatter::store::sqlite {
namespace {

using namespace std::chrono_literals;

class SqliteHarness final : public StoreHarness {
  public:
    explicit SqliteHarness(chat::EventSink& sink) : sink_(sink) { reopen(); }
    chat::UserStore& users() override { return *store_; }
    chat::SessionStore& sessions() override { return *store_; }
    chat::SessionEndingStore& session_endings() override { return *store_; }
    chat::AuditStore& audit() override { return *store_; }
    chat::AdministrationStore& administration() override { return *store_; }
    chat::AccountStore& accounts() override { return *store_; }
    chat::BlockStore& blocks() override { return *store_; }
    chat::RoomStore& rooms() override { return *store_; }
    chat::RoomKeepingStore& room_keeping() override { return *store_; }
    chat::InviteStore& invites() override { return *store_; }
    chat::MessageStore& messages() override { return *store_; }
    chat::MissedMessageStore& missed_messages() override { return *store_; }
    chat::MessageChangeStore& message_changes() override { return *store_; }
    chat::MessageLookupStore& message_lookup() override { return *store_; }
    chat::ReadMarkerStore& read_markers() override { return *store_; }
    chat::PresenceStore& presence() override { return *store_; }
    chat::DraftStore& drafts() override { return *store_; }
    chat::SavedMessageStore& saved_messages() override { return *store_; }
    chat::SearchStore& search() override { return *store_; }
    chat::ImageStore& images() override { return *store_; }
    bool index_everything() override { return store_->index_everything(30s); }
    void change_content(chat::RoomId room, chat::Seq seq, std::optional<std::string> content) override {
        const auto db = Connection::open(folder_.database(), OpenMode::read_write, 5s).value();
        const auto hex = [](const std::string& bytes) {
            std::string text = "x'";
            for (const char c : bytes) {
                constexpr std::string_view digits = "0123456789abcdef";
                text +=
                    {digits[static_cast<unsigned char>(c) >> 4], digits[static_cast<unsigned char>(c) & 15]};
            }
            return text + "'";
        };
        const auto id =
            hex({reinterpret_cast<const char*>(room.value.bytes.data()), room.value.bytes.size()});
        const auto text = "BEGIN; UPDATE rooms SET version = version + 1 WHERE id = " + id +
                          "; UPDATE messages SET version = (SELECT version FROM rooms WHERE id = " + id +
                          "), content = CAST(" + hex(content.value_or("")) + " AS TEXT), " +
                          (content ? "edited_at" : "deleted_at") + " = 1 WHERE room_id = " + id +
                          " AND seq = " + std::to_string(seq) + "; COMMIT;";
        db->execute(text.c_str());
        ASSERT_FALSE(db->failed());
    }
    void reopen() override {
        store_.reset();
        EXPECT_TRUE(migrate(folder_.database()).has_value());
        const Options options{.path = folder_.database(), .readers = 2, .writes = {}, .busy_timeout = 20s};
        store_ = Store::open(options, sink_).value();
    }

  private:
    chat::EventSink& sink_;
    testing::TempFolder folder_;
    std::unique_ptr<Store> store_;
};

}  // namespace

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract,
                         ::testing::Values(StoreBackend{"sqlite", [](chat::EventSink& sink) {
                                                            return std::make_unique<SqliteHarness>(sink);
                                                        }}));

}  // namespace chatter::store::sqlite
