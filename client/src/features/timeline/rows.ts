import type { ImageInfo, Message, Person, Reaction, ReplyTarget } from "../../protocol/entities";
import type { Problem } from "../../protocol/reply";
import { sameDay } from "../../shared/dates";

/** A message that the server has not confirmed. */
export type PendingMessage = {
    clientId: string;
    content: string;
    image: { width: number; height: number } | null;
    createdAt: string;
    refusal: Problem | null;
};

/** One message of the timeline with what is drawn above it. */
export type Row = {
    /** Stays the same when a pending message becomes a stored one. */
    key: string;
    author: Person;
    content: string;
    image: ImageInfo | null;
    createdAt: string;
    editedAt: string | null;
    deleted: boolean;
    replyTo: ReplyTarget | null;
    reactions: readonly Reaction[];
    /** Null for a pending message. */
    seq: number | null;
    delivery: "stored" | "sending" | "refused";
    clientId: string | null;
    refusal: Problem | null;
    /** The first of its day. */
    startsDay: boolean;
    /** The first below the "New" line. */
    startsNew: boolean;
    /** Begins a group: shows its author's picture and name. */
    startsGroup: boolean;
};

export const groupMinutesMax = 5;

/** The "New" line's place by seq, and whether older messages than the held ones exist. */
export type NewLine = { afterSeq: number | null; hasBefore: boolean };

type Content = Omit<Row, "startsDay" | "startsNew" | "startsGroup">;

/** What the timeline draws, top to bottom: the held messages, then the user's own waiting ones. */
export function timelineRows(
    messages: readonly Message[],
    pending: readonly PendingMessage[],
    me: Person,
    newLine: NewLine,
): Row[] {
    const stored = new Set(
        messages.filter((message) => message.author.id === me.id).map((message) => message.clientId),
    );
    const contents = [
        ...messages.map((message) => fromMessage(message, me)),
        ...pending.filter((entry) => !stored.has(entry.clientId)).map((entry) => fromPending(entry, me)),
    ];
    const firstNew = newLineIndex(contents, me, newLine);
    return contents.map((content, index) => {
        const above = contents[index - 1];
        const startsDay = !above || !sameDay(above.createdAt, content.createdAt);
        const startsNew = index === firstNew;
        const startsGroup = startsDay || startsNew || content.replyTo !== null || !continues(above, content);
        return { ...content, startsDay, startsNew, startsGroup };
    });
}

/** Where the line stands, or -1 while its place is among the older messages that are not held. */
function newLineIndex(contents: readonly Content[], me: Person, { afterSeq, hasBefore }: NewLine): number {
    const firstSeq = contents[0]?.seq ?? null;
    if (afterSeq === null || firstSeq === null || (hasBefore && firstSeq > afterSeq + 1)) return -1;
    return contents.findIndex(({ seq, author }) => seq !== null && seq > afterSeq && author.id !== me.id);
}

function continues(above: Content | undefined, below: Content): boolean {
    if (above?.author.id !== below.author.id) return false;
    return Date.parse(below.createdAt) - Date.parse(above.createdAt) < groupMinutesMax * 60_000;
}

function fromMessage(message: Message, me: Person): Content {
    const own = message.author.id === me.id && message.clientId !== null;
    return {
        key: own ? `sent:${message.clientId}` : message.id,
        author: message.author,
        content: message.content,
        image: message.image,
        createdAt: message.createdAt,
        editedAt: message.editedAt,
        deleted: message.deletedAt !== null,
        replyTo: message.replyTo,
        reactions: message.reactions,
        seq: message.seq,
        delivery: "stored",
        clientId: message.clientId,
        refusal: null,
    };
}

function fromPending(entry: PendingMessage, me: Person): Content {
    return {
        key: `sent:${entry.clientId}`,
        author: me,
        content: entry.content,
        image: entry.image && { ...entry.image, placeholder: null },
        createdAt: entry.createdAt,
        editedAt: null,
        deleted: false,
        replyTo: null,
        reactions: [],
        seq: null,
        delivery: entry.refusal ? "refused" : "sending",
        clientId: entry.clientId,
        refusal: entry.refusal,
    };
}
