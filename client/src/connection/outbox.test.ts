import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Message } from "../protocol/entities";
import { failed, type Reply, succeeded } from "../protocol/reply";
import { mira, sampleMessage } from "../protocol/samples";
import { Outbox } from "./outbox";
import { type OutboxEntry, type OutboxStorage, openOutboxStorage, withSpare } from "./outbox-storage";
import type { Tabs } from "./tabs";

/** A server that keeps each clientId once, and fails as a test asks it to. */
class FakeServer {
    readonly stored: Message[] = [];
    readonly attempts: string[] = [];
    readonly failures: ("unavailable" | "forbidden" | "lost ack" | "unauthorized")[] = [];

    async take(entry: OutboxEntry): Promise<Reply<Message>> {
        this.attempts.push(entry.clientId);
        const failure = this.failures.shift();
        if (failure && failure !== "lost ack") return failed({ code: failure });
        let message = this.stored.find(({ clientId }) => clientId === entry.clientId);
        if (!message) {
            const { roomId, content, clientId } = entry;
            message = sampleMessage(this.stored.length + 1, { roomId, content, clientId, author: mira });
            this.stored.push(message);
        }
        return failure ? failed({ code: "timeout" }) : succeeded(message);
    }

    contents(): string[] {
        return this.stored.map(({ content }) => content);
    }
}

/** Tabs of one browser: one lock for all, and changes told to the others at once. */
class FakeBrowser {
    private readonly listeners = new Map<object, () => void>();
    private readonly locks = new Map<string, Promise<unknown>>();

    tab(): Tabs {
        const tab = {};
        return {
            alone: (name, task) => {
                const result = (this.locks.get(name) ?? Promise.resolve()).then(task);
                this.locks.set(
                    name,
                    result.catch(() => {}),
                );
                return result;
            },
            announceChange: () => {
                for (const [other, listener] of this.listeners) if (other !== tab) listener();
            },
            onChange: (listener) => {
                this.listeners.set(tab, listener);
                return () => this.listeners.delete(tab);
            },
        };
    }
}

let server: FakeServer;
let browser: FakeBrowser;
let sent: Message[];
let ids: number;

async function openPage(userId = mira.id, storage?: OutboxStorage): Promise<Outbox> {
    const outbox = new Outbox({
        userId,
        storage: storage ?? openOutboxStorage(),
        tabs: browser.tab(),
        send: (entry) => server.take(entry),
        onSent: (message) => sent.push(message),
        makeId: () => `c-${++ids}`,
        now: () => 1_000,
    });
    await outbox.reload();
    return outbox;
}

const text = (content: string, roomId = "r-1") => ({
    roomId,
    content,
    image: null,
    replyTo: null,
    threadOf: null,
});
const states = (outbox: Outbox) =>
    outbox.entries.get().map((entry) => [entry.content, entry.refusal?.code ?? "pending"]);
const settled = (check: () => void) => vi.waitFor(check, { interval: 1 });

beforeEach(() => {
    globalThis.indexedDB = new IDBFactory();
    vi.spyOn(Math, "random").mockReturnValue(0);
    server = new FakeServer();
    browser = new FakeBrowser();
    sent = [];
    ids = 0;
});

afterEach(() => vi.restoreAllMocks());

