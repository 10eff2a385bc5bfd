import { draftApi } from "../connection/draft-api";
import type { OutboxDraft } from "../connection/outbox";
import { Uploads } from "../connection/upload";
import { Composer } from "../features/composer/composer";
import type { Kept } from "../features/composer/draft";
import { Drafts, placeOf } from "../features/composer/drafts";
import type { Reply } from "../protocol/reply";
import { storeDraft, storedDrafts } from "./draft-storage";

export type ComposersPorts = {
    userId: string;
    /** Resolves once the message is kept, whatever becomes of this page. */
    send(draft: OutboxDraft): Promise<void>;
    saveDraft(roomId: string, content: string, version: number): Promise<Reply<Kept>>;
};

/** What is being written, one composer for each room and each thread; it stays while others are looked at. */
export class Composers {
    readonly drafts: Drafts;

    private readonly held = new Map<string, { roomId: string; composer: Composer; undo: () => void }>();
    private readonly uploads = new Uploads();

    constructor(private readonly ports: ComposersPorts) {
        const { userId } = ports;
        this.drafts = new Drafts({
            stored: () => storedDrafts(userId),
            store: (place, draft) => storeDraft(userId, place, draft),
            save: ports.saveDraft,
            find: draftApi.of,
            list: draftApi.all,
        });
    }

    /** The composer of a room, or of the thread under the message `threadOf` in it. */
    of(roomId: string, threadOf: string | null = null): Composer {
        const place = placeOf(roomId, threadOf);
        const known = this.held.get(place);
        if (known) return known.composer;
        const composer = new Composer(this.uploads.start, (messages) => {
            const kept = messages.map((message) => this.ports.send({ roomId, threadOf, ...message }));
            this.drafts.send(place, Promise.all(kept).then(nothing));
        });
        this.held.set(place, { roomId, composer, undo: this.join(composer, place) });
        return composer;
    }

    /**
     * Saves drafts when the page is put away, as when somebody takes up the phone instead. Pictures that
     * wait to be sent would go with the page, so the browser asks before.
     */
    start(): () => void {
        const flush = () => document.visibilityState === "hidden" && this.drafts.flush();
        const hold = (event: Event) => this.hasPictures() && event.preventDefault();
        document.addEventListener("visibilitychange", flush);
        window.addEventListener("beforeunload", hold);
        return () => {
            document.removeEventListener("visibilitychange", flush);
            window.removeEventListener("beforeunload", hold);
            this.drafts.stop();
            for (const { composer, undo } of this.held.values()) {
                undo();
                composer.dispose();
            }
            this.held.clear();
        };
    }

    /** Lets go of what was written for a room that is gone. */
    forget(roomId: string) {
        for (const [place, held] of this.held) {
            if (held.roomId !== roomId) continue;
            held.undo();
            held.composer.dispose();
            this.held.delete(place);
        }
        this.drafts.forget(roomId);
    }

    private hasPictures(): boolean {
        return [...this.held.values()].some(({ composer }) => composer.state.get().attachments.length > 0);
    }

    /** Makes the composer's text and its draft the same, whichever of them changes. */
    private join(composer: Composer, place: string): () => void {
        const { drafts } = this;
        const show = () => {
            const { text } = drafts.of(place);
            if (composer.state.get().text !== text) composer.setText(text);
        };
        show();
        composer.answer(drafts.of(place).replyTo);
        const write = () => {
            const { text, replyTo } = composer.state.get();
            drafts.write(place, text, replyTo);
        };
        const undo = [drafts.all.subscribe(show), composer.state.subscribe(write)];
        return () => {
            for (const step of undo) step();
        };
    }
}

const nothing = () => {};
