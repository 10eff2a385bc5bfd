#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "app/doctor/checklist.hpp"
#include "base/text.hpp"

namespace chatter::app::doctor {

namespace {

constexpr std::string_view make_secret = "Set JWT_SECRET to the output of: openssl rand -hex 32";
constexpr std::array own_items{"NODE_ENV", "JWT_SECRET", "CLIENT_ORIGIN"};

/// The secret that development makes for itself, if this installation has one.
std::string development_secret(const Config& config) {
    std::ifstream file(std::filesystem::path(config.data_dir) / "jwt_secret");
    std::string secret;
    std::getline(file, secret);
    return secret;
}

bool has_words(std::string_view secret) {
    const auto lower = to_ascii_lower(secret);
    return std::ranges::any_of(
        std::array{"secret", "password", "change", "example", "chatter", "development", "test"},
        [&lower](std::string_view word) { return lower.contains(word); });
}

}  // namespace

Finding check_settings(const Subject& subject) {
    std::string wrong;
    for (const auto& complaint : subject.settings.complaints)
        if (std::ranges::find(own_items, complaint.name) == own_items.end())
            wrong += (wrong.empty() ? "" : "; ") + complaint.line;
    if (wrong.empty()) return passed("every variable that is set makes sense");
    return failed(wrong, "chatter --help says what each variable is for");
}

Finding check_environment(const Subject& subject) {
    if (const auto* const wrong = subject.complaint_about("NODE_ENV"))
        return failed(wrong->line, "Set NODE_ENV=production");
    if (subject.config().production) return passed("production");
    return failed("not production: the cookie is not Secure, and weak settings are let pass",
                  "Set NODE_ENV=production");
}

Finding check_secret(const Subject& subject) {
    const auto& secret = subject.config().jwt_secret;
    if (secret.empty()) return failed("not set", std::string(make_secret));
    if (is_weak_secret(secret))
        return failed("weak: shorter than 32 characters, or few different ones", std::string(make_secret));
    if (has_words(secret)) return failed("not random: there are words in it", std::string(make_secret));
    if (secret == development_secret(subject.config()))
        return failed("the one that was made for development in " + subject.config().data_dir,
                      std::string(make_secret));
    return passed(std::to_string(secret.size()) + " characters");
}

Finding check_origin(const Subject& subject) {
    if (const auto* const wrong = subject.complaint_about("CLIENT_ORIGIN"))
        return failed(wrong->line, "Set it to what browsers show: https://chat.example.com");
    const auto& origins = subject.config().client_origins;
    if (origins.empty())
        return failed("not set", "Set it to what browsers show: CLIENT_ORIGIN=https://chat.example.com");
    std::string list;
    for (const auto& origin : origins) {
        if (!origin.starts_with("https://"))
            return failed(origin + " is not HTTPS", "Put a proxy with HTTPS in front, and set its address");
        list += (list.empty() ? "" : ", ") + origin;
    }
    return passed(list);
}

}  // namespace chatter::app::doctor
