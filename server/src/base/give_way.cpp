#include "base/give_way.hpp"

#include <sys/resource.h>

namespace chatter {

void give_way_to_others() {
    constexpr int calling_thread = 0;  // on Linux, which has a priority for each thread
    constexpr int lowest = 19;
    (void)setpriority(PRIO_PROCESS, calling_thread, lowest);
}

}  // namespace chatter
