#pragma once

namespace chatter {

/// From now on the calling thread gets the processor when no other wants it, and little of it otherwise (nice
/// 19): for work that nobody waits for, which must hold no lock that others wait for. Does nothing where the
/// system forbids it.
void give_way_to_others();

}  // namespace chatter
