import type { Message, Reaction } from "../../protocol/entities";

/** The user's own changes of reactions that are on their way: by message id and emoji, true for one that is added. */
export type PendingReactions = ReadonlyMap<string, ReadonlyMap<string, boolean>>;

/** A message's reactions as they will be once what is on its way has arrived. */
export function shownReactions(
    message: Message,
    pending: PendingReactions,
    meId: string,
): readonly Reaction[] {
    const changes = pending.get(message.id);
    if (!changes) return message.reactions;
    const known = new Set(message.reactions.map(({ emoji }) => emoji));
    const fresh = [...changes.keys()].filter((emoji) => !known.has(emoji));
    return [...message.reactions, ...fresh.map((emoji) => ({ emoji, count: 0, userIds: [] }))]
        .map((reaction) => changed(reaction, changes.get(reaction.emoji), meId))
        .filter(({ count }) => count > 0);
}

/** With one more change on its way, or without one that has been answered (null). */
export function withPending(
    pending: PendingReactions,
    messageId: string,
    emoji: string,
    added: boolean | null,
): PendingReactions {
    const changes = new Map(pending.get(messageId));
    if (added === null) changes.delete(emoji);
    else changes.set(emoji, added);
    const all = new Map(pending);
    if (changes.size === 0) all.delete(messageId);
    else all.set(messageId, changes);
    return all;
}

function changed(reaction: Reaction, added: boolean | undefined, meId: string): Reaction {
    const own = reaction.userIds.includes(meId);
    if (added === undefined || added === own) return reaction;
    return added
        ? { ...reaction, count: reaction.count + 1, userIds: [...reaction.userIds, meId] }
        : { ...reaction, count: reaction.count - 1, userIds: reaction.userIds.filter((id) => id !== meId) };
}
