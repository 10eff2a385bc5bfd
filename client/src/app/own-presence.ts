import type { Reply } from "../protocol/reply";

export type OwnStatus = "online" | "away";

const againMs = 5_000;

/**
 * Tells the server whether this connection lies idle. Each connection begins as online; what the person chose to be
 * seen as is the server's affair, and goes before this.
 */
export class OwnPresence {
    private wanted: OwnStatus = "online";
    /** What the server knows; null without a connection. */
    private told: OwnStatus | null = null;
    private timer: ReturnType<typeof setTimeout> | undefined;
    private asking = false;

    constructor(private readonly tell: (status: OwnStatus) => Promise<Reply<null>>) {}

    set(status: OwnStatus) {
        this.wanted = status;
        void this.settle();
    }

    /** A new connection. */
    connected() {
        this.told = "online";
        void this.settle();
    }

    lost() {
        this.told = null;
        clearTimeout(this.timer);
    }

    private async settle() {
        clearTimeout(this.timer);
        // Answers come in the order of the questions, so that one at a time is never wrong for long.
        while (this.told !== null && this.told !== this.wanted && !this.asking) {
            const status = this.wanted;
            this.asking = true;
            const reply = await this.tell(status);
            this.asking = false;
            if (!reply.ok) {
                if (this.told !== null) this.timer = setTimeout(() => void this.settle(), againMs);
                return;
            }
            if (this.told !== null) this.told = status;
        }
    }
}
