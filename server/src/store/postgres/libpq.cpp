#include "store/postgres/libpq.hpp"

#include <dlfcn.h>

namespace chatter::store::postgres {

namespace {

const Libpq* look_up() {
    void* const handle = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) return nullptr;
    static Libpq pq;
#define CHATTER_LOOK_UP(name)                                            \
    pq.name = reinterpret_cast<decltype(&::name)>(dlsym(handle, #name)); \
    if (pq.name == nullptr) return nullptr;
    CHATTER_LIBPQ_FUNCTIONS(CHATTER_LOOK_UP)
#undef CHATTER_LOOK_UP
    return &pq;
}

}  // namespace

const Libpq* load_libpq() {
    static const Libpq* const pq = look_up();
    return pq;
}

}  // namespace chatter::store::postgres
