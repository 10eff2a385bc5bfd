#include "chat/profiles.hpp"

#include "chat/validation.hpp"

namespace chatter::chat {

namespace {

/// Of the address that the draft gives. Whether there is such an image, the store knows.
std::optional<Avatar> avatar_of(const std::optional<std::string>& url, const ImageAddresses& addresses,
                                Validation& validation) {
    if (!url) return std::nullopt;
    if (const auto image_id = addresses.of_url(*url)) return Avatar{.image_id = *image_id, .url = *url};
    validation.check("avatarUrl", "Must be the address of an uploaded image.");
    return std::nullopt;
}

Result<ProfileChange> validate(ProfileDraft draft, const ImageAddresses& addresses) {
    Validation validation;
    ProfileChange change;
    if (draft.display_name) {
        change.display_name = trimmed_if_valid(*draft.display_name);
        validation.check("displayName", complaint_about_display_name(*change.display_name));
    }
    if (draft.avatar_url) change.avatar.emplace(avatar_of(*draft.avatar_url, addresses, validation));
    if (draft.status_text) {
        change.status_text = trimmed_if_valid(*draft.status_text);
        validation.check("statusText", complaint_about_status_text(*change.status_text));
    }
    change.chosen_presence = draft.chosen_presence;
    if (draft.email && *draft.email && (*draft.email)->empty()) draft.email->reset();
    if (draft.email && *draft.email) validation.check("email", complaint_about_email(**draft.email));
    change.email = std::move(draft.email);
    if (auto valid = validation.result(); !valid) return std::unexpected(std::move(valid.error()));
    return change;
}

}  // namespace

Task<Result<User>> Profiles::change(UserId id, ProfileDraft draft) {
    auto change = validate(std::move(draft), addresses_);
    if (!change) co_return std::unexpected(std::move(change.error()));
    co_return co_await accounts_.change_profile(id, std::move(*change));
}

}  // namespace chatter::chat
