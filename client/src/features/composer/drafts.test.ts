import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { failed, type Reply, succeeded } from "../../protocol/reply";
import { type Draft, type Kept, noDraft } from "./draft";
import { Drafts, placeOf } from "./drafts";

/** The server's side: one draft of each room, saved only upon the version that it has. */
class FakeServer {
    readonly drafts = new Map<string, Kept>();
    readonly devices = new Set<Drafts>();
    saves = 0;
    failing: string | null = null;
    losesAnswers = false;

    async save(by: () => Drafts, roomId: string, content: string, version: number): Promise<Reply<Kept>> {
        this.saves += 1;
        if (this.failing) return failed({ code: this.failing });
        const present = this.find(roomId);
        if (present.version !== version) return failed({ code: "draft_conflict" });
        const next = { content, version: version + 1 };
        this.drafts.set(roomId, next);
        if (this.losesAnswers) return failed({ code: "offline" });
        for (const device of this.devices) if (device !== by()) device.heard(roomId, next);
        return succeeded(next);
    }

    find(roomId: string): Kept {
        return this.drafts.get(roomId) ?? { content: "", version: 0 };
    }
}

let server: FakeServer;

/** A device, and what its browser keeps. */
function device(stored = new Map<string, Draft>()) {
    const drafts: Drafts = new Drafts({
        stored: () => new Map(stored),
        store: (place, draft) => stored.set(place, draft),
        save: (roomId, content, version) => server.save(() => drafts, roomId, content, version),
        find: async (roomId) => succeeded(server.find(roomId)),
        list: async () =>
            succeeded(
                [...server.drafts]
                    .filter(([, { content }]) => content !== "")
                    .map(([roomId, kept]) => ({ roomId, ...kept })),
            ),
    });
    return { drafts, stored, text: () => drafts.of("r-1").text };
}

async function connect(drafts: Drafts) {
    server.devices.add(drafts);
    await drafts.setOnline(true);
}

async function connected(stored?: Map<string, Draft>) {
    const made = device(stored);
    await connect(made.drafts);
    return made;
}

const soon = () => vi.advanceTimersByTimeAsync(1_100);

beforeEach(() => {
    vi.useFakeTimers();
    server = new FakeServer();
});

afterEach(() => vi.useRealTimers());

