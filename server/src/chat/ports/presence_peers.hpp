#pragma once

#include <string>
#include <vector>

#include "base/task.hpp"
#include "chat/presence_book.hpp"

namespace chatter::chat {

/// Port: the other nodes of a cluster, each with a book of its own. Each node
/// says what its own connections come to, and takes in what the others say
/// (PresenceNode): so a message is one person on one node, whoever watches, and
/// no node needs another's sockets.
///
///   this node's connections ─► book ─► tell ─► (bus) ─► hear ─► the others'
///   books
///
/// An implementation keeps what it was told where a node that starts finds it,
/// for as long as the node that said it lives (a TTL, renewed), and forgets a
/// node whose time has run out. After it has lost touch it says everything anew
/// and hears everything anew; both may repeat.
class PresencePeers {
  public:
    virtual ~PresencePeers() = default;
    /// What has changed of this node's connections, several at a time; a person's
    /// latest counts. On the worker that owns the book; must not block.
    virtual void tell(std::vector<NodePresence> changes) = 0;
};

/// Port: this node, to which PresencePeers hands what the others say. Threads:
/// any.
class PresenceNode {
  public:
    virtual ~PresenceNode() = default;
    /// What has changed at `node`.
    virtual void hear(std::string node, std::vector<NodePresence> said) = 0;
    /// All that `node` says: whom it does not name it says nothing of any more.
    virtual void hear_everything(std::string node, std::vector<NodePresence> said) = 0;
    virtual void forget(std::string node) = 0;
    /// What this node says of everybody who is connected to it. What it is told
    /// to tell afterwards (PresencePeers::tell) is newer.
    [[nodiscard]] virtual Task<std::vector<NodePresence>> local() = 0;
};

}  // namespace chatter::chat
