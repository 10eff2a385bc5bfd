import { io, type Socket } from "socket.io-client";
import { readServerEvent, type ServerEvent } from "../protocol/events";
import type { Reader } from "../protocol/read";
import { failed, type Reply, readAck } from "../protocol/reply";
import { createStore, type Store } from "../shared/store";
import { Backoff } from "./backoff";

export type ConnectionStatus = { phase: "connecting" | "online" | "offline" };

const ackTimeoutMs = 10_000;

/**
 * The live connection to the server: one socket that comes back by itself.
 * It is `online` from the server's `ready` until the socket is lost. Nothing is buffered for
 * later: a request made while offline fails with `offline`, and its owner decides what then.
 */
export class Connection {
    readonly status: Store<ConnectionStatus> = createStore<ConnectionStatus>({ phase: "connecting" });

    /** Called with every event of the contract, in the order of arrival. */
    onEvent: (event: ServerEvent) => void = () => {};

    /** Called when the server no longer takes this sign-in; the connection has then stopped. */
    onUnauthorized: () => void = () => {};

    private readonly socket: Socket;
    private readonly backoff = new Backoff(500, 8_000);
    private retry: ReturnType<typeof setTimeout> | undefined;
    private stopped = true;

    constructor() {
        this.socket = io({
            autoConnect: false,
            transports: ["websocket", "polling"],
            tryAllTransports: true,
            reconnectionDelay: 500,
            reconnectionDelayMax: 5_000,
            randomizationFactor: 0.5,
        });
        this.socket.onAny((name: string, payload: unknown) => this.receive(name, payload));
        this.socket.on("connect_error", (error: Error & { data?: { code?: unknown } }) =>
            this.refused(error),
        );
        this.socket.on("disconnect", (reason) => this.lost(reason));
    }

    /** Connects, and reconnects until the returned undo is called. */
    start(): () => void {
        this.stopped = false;
        this.socket.connect();
        const hasten = () => this.hasten();
        window.addEventListener("online", hasten);
        document.addEventListener("visibilitychange", hasten);
        return () => {
            window.removeEventListener("online", hasten);
            document.removeEventListener("visibilitychange", hasten);
            this.stop();
        };
    }

    /** Emits and waits for the ack. */
    async request<T>(name: string, payload: unknown, reader: Reader<T>): Promise<Reply<T>> {
        if (!this.socket.connected) return failed({ code: "offline" });
        try {
            const ack: unknown = await this.socket.timeout(ackTimeoutMs).emitWithAck(name, payload);
            return readAck(ack, reader);
        } catch {
            return failed({ code: this.socket.connected ? "timeout" : "offline" });
        }
    }

    /** Emits what may be lost, such as typing. */
    notify(name: string, payload: unknown) {
        if (this.socket.connected) this.socket.volatile.emit(name, payload);
    }

    private stop() {
        this.stopped = true;
        clearTimeout(this.retry);
        this.socket.disconnect();
    }

    private receive(name: string, payload: unknown) {
        const read = readServerEvent(name, payload);
        if (read === null) return;
        if (!read.ok) {
            console.warn("An event of the server could not be read.", name, read.problem.message);
            return;
        }
        const event = read.value;
        this.onEvent(event);
        if (event.type === "ready") {
            this.backoff.reset();
            this.status.set({ phase: "online" });
        }
        if (event.type === "session:revoked") this.unauthorized();
    }

    private refused(error: Error & { data?: { code?: unknown } }) {
        if (error.message === "unauthorized" || error.data?.code === "unauthorized") {
            this.unauthorized();
            return;
        }
        this.status.set({ phase: "offline" });
        // The library retries a failed transport by itself, but not a refusal by the server.
        if (!this.socket.active) this.connectLater();
    }

    private lost(reason: string) {
        this.status.set({ phase: "offline" });
        if (reason === "io server disconnect") this.connectLater();
    }

    private connectLater() {
        if (this.stopped) return;
        clearTimeout(this.retry);
        this.retry = setTimeout(() => this.socket.connect(), this.backoff.next());
    }

    /** Does not sit out a long wait when the network is back or somebody looks again. */
    private hasten() {
        if (this.stopped || this.socket.connected || document.visibilityState === "hidden") return;
        clearTimeout(this.retry);
        this.socket.disconnect().connect();
    }

    private unauthorized() {
        this.stop();
        this.onUnauthorized();
    }
}