describe("Outbox", () => {
    test("shows a message at once and lets it go by its ack", async () => {
        const outbox = await openPage();
        outbox.setOnline(true);
        const added = outbox.add(text("hello"));
        expect(states(outbox)).toEqual([["hello", "pending"]]);
        await added;
        await settled(() => expect(states(outbox)).toEqual([]));
        expect(sent.map(({ clientId }) => clientId)).toEqual(["c-1"]);
    });

    test("keeps what is written offline and sends it in order when online", async () => {
        const outbox = await openPage();
        for (const content of ["one", "two", "three"]) await outbox.add(text(content));
        expect(server.attempts).toEqual([]);
        outbox.setOnline(true);
        await settled(() => expect(server.contents()).toEqual(["one", "two", "three"]));
        await settled(() => expect(states(outbox)).toEqual([]));
    });

    test("repeats a failed send under the same clientId, before anything younger", async () => {
        server.failures.push("unavailable", "lost ack");
        const outbox = await openPage();
        outbox.setOnline(true);
        await Promise.all([outbox.add(text("one")), outbox.add(text("two"))]);
        await vi.waitFor(() => expect(states(outbox)).toEqual([]), { timeout: 3_000, interval: 5 });
        expect(server.attempts).toEqual(["c-1", "c-1", "c-1", "c-2"]);
        expect(server.contents()).toEqual(["one", "two"]);
    });

    test("takes up after a reload what an earlier page left, under the same clientId", async () => {
        const before = await openPage();
        await before.add(text("kept"));
        before.stop();
        const after = await openPage();
        expect(states(after)).toEqual([["kept", "pending"]]);
        after.setOnline(true);
        await settled(() => expect(server.attempts).toEqual(["c-1"]));
    });

    test("marks what is refused for good, and lets the next ones pass", async () => {
        server.failures.push("forbidden");
        const outbox = await openPage();
        outbox.setOnline(true);
        await outbox.add(text("refused"));
        await outbox.add(text("fine"));
        await settled(() => expect(states(outbox)).toEqual([["refused", "forbidden"]]));
        expect(server.contents()).toEqual(["fine"]);
    });

    test("sends a refused message again when asked, and drops it when asked", async () => {
        server.failures.push("forbidden", "forbidden");
        const outbox = await openPage();
        outbox.setOnline(true);
        await outbox.add(text("first"));
        await outbox.add(text("second"));
        await settled(() =>
            expect(states(outbox).map(([, state]) => state)).toEqual(["forbidden", "forbidden"]),
        );
        await outbox.retry("c-1");
        await settled(() => expect(server.contents()).toEqual(["first"]));
        await outbox.discard("c-2");
        expect(states(outbox)).toEqual([]);
        expect(states(await openPage())).toEqual([]);
    });

    test("waits for the next sign-in when the session has ended", async () => {
        server.failures.push("unauthorized");
        const outbox = await openPage();
        outbox.setOnline(true);
        await outbox.add(text("later"));
        await settled(() => expect(server.attempts).toEqual(["c-1"]));
        expect(states(outbox)).toEqual([["later", "pending"]]);
    });

    test("lets a message go that has arrived by another way than its ack", async () => {
        const outbox = await openPage();
        await outbox.add(text("seen"));
        await outbox.confirm("c-1");
        outbox.setOnline(true);
        expect(states(outbox)).toEqual([]);
        expect(states(await openPage())).toEqual([]);
        expect(server.attempts).toEqual([]);
    });

    test("never shows or sends another user's messages", async () => {
        const miras = await openPage();
        await miras.add(text("mine"));
        miras.stop();
        const other = await openPage("u-tomas");
        other.setOnline(true);
        await other.add(text("theirs"));
        await settled(() => expect(server.contents()).toEqual(["theirs"]));
        expect(states(await openPage())).toEqual([["mine", "pending"]]);
    });

    test("two tabs show the same and send each message once", async () => {
        const [left, right] = [await openPage(), await openPage()];
        for (const content of ["one", "two", "three"]) await left.add(text(content));
        await settled(() => expect(states(right)).toHaveLength(3));
        left.setOnline(true);
        right.setOnline(true);
        await settled(() => expect([states(left), states(right)]).toEqual([[], []]));
        expect(server.attempts).toEqual(["c-1", "c-2", "c-3"]);
    });

    test("sends also what the browser cannot keep, once", async () => {
        const full: OutboxStorage = withSpare({
            load: async () => Promise.reject(new DOMException("closed", "InvalidStateError")),
            put: async () => Promise.reject(new DOMException("full", "QuotaExceededError")),
            remove: async () => Promise.reject(new DOMException("closed", "InvalidStateError")),
        });
        const outbox = await openPage(mira.id, full);
        await outbox.add(text("one"));
        await outbox.add(text("two"));
        expect(states(outbox)).toEqual([
            ["one", "pending"],
            ["two", "pending"],
        ]);
        outbox.setOnline(true);
        await settled(() => expect(states(outbox)).toEqual([]));
        expect(server.attempts).toEqual(["c-1", "c-2"]);
    });

    test("does not send again what it could not take out of a storage that failed", async () => {
        const kept = openOutboxStorage();
        const failing: OutboxStorage = withSpare({
            ...kept,
            remove: async () => Promise.reject(new DOMException("closed", "InvalidStateError")),
        });
        const outbox = await openPage(mira.id, failing);
        outbox.setOnline(true);
        await outbox.add(text("one"));
        await outbox.add(text("two"));
        await settled(() => expect(states(outbox)).toEqual([]));
        await outbox.reload();
        expect(states(outbox)).toEqual([]);
        expect(server.attempts).toEqual(["c-1", "c-2"]);
    });

    test("a room that cannot send does not hold up another", async () => {
        const outbox = await openPage();
        vi.spyOn(server, "take").mockImplementation(async (entry) =>
            entry.roomId === "r-1"
                ? failed({ code: "unavailable" })
                : succeeded(sampleMessage(1, { roomId: "r-2" })),
        );
        outbox.setOnline(true);
        await outbox.add(text("stuck", "r-1"));
        await outbox.add(text("free", "r-2"));
        await settled(() => expect(states(outbox)).toEqual([["stuck", "pending"]]));
        outbox.stop();
    });
});
