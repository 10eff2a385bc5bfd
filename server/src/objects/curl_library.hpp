#pragma once

#include <curl/curl.h>

namespace chatter::objects {

// clang-format off
// The functions of libcurl that this folder calls.
#define CHATTER_CURL_FUNCTIONS(function)                                                                     \
    function(curl_global_init) function(curl_easy_init) function(curl_easy_cleanup) function(curl_easy_reset) \
    function(curl_easy_setopt) function(curl_easy_perform) function(curl_easy_getinfo)                       \
    function(curl_easy_strerror) function(curl_slist_append) function(curl_slist_free_all)
// clang-format on

/// libcurl, loaded when there is an object store: a server without one has nothing of it, nor of the twenty
/// libraries that it brings, in memory. `curl->curl_easy_perform(…)` is the function of that name.
struct CurlLibrary {
// NOLINTNEXTLINE(bugprone-macro-parentheses): a member name cannot stand in them
#define CHATTER_DECLARE(name) decltype(&::name) name = nullptr;
    CHATTER_CURL_FUNCTIONS(CHATTER_DECLARE)
#undef CHATTER_DECLARE
};

/// Null when this machine has no libcurl that fits. Stays loaded until the process ends. Threads: any.
[[nodiscard]] const CurlLibrary* load_curl();

}  // namespace chatter::objects
