import type { ReplyTarget } from "../../protocol/entities";

/** What the server keeps of a draft. */
export type Kept = { content: string; version: number };

/**
 * One draft on this device.
 *
 * `text` is what stands in the field. It is saved upon the version that it was written over, so that
 * the server refuses it where another device was faster. What then differs is never thrown away: it
 * stands beside the field as the `rival` until somebody chooses.
 */
export type Draft = {
    text: string;
    /** The message that it answers, which only this browser keeps. */
    replyTo: ReplyTarget | null;
    /** The server's, as last heard of. */
    kept: Kept;
    /** Newer words of another device that cannot be joined with the text. */
    rival: Kept | null;
    /** What was being saved when its answer was lost: heard again, it is no other device's. */
    tried: readonly string[];
};

export const noDraft: Draft = {
    text: "",
    replyTo: null,
    kept: { content: "", version: 0 },
    rival: null,
    tried: [],
};

/** Whether the server lacks what is written here. */
export function isChanged({ text, kept }: Draft): boolean {
    return text !== kept.content;
}

export function written(draft: Draft, text: string, replyTo = draft.replyTo): Draft {
    return text === draft.text && replyTo === draft.replyTo ? draft : { ...draft, text, replyTo };
}

/** The text has become a message. What another device wrote meanwhile takes its place. */
export function sent(draft: Draft): Draft {
    const next = { ...draft, text: "", replyTo: null };
    return draft.rival ? takeRival(next) : next;
}

/** The text is on its way to the server. */
export function trying(draft: Draft): Draft {
    const tried = draft.tried.filter((content) => content !== draft.text);
    return { ...draft, tried: [...tried.slice(-2), draft.text] };
}

export function saved(draft: Draft, kept: Kept): Draft {
    return kept.version < draft.kept.version ? draft : { ...draft, kept, tried: [] };
}

/** The server has told of a draft; what it told before is known. */
export function heard(draft: Draft, news: Kept): Draft {
    const known = draft.rival ?? draft.kept;
    return news.version > known.version ? met(draft, news) : draft;
}

/** What the server has is this, whatever was known. */
export function met(draft: Draft, news: Kept): Draft {
    const next: Draft = { ...draft, kept: news, rival: null, tried: [] };
    if (draft.tried.includes(news.content)) return next;
    if (!isChanged(draft) || draft.text === "") return { ...next, text: news.content };
    if (draft.text.startsWith(news.content)) return next;
    if (news.content.startsWith(draft.text)) return { ...next, text: news.content };
    return { ...draft, rival: news };
}

/** The server lists no such draft any more: it was emptied elsewhere, at a version not told. */
export function gone(draft: Draft): Draft {
    if (draft.kept.content === "") return draft;
    const emptied = { ...draft, kept: { ...draft.kept, content: "" } };
    return isChanged(draft) || draft.tried.includes("") ? emptied : { ...emptied, text: "" };
}

/** The text stays; the rival is overwritten by the next save. */
export function keepOwn(draft: Draft): Draft {
    return draft.rival ? { ...draft, kept: draft.rival, rival: null } : draft;
}

/** The rival takes the place of the text. */
export function takeRival(draft: Draft): Draft {
    const { rival } = draft;
    return rival ? { ...draft, text: rival.content, kept: rival, rival: null } : draft;
}
