import type { ImageInfo, Message, Person, ReplyTarget } from "../../protocol/entities";
import type { Problem } from "../../protocol/reply";

/** A message that the server has not confirmed. */
export type PendingMessage = {
    clientId: string;
    content: string;
    image: { width: number; height: number } | null;
    replyTo: ReplyTarget | null;
    threadOf: string | null;
    createdAt: string;
    refusal: Problem | null;
};

/** One message of the timeline with what is drawn above it. */
export type Row = {
    /** Stays the same when a pending message becomes a stored one. */
    key: string;
    /** The stored message; null while it is on its way. */
    message: Message | null;
    author: Person;
    content: string;
    image: ImageInfo | null;
    createdAt: string;
    editedAt: string | null;
    deleted: boolean;
    replyTo: ReplyTarget | null;
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

type Lines = Pick<Row, "startsDay" | "startsNew" | "startsGroup">;

/** A row without what its place among the others makes of it. */
type Content = {
    base: Omit<Row, keyof Lines>;
    time: number;
    /** The day of the viewer's own calendar. */
    day: string;
    /** The row as it was drawn last: one that stays as it was is not drawn again. */
    drawn: Row | null;
};

// Each message is read once, however often the rows around it change: a room may hold thousands.
const contentsOf = new WeakMap<Person, WeakMap<Message, Content>>();

/** What a room's timeline draws: all but the replies in threads, which stand under their first message. */
export function roomRows(
    messages: readonly Message[],
    pending: readonly PendingMessage[],
    me: Person,
    { afterSeq, hasBefore }: NewLine,
): Row[] {
    const firstHeld = messages[0]?.seq ?? 0;
    return timelineRows(
        messages.filter(({ threadSeq }) => threadSeq === null),
        pending.filter(({ threadOf }) => threadOf === null),
        me,
        // Replies at the beginning of what is held do not hide the line's place.
        { afterSeq, hasBefore: hasBefore && firstHeld > (afterSeq ?? 0) + 1 },
    );
}

/** What the timeline draws, top to bottom: the held messages, then the user's own waiting ones. */
export function timelineRows(
    messages: readonly Message[],
    pending: readonly PendingMessage[],
    me: Person,
    newLine: NewLine,
): Row[] {
    const known = contentsFor(me);
    const contents = messages.map((message) => {
        const content = known.get(message) ?? contentOf(fromMessage(message, me));
        known.set(message, content);
        return content;
    });
    const waiting = pending.filter(
        ({ clientId }) => !messages.some((message) => isOf(message, clientId, me)),
    );
    for (const entry of waiting) contents.push(contentOf(fromPending(entry, me)));
    const firstNew = newLineIndex(contents, me, newLine);
    return contents.map((content, index) => {
        const above = contents[index - 1];
        const startsDay = above?.day !== content.day;
        const startsNew = index === firstNew;
        const startsGroup =
            startsDay || startsNew || content.base.replyTo !== null || !continues(above, content);
        return drawn(content, { startsDay, startsNew, startsGroup });
    });
}

function contentsFor(me: Person): WeakMap<Message, Content> {
    const known = contentsOf.get(me) ?? new WeakMap<Message, Content>();
    contentsOf.set(me, known);
    return known;
}

function contentOf(base: Content["base"]): Content {
    const date = new Date(base.createdAt);
    return { base, time: date.getTime(), day: date.toDateString(), drawn: null };
}

function drawn(content: Content, lines: Lines): Row {
    const before = content.drawn;
    if (
        before?.startsDay === lines.startsDay &&
        before.startsNew === lines.startsNew &&
        before.startsGroup === lines.startsGroup
    ) {
        return before;
    }
    content.drawn = { ...content.base, ...lines };
    return content.drawn;
}

function isOf(message: Message, clientId: string, me: Person): boolean {
    return message.clientId === clientId && message.author.id === me.id;
}

/** Where the line stands, or -1 while its place is among the older messages that are not held. */
function newLineIndex(contents: readonly Content[], me: Person, { afterSeq, hasBefore }: NewLine): number {
    const firstSeq = contents[0]?.base.seq ?? null;
    if (afterSeq === null || firstSeq === null || (hasBefore && firstSeq > afterSeq + 1)) return -1;
    return contents.findIndex(
        ({ base: { seq, author } }) => seq !== null && seq > afterSeq && author.id !== me.id,
    );
}

function continues(above: Content | undefined, below: Content): boolean {
    if (above?.base.author.id !== below.base.author.id) return false;
    return below.time - above.time < groupMinutesMax * 60_000;
}

function fromMessage(message: Message, me: Person): Content["base"] {
    const own = message.author.id === me.id && message.clientId !== null;
    return {
        key: own ? `sent:${message.clientId}` : message.id,
        message,
        author: message.author,
        content: message.content,
        image: message.image,
        createdAt: message.createdAt,
        editedAt: message.editedAt,
        deleted: message.deletedAt !== null,
        replyTo: message.replyTo,
        seq: message.seq,
        delivery: "stored",
        clientId: message.clientId,
        refusal: null,
    };
}

function fromPending(entry: PendingMessage, me: Person): Content["base"] {
    return {
        key: `sent:${entry.clientId}`,
        message: null,
        author: me,
        content: entry.content,
        image: entry.image && { ...entry.image, placeholder: null, animated: null },
        createdAt: entry.createdAt,
        editedAt: null,
        deleted: false,
        replyTo: entry.replyTo,
        seq: null,
        delivery: entry.refusal ? "refused" : "sending",
        clientId: entry.clientId,
        refusal: entry.refusal,
    };
}
