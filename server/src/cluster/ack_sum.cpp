#include "cluster/ack_sum.hpp"

namespace chatter::cluster {

template <class Change>
void AckSum::change(Change change) {
    std::unique_lock lock(mutex_);
    change(*this);
    if (is_told_ || !servers_ || servers_heard_ < *servers_) return;
    is_told_ = true;
    const auto clients = clients_;
    lock.unlock();
    whole_->on_client_count(clients);
}

void AckSum::on_client_count(std::size_t count) {
    change([count](AckSum& self) {
        ++self.servers_heard_;
        self.clients_ += count;
    });
}

void AckSum::expect(std::size_t servers) {
    change([servers](AckSum& self) { self.servers_ = servers; });
}

}  // namespace chatter::cluster
