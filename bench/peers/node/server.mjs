// The chat events that the benchmarks use, as one writes them with Express and socket.io.
//
// Usage: node server.mjs [PORT]. Prints the address that it listens at. With DATABASE_URL (PostgreSQL), a message
// is stored before it is acknowledged and sent on; without, it is only sent on.

import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import express from "express";
import { Server } from "socket.io";
import { openStore } from "./store.mjs";

const contentLengthMax = 4000;

const store = process.env.DATABASE_URL ? await openStore(process.env.DATABASE_URL) : memoryOnly();

const app = express();
app.get("/api/health", (_request, response) => response.json({ status: "ok" }));

const http = createServer(app);
const io = new Server(http, { perMessageDeflate: false, serveClient: false });

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
        async insert({ roomId, author, content, clientId }) {
            return { id: randomUUID(), roomId, author: { username: author }, content, clientId };
        },
    };
}