describe("Drafts", () => {
    test("are kept in the browser at once and on the server soon, however fast somebody types", async () => {
        const desk = await connected();
        for (const text of ["h", "ha", "hal", "half"]) desk.drafts.write("r-1", text);
        expect(desk.stored.get("r-1")?.text).toBe("half");
        expect(server.saves).toBe(0);
        await soon();
        expect([server.saves, server.find("r-1").content]).toEqual([1, "half"]);
    });

    test("follow to another device, live and when it comes", async () => {
        const [desk, phone] = [await connected(), await connected()];
        desk.drafts.write("r-1", "half a sentence");
        await soon();
        expect(phone.text()).toBe("half a sentence");
        expect((await connected()).text()).toBe("half a sentence");
        expect([...phone.drafts.begun.get()]).toEqual(["r-1"]);
    });

    test("are there after a reload, and saved then, when there was no connection before", async () => {
        const before = device();
        before.drafts.write("r-1", "written in a tunnel");
        before.drafts.stop();
        const after = await connected(before.stored);
        expect(after.text()).toBe("written in a tunnel");
        await soon();
        expect(server.find("r-1").content).toBe("written in a tunnel");
    });

    test("never overwrite what another device wrote while this one was away", async () => {
        const [desk, phone] = [await connected(), device()];
        desk.drafts.write("r-1", "newer words");
        await soon();
        phone.drafts.write("r-1", "written in a tunnel");
        await connect(phone.drafts);
        await soon();
        expect(server.find("r-1").content).toBe("newer words");
        expect(phone.drafts.of("r-1")).toMatchObject({
            text: "written in a tunnel",
            rival: { content: "newer words" },
        });
        phone.drafts.keepOwn("r-1");
        await soon();
        expect([server.find("r-1").content, desk.text()]).toEqual([
            "written in a tunnel",
            "written in a tunnel",
        ]);
    });

    test("ask what is there when their save comes too late", async () => {
        const desk = await connected();
        server.drafts.set("r-1", { content: "coffee?", version: 7 });
        desk.drafts.write("r-1", "tea?");
        await soon();
        expect(desk.drafts.of("r-1").rival).toEqual({ content: "coffee?", version: 7 });
        await soon();
        expect(server.saves).toBe(1);
    });

    test("are empty on all devices once they are sent, and the browser lets go when the message is kept", async () => {
        const [desk, phone] = [await connected(), await connected()];
        desk.drafts.write("r-1", "half a sentence");
        await soon();
        let keep = () => {};
        desk.drafts.send("r-1", new Promise<void>((resolve) => (keep = resolve)));
        expect(desk.text()).toBe("");
        await vi.advanceTimersByTimeAsync(0);
        expect(phone.text()).toBe("");
        expect(desk.stored.get("r-1")?.text).toBe("half a sentence");
        keep();
        await vi.advanceTimersByTimeAsync(0);
        expect(desk.stored.get("r-1")?.text).toBe("");
    });

    test("that were sent do not come back, though the answers to their saves were lost", async () => {
        const desk = await connected();
        server.losesAnswers = true;
        desk.drafts.write("r-1", "half a sentence");
        await soon();
        desk.drafts.send("r-1", Promise.resolve());
        await vi.advanceTimersByTimeAsync(0);
        desk.drafts.stop();
        server.losesAnswers = false;
        const after = await connected(desk.stored);
        await soon();
        expect([after.text(), server.find("r-1").content]).toEqual(["", ""]);
    });

    test("emptied elsewhere while this device was away are empty here", async () => {
        const [desk, phone] = [await connected(), await connected()];
        desk.drafts.write("r-1", "half");
        await soon();
        server.devices.delete(phone.drafts);
        desk.drafts.send("r-1", Promise.resolve());
        await soon();
        await connect(phone.drafts);
        expect(phone.text()).toBe("");
        // Their next words are saved, whatever version the other device has come to.
        phone.drafts.write("r-1", "next");
        await soon();
        await soon();
        expect(server.find("r-1").content).toBe("next");
    });

    test("are saved again after a refusal that passes, and not after one that stays", async () => {
        const desk = await connected();
        server.failing = "unavailable";
        desk.drafts.write("r-1", "half");
        await soon();
        server.failing = null;
        await vi.advanceTimersByTimeAsync(10_000);
        expect(server.find("r-1").content).toBe("half");

        server.failing = "too_many_drafts";
        desk.drafts.write("r-2", "more");
        await soon();
        const { saves } = server;
        await vi.advanceTimersByTimeAsync(60_000);
        expect(server.saves).toBe(saves);
        expect(desk.drafts.of("r-2").text).toBe("more");
    });

    test("are not put back by an answer that is older than what was heard meanwhile", async () => {
        const drafts: Drafts = new Drafts({
            stored: () => new Map(),
            store: () => {},
            save: async () => failed({ code: "draft_conflict" }),
            find: async () => {
                drafts.heard("r-1", { content: "half of it", version: 6 });
                return succeeded({ content: "half of", version: 5 });
            },
            list: async () => succeeded([]),
        });
        await drafts.setOnline(true);
        drafts.write("r-1", "half");
        await soon();
        expect(drafts.of("r-1")).toMatchObject({ text: "half of it", kept: { version: 6 } });
    });

    test("of threads, and what is too long, stay in the browser", async () => {
        const desk = await connected();
        desk.drafts.write(placeOf("r-1", "m-1"), "a reply");
        desk.drafts.write("r-2", "x".repeat(4_001));
        await soon();
        expect(server.saves).toBe(0);
        expect(desk.stored.get(placeOf("r-1", "m-1"))?.text).toBe("a reply");
        expect([...desk.drafts.begun.get()]).toEqual(["r-2"]);
    });

    test("of a room that is gone go with it, those of its threads too", async () => {
        const desk = await connected();
        desk.drafts.write("r-1", "half");
        desk.drafts.write(placeOf("r-1", "m-1"), "a reply");
        desk.drafts.forget("r-1");
        expect([...desk.drafts.all.get().keys(), ...desk.drafts.begun.get()]).toEqual([]);
        expect([...desk.stored.values()]).toEqual([noDraft, noDraft]);
        await soon();
        expect(server.saves).toBe(0);
    });
});
