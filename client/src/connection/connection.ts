import type { Socket } from "socket.io-client";
import { readServerEvent, type ServerEvent } from "../protocol/events";
import type { Reader } from "../protocol/read";
import { failed, type Reply, readAck } from "../protocol/reply";
import { batch, createStore, type Store } from "../shared/store";
import { Backoff } from "./backoff";
import { Inbox } from "./inbox";
import { watchForSleep } from "./sleep";

export type ConnectionStatus = { phase: "connecting" | "online" | "offline" };

const ackTimeoutMs = 10_000;
const connectTimeoutMs = 10_000;
// A page that was out of sight for so long may have slept, or changed networks, without hearing of it.
const unseenMs = 60_000;

/**
 * The live connection to the server: one socket that comes back by itself, after growing, random waits.
 * It is `online` from the server's `ready` until the socket is lost. Nothing is buffered for
 * later: a request made while offline fails with `offline`, and its owner decides what then.
 */
export class Connection {
    readonly status: Store<ConnectionStatus> = createStore<ConnectionStatus>({ phase: "connecting" });

    /**
     * Called with every event of the contract, in the order of arrival: with those between two frames of the page as
     * one batch. An answer to a request, or the loss of the connection, never overtakes an event that came before it.
     */
    onEvent: (event: ServerEvent) => void = () => {};

    /** Called when the server no longer takes this sign-in; the connection has then stopped. */
    onUnauthorized: () => void = () => {};

    /**
     * Called when the socket may be dead without knowing it, as after sleep: finds out by asking the server for what
     * was missed. Where it answers false, the connection is made anew.
     */
    onDoubt: () => Promise<boolean> = async () => true;

    /** Null until its code is there: what a page shows first is asked for by REST. */
    private socket: Socket | null = null;
    private fetching = false;
    private readonly inbox = new Inbox<ServerEvent>((events) => this.handOver(events));
    private readonly backoff = new Backoff(500, 8_000);
    private retry: ReturnType<typeof setTimeout> | undefined;
    private stopped = true;
    private doubting = false;
    private hiddenAt: number | null = null;

    /** Connects once `may` is kept, and reconnects until the returned undo is called. */
    start(may: Promise<void>): () => void {
        this.stopped = false;
        void may.then(() => this.connect());
        // The browser knows when there is no network at all, and when there is another one.
        const changed = () => void this.doubt();
        const seen = () => this.seen();
        window.addEventListener("online", changed);
        window.addEventListener("offline", changed);
        document.addEventListener("visibilitychange", seen);
        const stopWatching = watchForSleep(changed);
        return () => {
            window.removeEventListener("online", changed);
            window.removeEventListener("offline", changed);
            document.removeEventListener("visibilitychange", seen);
            stopWatching();
            this.stop();
        };
    }

    /** Emits and waits for the ack. Events that come with it may have been handed over by then. */
    request<T>(
        name: string,
        payload: unknown,
        reader: Reader<T>,
        timeoutMs = ackTimeoutMs,
    ): Promise<Reply<T>> {
        return new Promise((resolve) => this.requestInOrder(name, payload, reader, resolve, timeoutMs));
    }

    /** Emits, and calls `take` once with what the ack says: after every event that came before it, and before all others. */
    requestInOrder<T>(
        name: string,
        payload: unknown,
        reader: Reader<T>,
        take: (reply: Reply<T>) => void,
        timeoutMs = ackTimeoutMs,
    ) {
        const { socket } = this;
        if (!socket?.connected) return take(failed({ code: "offline" }));
        socket.timeout(timeoutMs).emit(name, payload, (error: Error | null, ack: unknown) => {
            if (error) return take(failed({ code: socket.connected ? "timeout" : "offline" }));
            this.inbox.flush();
            take(readAck(ack, reader));
        });
    }

    /** Emits what may be lost, such as typing. */
    notify(name: string, payload: unknown) {
        if (this.socket?.connected) this.socket.volatile.emit(name, payload);
    }

    /** Does not sit out the wait before the next try. */
    tryNow() {
        if (this.stopped || this.socket?.connected) return;
        this.socket?.disconnect();
        void this.connect();
    }

    private stop() {
        this.stopped = true;
        clearTimeout(this.retry);
        this.socket?.disconnect();
    }

    private async connect() {
        clearTimeout(this.retry);
        if (this.stopped || this.fetching) return;
        try {
            this.fetching = true;
            this.socket ??= await this.makeSocket();
        } catch {
            this.status.set({ phase: "offline" });
            this.connectLater();
            return;
        } finally {
            this.fetching = false;
        }
        if (!this.stopped) this.socket.connect();
    }

    private async makeSocket(): Promise<Socket> {
        const { io } = await import("socket.io-client");
        const socket = io({
            autoConnect: false,
            transports: ["websocket", "polling"],
            tryAllTransports: true,
            timeout: connectTimeoutMs,
            // When to try again is decided here, for failed transports and refusals alike.
            reconnection: false,
        });
        socket.onAny((name: string, payload: unknown) => this.receive(name, payload));
        socket.on("connect_error", (error: Error & { data?: { code?: unknown } }) => this.refused(error));
        socket.on("disconnect", (reason) => this.lost(reason));
        return socket;
    }

    private receive(name: string, payload: unknown) {
        const read = readServerEvent(name, payload);
        if (read === null) return;
        if (!read.ok) {
            console.warn("An event of the server could not be read.", name, read.problem.message);
            return;
        }
        const event = read.value;
        this.inbox.add(event);
        if (event.type !== "ready" && event.type !== "session:revoked") return;
        this.inbox.flush();
        if (event.type === "session:revoked") return this.unauthorized();
        this.backoff.reset();
        this.status.set({ phase: "online" });
    }

    private handOver(events: readonly ServerEvent[]) {
        batch(() => {
            for (const event of events) {
                try {
                    this.onEvent(event);
                } catch (error) {
                    // One that fails must not take those behind it along.
                    reportError(error);
                }
            }
        });
    }

    private refused(error: Error & { data?: { code?: unknown } }) {
        if (error.message === "unauthorized" || error.data?.code === "unauthorized") {
            this.unauthorized();
            return;
        }
        this.status.set({ phase: "offline" });
        this.connectLater();
    }

    private lost(reason: string) {
        this.inbox.flush();
        this.status.set({ phase: "offline" });
        // Whoever disconnects here says themselves what comes next.
        if (reason !== "io client disconnect") this.connectLater();
    }

    private connectLater() {
        if (this.stopped) return;
        clearTimeout(this.retry);
        this.retry = setTimeout(() => void this.connect(), this.backoff.next());
    }

    /** The page came into sight or went out of it. */
    private seen() {
        if (document.visibilityState === "hidden") {
            this.hiddenAt = Date.now();
            return;
        }
        const unseenFor = this.hiddenAt === null ? 0 : Date.now() - this.hiddenAt;
        this.hiddenAt = null;
        if (unseenFor > unseenMs) void this.doubt();
        else this.tryNow();
    }

    private async doubt() {
        if (this.stopped || this.doubting) return;
        if (!this.socket?.connected) return this.tryNow();
        this.doubting = true;
        const alive = await this.onDoubt();
        this.doubting = false;
        if (alive || this.stopped || !this.socket.connected) return;
        clearTimeout(this.retry);
        this.socket.disconnect().connect();
    }

    private unauthorized() {
        this.stop();
        this.onUnauthorized();
    }
}
