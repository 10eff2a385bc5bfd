import type { Message } from "../protocol/entities";
import { words } from "../shared/i18n/language";
import { createStore, type Store } from "../shared/store";

const shownMs = 3_000;
const lengthMax = 300;

/** Puts the newest message into words for screen readers. */
export class Announcer {
    readonly text: Store<string> = createStore("");

    private timer: ReturnType<typeof setTimeout> | undefined;
    private announcedId: string | null = null;

    /** Once for each message, though it may come both by its event and in answer to what was missed. */
    announce(message: Message) {
        if (message.id === this.announcedId) return;
        this.announcedId = message.id;
        const said = message.image ? words().shell.sentPicture : message.content.slice(0, lengthMax);
        this.text.set(`${message.author.displayName}: ${said}`);
        clearTimeout(this.timer);
        // Once read out, the text would only be a second copy in the way of whoever explores the page.
        this.timer = setTimeout(() => this.text.set(""), shownMs);
    }

    clear() {
        clearTimeout(this.timer);
        this.text.set("");
    }
}
