#include "objects/errc.hpp"

namespace chatter::objects {

namespace {

class ObjectsErrorCategory final : public std::error_category {
  public:
    [[nodiscard]] const char* name() const noexcept override { return "objects"; }
    [[nodiscard]] std::string message(int value) const override {
        switch (static_cast<Errc>(value)) {
            case Errc::no_such_object: return "there is no such object";
            case Errc::refused: return "the object store refuses";
            case Errc::foreign_bucket: return "the bucket belongs to another installation";
        }
        return "unknown";
    }
};

}  // namespace

const std::error_category& objects_error_category() noexcept {
    static const ObjectsErrorCategory category;
    return category;
}

}  // namespace chatter::objects
