import { describe, expect, test, vi } from "vitest";
import type { Message, Room } from "../../protocol/entities";
import { failed, type Reply, succeeded } from "../../protocol/reply";
import { sampleMembership, sampleMessage, sampleMessages, sampleRoom } from "../../protocol/samples";
import { Timelines } from "./timelines";

type Range = { before?: number; after?: number; around?: number; limit: number };
type Page = { messages: Message[]; hasBefore: boolean; hasAfter: boolean };

/** A room's history on a server, of which each test sets the length. */
function serverWith(length: number) {
    const server = {
        length,
        down: false,
        asked: [] as Range[],
        async history(_roomId: string, range: Range): Promise<Reply<Page>> {
            server.asked.push(range);
            if (server.down) return failed({ code: "offline" });
            const { before = server.length + 1, after, around, limit } = range;
            const middle = around === undefined ? undefined : Math.max(1, around - limit / 2);
            const first = middle ?? (after === undefined ? Math.max(1, before - limit) : after + 1);
            const last = Math.min(server.length, before - 1, first + limit - 1);
            return succeeded({
                messages: sampleMessages(first, last),
                hasBefore: first > 1,
                hasAfter: last < server.length,
            });
        },
    };
    return server;
}

function roomOf(length: number, unreadFrom?: number): Room {
    const membership =
        unreadFrom === undefined
            ? sampleMembership({ lastReadSeq: length })
            : sampleMembership({ lastReadSeq: unreadFrom - 1, unreadCount: length - unreadFrom + 1 });
    return sampleRoom({ lastSeq: length, version: length, membership });
}

function setUp(length: number, unreadFrom?: number) {
    const server = serverWith(length);
    const room = roomOf(length, unreadFrom);
    const timelines = new Timelines(server.history, () => room);
    return { server, room, timelines, store: timelines.open(room) };
}

/** The same once it is open, after which each answer comes as its own function in `answers` is called. */
async function setUpSlow(length: number, unreadFrom?: number) {
    const server = serverWith(length);
    const answers: (() => void)[] = [];
    let isSlow = false;
    const room = roomOf(length, unreadFrom);
    const timelines = new Timelines(
        (roomId, range) => {
            const reply = server.history(roomId, range);
            return isSlow ? new Promise((resolve) => void answers.push(() => resolve(reply))) : reply;
        },
        () => room,
    );
    const store = timelines.open(room);
    await vi.waitFor(() => expect(store.get().phase).toBe("ready"));
    isSlow = true;
    return { server, room, timelines, store, answers };
}

const edges = (messages: readonly Message[]) => [messages[0]?.seq, messages.at(-1)?.seq];

