#include "net/tls/openssl.hpp"

#include <dlfcn.h>

namespace chatter::net::tls {

namespace {

const OpenSsl* look_up() {
    void* const handle = dlopen("libssl.so.3", RTLD_NOW | RTLD_LOCAL);  // and with it libcrypto
    if (handle == nullptr) return nullptr;
    static OpenSsl tls;
#define CHATTER_LOOK_UP(name)                                             \
    tls.name = reinterpret_cast<decltype(&::name)>(dlsym(handle, #name)); \
    if (tls.name == nullptr) return nullptr;
    CHATTER_OPENSSL_FUNCTIONS(CHATTER_LOOK_UP)
#undef CHATTER_LOOK_UP
    return &tls;
}

}  // namespace

const OpenSsl* load_openssl() {
    static const OpenSsl* const tls = look_up();
    return tls;
}

}  // namespace chatter::net::tls
