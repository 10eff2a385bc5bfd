// What Node's sharded adapter publishes, as sharded_wire_test.cpp has it: `node tests/support/sharded_adapter_bytes.mjs`
// prints a line for each message, its channel and its bytes, those of MessagePack in hexadecimal. Ids differ each time.

import { createShardedAdapter } from "@socket.io/redis-adapter";
import { Server } from "socket.io";

const handlers = new Map(); // by channel
const client = {
    sSubscribe: (channel, handler) => handlers.set(channel, handler),
    sUnsubscribe: () => {},
    sPublish: async (channel, bytes) => {
        console.log(channel, typeof bytes === "string" ? bytes : bytes.toString("hex"));
    },
    sendCommand: async () => ["", "2"],
};
const io = new Server({ adapter: createShardedAdapter(client, client) });
const { adapter } = io.of("/");
const settled = () => new Promise((resolve) => setImmediate(resolve));
const hears = (message) => {
    const bytes = Buffer.from(JSON.stringify({ ...message, uid: "cfd396cfb72e92b7", nsp: "/" }));
    handlers.get("socket.io#/#")(bytes, Buffer.from("socket.io#/#"));
};

io.emit("hello", 1, "2", { a: [true, null] });
io.to("room1").emit("r1", "x");
io.to(["room1", "room2"]).except("room3").volatile.compress(false).emit("multi", 1.5);
io.emit("bin", Buffer.from([1, 2, 3]), { d: Buffer.from([4]) });
io.timeout(300).emit("q", () => {});
await settled();
io.in("room1").socketsJoin("r9");
io.in("room1").socketsLeave(["r9"]);
io.in("room1").disconnectSockets(true);
io.fetchSockets().catch(() => {});
await settled();
io.serverSideEmit("sse", 1);
io.serverSideEmit("sse", 1, () => {});
io.serverSideEmit("sse", Buffer.from([7]));
await settled();

// What it answers.
io.on("ask", (_, ack) => ack("r"));
io.on("askBytes", (_, ack) => ack(Buffer.from([5])));
hears({
    type: 3,
    data: {
        packet: { type: 2, data: ["q"] },
        requestId: "96af901926a0bec0",
        opts: { rooms: [], except: [], flags: { timeout: 300 } },
    },
});
hears({ type: 7, data: { opts: { rooms: [], except: [], flags: {} }, requestId: "751fbf646dfc0201" } });
hears({ type: 9, data: { requestId: "2c396c8af52d74eb", packet: ["ask", 1] } });
hears({ type: 9, data: { requestId: "2c396c8af52d74eb", packet: ["askBytes", 1] } });
for (const packet of ["ackd", undefined, Buffer.from([6])])
    adapter.publishResponse("cfd396cfb72e92b7", {
        type: 12,
        data: { requestId: "96af901926a0bec0", packet },
    });
await settled();
process.exit();
