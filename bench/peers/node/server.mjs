// The chat events that the benchmarks use, as one writes them with Express and socket.io.
//
// Usage: node server.mjs [PORT]. Prints the address that it listens at. With DATABASE_URL (PostgreSQL), a message
// is stored before it is acknowledged and sent on; without, it is only sent on. With REDIS_URL it is one of several nodes.

import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { createAdapter } from "@socket.io/redis-adapter";
import express from "express";
import { createClient } from "redis";
import { Server } from "socket.io";
import { openStore } from "./store.mjs";

const contentLengthMax = 4000;

const store = process.env.DATABASE_URL ? await openStore(process.env.DATABASE_URL) : memoryOnly();

const app = express();
app.get("/api/health", (_request, response) => response.json({ status: "ok" }));

app.get("/api/rooms/:id/messages", async (request, response) => {
    const token = bearerToken(request.headers.authorization) ?? cookieToken(request.headers.cookie);
    if (!token) return response.status(401).json({ code: "unauthorized" });
    const { before, limit = "50" } = request.query;
    const isNumber = (text) => typeof text === "string" && /^\d{1,18}$/.test(text);
    if ((before !== undefined && !isNumber(before)) || !isNumber(limit) || limit < 1 || limit > 200) {
        return response.status(422).json({ code: "invalid" });
    }
    response.json(await store.readPage(request.params.id, before, Number(limit)));
});

const http = createServer(app);
const adapter = process.env.REDIS_URL ? await adapterOver(process.env.REDIS_URL) : undefined;
const io = new Server(http, { perMessageDeflate: false, serveClient: false, adapter });

// The token stands in for a session: whoever has one is let in under it.
io.use((socket, next) => {
    const { token = cookieToken(socket.handshake.headers.cookie), roomId } = socket.handshake.auth;
    if (typeof token !== "string" || token === "" || typeof roomId !== "string" || roomId === "") {
        const error = new Error("unauthorized");
        error.data = { code: "unauthorized" };
        return next(error);
    }
    socket.data.name = token;
    socket.data.roomId = roomId;
    next();
});

io.on("connection", (socket) => {
    socket.join(socket.data.roomId);
    // ws keeps the request of the upgrade for as long as the socket lives, unless it is let go.
    socket.conn.request = null;

    socket.on("message:send", async (draft, ack) => {
        const answer = typeof ack === "function" ? ack : () => {};
        if (!isValid(draft) || draft.roomId !== socket.data.roomId) {
            return answer({ ok: false, error: { code: "invalid" } });
        }
        try {
            const { roomId, content, clientId } = draft;
            const message = await store.insert({ roomId, author: socket.data.name, content, clientId });
            answer({ ok: true, message });
            io.to(roomId).emit("message:new", { message });
        } catch (error) {
            console.error(error);
            answer({ ok: false, error: { code: "unavailable" } });
        }
    });
});

http.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => {
    console.log(`http://127.0.0.1:${http.address().port}`);
});

async function adapterOver(url) {
    const publisher = createClient({ url });
    const subscriber = publisher.duplicate();
    await Promise.all([publisher.connect(), subscriber.connect()]);
    return createAdapter(publisher, subscriber);
}

function bearerToken(header = "") {
    return /^Bearer (.+)$/.exec(header)?.[1];
}

function cookieToken(header = "") {
    return /(?:^|; )token=([^;]*)/.exec(header)?.[1];
}

function isValid(draft) {
    return (
        typeof draft?.roomId === "string" &&
        typeof draft.content === "string" &&
        draft.content.length > 0 &&
        draft.content.length <= contentLengthMax &&
        typeof draft.clientId === "string"
    );
}

function memoryOnly() {
    return {
        async readPage() {
            return { messages: [], hasBefore: false, hasAfter: false };
        },
        async insert({ roomId, author, content, clientId }) {
            return { id: randomUUID(), roomId, author: { username: author }, content, clientId };
        },
    };
}
