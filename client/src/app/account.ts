import { api } from "../connection/api";
import { Backoff } from "../connection/backoff";
import type { OwnUser, Room } from "../protocol/entities";
import type { Problem } from "../protocol/reply";
import { words } from "../shared/i18n/language";
import { createStore, type Store } from "../shared/store";
import { ChatSession, type SessionEnd } from "./session";
import { rememberSignedIn, wasSignedIn } from "./was-signed-in";

/** Whether somebody is signed in on this page. */
export type AccountState =
    | { phase: "checking"; problem: Problem | null }
    | { phase: "out"; notice: string | null }
    | { phase: "in"; session: ChatSession };

/** Signs in and out, and owns the session in between. */
export class Account {
    readonly state: Store<AccountState> = createStore<AccountState>({ phase: "checking", problem: null });

    private stopSession: () => void = () => {};
    private signingOut = false;
    private retry: ReturnType<typeof setTimeout> | undefined;
    private readonly backoff = new Backoff(1_000, 15_000);

    /** Finds out who is signed in; keeps asking while the server does not answer. */
    async check() {
        clearTimeout(this.retry);
        // Whoever was never signed in here is not refused the rooms as well.
        const early = wasSignedIn() ? api.rooms() : null;
        const reply = await api.me();
        if (reply.ok) {
            this.backoff.reset();
            const rooms = await (early ?? api.rooms());
            this.signedIn(reply.value, rooms.ok ? rooms.value : null);
        } else if (reply.problem.status === 401) {
            this.end(null);
        } else {
            this.state.set({ phase: "checking", problem: reply.problem });
            this.retry = setTimeout(() => void this.check(), this.backoff.next());
        }
    }

    /** `rooms` are the user's, where they are known already. */
    signedIn(user: OwnUser, rooms: readonly Room[] | null = null) {
        this.stopSession();
        rememberSignedIn(true);
        const session = new ChatSession(user, (end) => this.sessionEnded(end));
        if (rooms) session.showRooms(rooms);
        this.stopSession = session.start();
        this.state.set({ phase: "in", session });
    }

    /** Ends the session on the server and here; a problem leaves everything as it is. */
    async signOut(): Promise<Problem | null> {
        this.signingOut = true;
        const reply = await api.logout();
        this.signingOut = false;
        if (!reply.ok && reply.problem.status !== 401) return reply.problem;
        this.end(null);
        return null;
    }

    private sessionEnded(end: SessionEnd) {
        if (this.signingOut) return this.end(null);
        if (end.reason === "otherUser") {
            this.end(null);
            this.state.set({ phase: "checking", problem: null });
            void this.check();
            return;
        }
        this.end(end.reason === "revoked" ? words().shell.signedOutElsewhere : words().shell.signInExpired);
    }

    private end(notice: string | null) {
        rememberSignedIn(false);
        // Signing out ends the socket as well, so that one ending may be told twice.
        const current = this.state.get();
        if (current.phase === "out") return;
        this.stopSession();
        this.stopSession = () => {};
        this.state.set({ phase: "out", notice });
    }
}
