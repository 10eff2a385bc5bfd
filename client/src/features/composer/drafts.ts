import type { ReplyTarget } from "../../protocol/entities";
import { isTransient, type Reply } from "../../protocol/reply";
import { createStore, type Store } from "../../shared/store";
import { contentMax, lengthOf } from "./composer";
import {
    type Draft,
    gone,
    heard,
    isChanged,
    type Kept,
    keepOwn,
    met,
    noDraft,
    saved,
    sent,
    takeRival,
    trying,
    written,
} from "./draft";

type KeptIn = Kept & { roomId: string };

export type DraftPorts = {
    /** What this browser has kept, by place. */
    stored(): ReadonlyMap<string, Draft>;
    /** Keeps a draft in this browser; one that is as good as none may go. */
    store(place: string, draft: Draft): void;
    save(roomId: string, content: string, version: number): Promise<Reply<Kept>>;
    find(roomId: string): Promise<Reply<Kept>>;
    list(): Promise<Reply<readonly KeptIn[]>>;
};

const saveEveryMs = 1_000;
const tryAgainMs = 10_000;

/** A room, or the thread under the message `threadOf` in it. */
export function placeOf(roomId: string, threadOf: string | null): string {
    return threadOf === null ? roomId : `${roomId} ${threadOf}`;
}

const isThread = (place: string) => place.includes(" ");

/**
 * What is being written, for each room and thread: at once in this browser, and soon after, for
 * rooms, on the server, which has no drafts for threads.
 */
export class Drafts {
    readonly all: Store<ReadonlyMap<string, Draft>>;
    /** The rooms in which something is written. */
    readonly begun: Store<ReadonlySet<string>>;

    private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
    private readonly saving = new Set<string>();
    /** Places whose text has become a message that is not yet kept. */
    private readonly leaving = new Set<string>();
    private online = false;

    constructor(private readonly ports: DraftPorts) {
        this.all = createStore(ports.stored());
        this.begun = createStore(begunIn(this.all.get()));
    }

    of(place: string): Draft {
        return this.all.get().get(place) ?? noDraft;
    }

    write(place: string, text: string, replyTo: ReplyTarget | null = null) {
        this.change(place, (draft) => written(draft, text, replyTo));
        this.saveLater(place, saveEveryMs);
    }

    /** The text becomes a message; this browser keeps it until `stored` says that the message is kept. */
    send(place: string, stored: Promise<void>) {
        this.leaving.add(place);
        this.change(place, sent);
        const release = () => {
            this.leaving.delete(place);
            this.ports.store(place, this.of(place));
        };
        stored.then(release, release);
        // The other devices should not show for long what was said already.
        void this.save(place);
    }

    heard(roomId: string, news: Kept) {
        this.change(roomId, (draft) => heard(draft, news));
        this.saveLater(roomId, saveEveryMs);
    }

    keepOwn(place: string) {
        this.change(place, keepOwn);
        this.saveLater(place, saveEveryMs);
    }

    takeRival(place: string) {
        this.change(place, takeRival);
    }

    /** Learns what other devices wrote while this one was away, then tells them of its own. */
    async setOnline(online: boolean) {
        this.online = online;
        if (!online) return;
        await this.refresh();
        this.flush();
    }

    /** Saves what still waits for its turn, as when the page is put away. */
    flush() {
        for (const place of this.all.get().keys()) void this.save(place);
    }

    /** Lets go of what was written in a room that is gone. */
    forget(roomId: string) {
        for (const place of this.all.get().keys()) {
            if (place !== roomId && !place.startsWith(`${roomId} `)) continue;
            clearTimeout(this.timers.get(place));
            this.all.update((all) => new Map([...all].filter(([other]) => other !== place)));
            this.ports.store(place, noDraft);
        }
        this.begun.update((begun) => changedSet(begun, begunIn(this.all.get())));
    }

    stop() {
        this.online = false;
        for (const timer of this.timers.values()) clearTimeout(timer);
    }

    private async refresh() {
        const before = this.all.get();
        const reply = await this.ports.list();
        if (!reply.ok) return;
        for (const { roomId, ...kept } of reply.value) this.heard(roomId, kept);
        const listed = new Set(reply.value.map(({ roomId }) => roomId));
        for (const [place, { kept }] of before) {
            // What has changed since the question is newer than the answer.
            if (listed.has(place) || isThread(place) || this.of(place).kept !== kept) continue;
            this.change(place, gone);
        }
    }

    private change(place: string, change: (draft: Draft) => Draft) {
        const before = this.of(place);
        const draft = change(before);
        if (draft === before) return;
        this.all.update((all) => new Map(all).set(place, draft));
        this.begun.update((begun) => changedSet(begun, begunIn(this.all.get())));
        if (!this.leaving.has(place)) this.ports.store(place, draft);
    }

    private saveLater(place: string, ms: number) {
        if (isThread(place) || this.timers.has(place) || !canSave(this.of(place))) return;
        this.timers.set(
            place,
            setTimeout(() => void this.save(place), ms),
        );
    }

    /** One save of a room at a time; what is written meanwhile has its turn later. */
    private async save(place: string) {
        clearTimeout(this.timers.get(place));
        this.timers.delete(place);
        if (isThread(place) || this.saving.has(place)) return;
        this.saving.add(place);
        const again = await this.saveNow(place);
        this.saving.delete(place);
        if (again === "now") void this.save(place);
        else if (again !== null) this.saveLater(place, again);
    }

    /** Answers when to look again: null for not before the next change. */
    private async saveNow(place: string): Promise<"now" | number | null> {
        const draft = this.of(place);
        if (!this.online || !canSave(draft)) return null;
        this.change(place, trying);
        const reply = await this.ports.save(place, draft.text, draft.kept.version);
        if (reply.ok) {
            this.change(place, (current) => saved(current, reply.value));
            return this.of(place).text === "" ? "now" : saveEveryMs;
        }
        if (reply.problem.code !== "draft_conflict") return isTransient(reply.problem) ? tryAgainMs : null;
        const present = await this.ports.find(place);
        if (!present.ok) return isTransient(present.problem) ? tryAgainMs : null;
        // What was heard since the save is newer than that answer, or the same.
        const isNews = this.of(place).kept === draft.kept && this.of(place).rival === null;
        this.change(place, (current) => (isNews ? met : heard)(current, present.value));
        return saveEveryMs;
    }
}

/** A rival is not written over before somebody has chosen, nor is anything saved that the server would refuse. */
function canSave(draft: Draft): boolean {
    const { text, rival } = draft;
    return isChanged(draft) && rival === null && !text.includes("\0") && lengthOf(text) <= contentMax;
}

function begunIn(all: ReadonlyMap<string, Draft>): ReadonlySet<string> {
    const rooms = [...all].filter(([place, { text }]) => !isThread(place) && text.trim() !== "");
    return new Set(rooms.map(([place]) => place));
}

/** The same set where nothing has changed in it, so that nobody draws anew. */
function changedSet(before: ReadonlySet<string>, now: ReadonlySet<string>): ReadonlySet<string> {
    return before.size === now.size && [...now].every((item) => before.has(item)) ? before : now;
}