describe("Timelines", () => {
    test("opens a read room at its newest messages", async () => {
        const { store } = setUp(200);
        await vi.waitFor(() => expect(edges(store.get().messages)).toEqual([151, 200]));
        expect(store.get().newAfterSeq).toBeNull();
    });

    test("a room that was prepared is there when it is opened, and one on its way is not asked for again", async () => {
        const server = serverWith(200);
        const timelines = new Timelines(server.history, () => undefined);
        const prepared = timelines.prepare(roomOf(200, 190));
        const store = timelines.open(roomOf(200, 190));
        await prepared;
        expect(store.get().phase).toBe("ready");
        expect(timelines.open(roomOf(200, 190))).toBe(store);
        expect(server.asked).toHaveLength(1);
        await timelines.prepare(roomOf(200, 190));
        expect(server.asked).toHaveLength(1);
    });

    test("preparing others never takes away the room that is open", async () => {
        const { timelines, store, server } = setUp(200);
        for (let n = 0; n < 20; n += 1) await timelines.prepare({ ...roomOf(200), id: `r-other-${n}` });
        timelines.live(sampleMessage(201));
        expect(store.get().messages.at(-1)?.seq).toBe(201);
        expect(Object.keys(timelines.cursors())).toHaveLength(12);
        expect(server.asked).toHaveLength(21);
    });

    test("opens a room at the message that a link names, wherever it was left", async () => {
        const { room, timelines, store, server } = setUp(500);
        await vi.waitFor(() => expect(store.get().phase).toBe("ready"));
        const elsewhere = timelines.open(room, 42);
        await vi.waitFor(() => expect(elsewhere.get().phase).toBe("ready"));
        expect(server.asked.at(-1)).toMatchObject({ around: 42 });
        expect(elsewhere.get().target).toEqual({ seq: 42 });
        expect(timelines.open(room, 43)).toBe(elsewhere);
        expect(elsewhere.get().target).toEqual({ seq: 43 });
    });

    test("opens a room with unread messages around the first of them", async () => {
        const { store, server } = setUp(500, 101);
        await vi.waitFor(() => expect(store.get().phase).toBe("ready"));
        expect(server.asked[0]).toMatchObject({ around: 101 });
        expect(store.get()).toMatchObject({
            newAfterSeq: 100,
            before: { more: true },
            after: { more: true },
        });
    });

    test("extends at either end, one page at a time", async () => {
        const { store, timelines, server } = setUp(500, 251);
        await vi.waitFor(() => expect(store.get().phase).toBe("ready"));
        const [first, last] = edges(store.get().messages);
        await Promise.all([timelines.extend("r-1", "before"), timelines.extend("r-1", "before")]);
        await timelines.extend("r-1", "after");
        expect(server.asked.slice(1)).toEqual([
            { before: first, limit: 100 },
            { after: last, limit: 100 },
        ]);
        expect(edges(store.get().messages)).toEqual([(first ?? 0) - 100, (last ?? 0) + 100]);
    });

    test("fills a gap by reading on", async () => {
        const { store, timelines, server } = setUp(10);
        await vi.waitFor(() => expect(store.get().phase).toBe("ready"));
        server.length = 13;
        timelines.live(sampleMessage(13));
        await vi.waitFor(() => expect(edges(store.get().messages)).toEqual([1, 13]));
    });

    test("catches up on what sync brings", async () => {
        const { store, timelines, room } = setUp(10);
        await vi.waitFor(() => expect(store.get().phase).toBe("ready"));
        timelines.lost();
        expect(timelines.cursors()).toEqual({ "r-1": 10 });
        const missed = { room: { ...room, version: 12 }, messages: sampleMessages(11, 12), truncated: false };
        timelines.caughtUp({ rooms: new Map([["r-1", missed]]), joined: [], left: [] });
        expect(edges(store.get().messages)).toEqual([1, 12]);
        expect(timelines.cursors()).toEqual({ "r-1": 12 });
    });

    test("reads a room anew that has changed too much", async () => {
        const { store, timelines, server, room } = setUp(10);
        await vi.waitFor(() => expect(store.get().phase).toBe("ready"));
        timelines.lost();
        server.length = 400;
        const missed = {
            room: { ...room, version: 400 },
            messages: sampleMessages(201, 400),
            truncated: true,
        };
        timelines.caughtUp({ rooms: new Map([["r-1", missed]]), joined: [], left: [] });
        await vi.waitFor(() => expect(edges(store.get().messages)).toEqual([351, 400]));
    });

    test("takes only the page that was asked for last, whichever comes first", async () => {
        const { store, timelines, server, room, answers } = await setUpSlow(10);
        const missed = { room: { ...room, version: 400 }, messages: [], truncated: true };
        timelines.lost();
        for (const version of [400, 401]) {
            server.length = version;
            timelines.caughtUp({
                rooms: new Map([["r-1", { ...missed, room: { ...room, version } }]]),
                joined: [],
                left: [],
            });
        }
        answers[1]?.();
        await vi.waitFor(() => expect(edges(store.get().messages)).toEqual([352, 401]));
        timelines.live(sampleMessage(402));
        answers[0]?.();
        await new Promise((resolve) => setTimeout(resolve));
        expect(edges(store.get().messages)).toEqual([352, 402]);
    });

    test("does not join a page to another run than the one that it was asked for", async () => {
        const { store, timelines, answers } = await setUpSlow(500, 101);
        void timelines.extend("r-1", "before");
        void timelines.showNewest("r-1");
        answers[1]?.();
        await vi.waitFor(() => expect(edges(store.get().messages)).toEqual([451, 500]));
        void timelines.extend("r-1", "before");
        answers[0]?.();
        await new Promise((resolve) => setTimeout(resolve));
        expect(edges(store.get().messages)).toEqual([451, 500]);
        answers[2]?.();
        await vi.waitFor(() => expect(edges(store.get().messages)).toEqual([351, 500]));
    });

    test("keeps a room that the user is in again by the time sync says that they were not", async () => {
        const server = serverWith(10);
        const rooms = new Map([["r-1", roomOf(10)]]);
        const timelines = new Timelines(server.history, (roomId) => rooms.get(roomId));
        const store = timelines.open(roomOf(10));
        await vi.waitFor(() => expect(store.get().phase).toBe("ready"));
        timelines.caughtUp({ rooms: new Map(), joined: [], left: ["r-1"] });
        timelines.live(sampleMessage(11));
        expect(edges(store.get().messages)).toEqual([1, 11]);
        rooms.delete("r-1");
        timelines.caughtUp({ rooms: new Map(), joined: [], left: ["r-1"] });
        expect(timelines.cursors()).toEqual({});
    });

    test("forgets a room that the user has been taken out of", async () => {
        const timelines = new Timelines(serverWith(10).history, () => undefined);
        timelines.open(roomOf(10));
        timelines.caughtUp({ rooms: new Map(), joined: [], left: ["r-1"] });
        expect(timelines.cursors()).toEqual({});
    });

    test("tries a failed room again once the connection is back", async () => {
        const server = serverWith(10);
        server.down = true;
        const timelines = new Timelines(server.history, () => roomOf(10));
        const store = timelines.open(roomOf(10));
        await vi.waitFor(() =>
            expect(store.get()).toMatchObject({ phase: "failed", problem: { code: "offline" } }),
        );
        server.down = false;
        timelines.caughtUp({ rooms: new Map(), joined: [], left: [] });
        await vi.waitFor(() => expect(edges(store.get().messages)).toEqual([1, 10]));
    });

    test("keeps a room that is opened again, with its New line moved to what is unread now", async () => {
        const { store, timelines, server } = setUp(10);
        await vi.waitFor(() => expect(store.get().phase).toBe("ready"));
        timelines.live(sampleMessage(11));
        expect(timelines.open(roomOf(11, 11))).toBe(store);
        expect(store.get().newAfterSeq).toBe(10);
        expect(server.asked).toHaveLength(1);
    });

    test("goes to the newest messages, when what is held does not reach them", async () => {
        const { store, timelines, server } = setUp(500, 101);
        await vi.waitFor(() => expect(store.get().phase).toBe("ready"));
        await timelines.showNewest("r-1");
        expect(edges(store.get().messages)).toEqual([451, 500]);
        expect(store.get()).toMatchObject({ opensAtEnd: true, newAfterSeq: 100 });
        await timelines.showNewest("r-1");
        expect(server.asked).toHaveLength(2);
    });

    test("draws one New line only", async () => {
        const { store, timelines } = setUp(10);
        await vi.waitFor(() => expect(store.get().phase).toBe("ready"));
        timelines.markNew("r-1", 10);
        timelines.markNew("r-1", 12);
        expect(store.get().newAfterSeq).toBe(10);
    });
});
