// Rooms with messages of every day: written straight into the store, because ten thousand sends would take a while.

import { join } from "node:path";
import { rowsOf } from "../../tests/support/database.mjs";
import { makeRoom, post } from "../../tests/support/people.mjs";

const texts = [
    "ok",
    "Saturday looks good: 14° and no rain until the evening.",
    "I can bring the sander and two dust masks. Who has the **two-part epoxy**?",
    "See `hull/primer.md`, or https://example.org/boats?page=2, before you *begin*.",
    "Morning all. The primer arrived, so that we can start on the hull as soon as it is dry outside. " +
        "I would do the waterline first, then the deck while it dries, and leave the cabin for the week after.",
    "- sander\n- masks\n- epoxy\n\n> and who drives?\n\n```js\nconst coats = 3;\nfor (let n = 0; n < coats; n += 1) paint(n);\n```",
    "@reader 🎉 done",
];

/** A room of `writer` and `reader` with `count` messages, the last of which is the answer's `newest`. */
export async function roomOf(server, writer, reader, count, name) {
    const room = await makeRoom(writer, [reader], { name });
    const first = `The first of ${name}`;
    const newest = `The newest of ${name}`;
    await post(writer, room.id, first);
    if (count > 2) await fill(server, room.id, [writer, reader], count - 2);
    await post(writer, room.id, newest);
    await reader.call("PUT", `/api/rooms/${room.id}/read`, { json: { seq: count } });
    return { ...room, path: `/rooms/${room.id}`, first, newest };
}

/** Two people by turns, each a few messages at a time, over some days. */
function fill(server, roomId, people, count) {
    const choice = texts.map((text, index) => `WHEN ${index} THEN '${text.replaceAll("'", "''")}'`).join(" ");
    const blob = (id) => `x'${id.replaceAll("-", "")}'`;
    const room = blob(roomId);
    const [one, other] = people.map(({ user }) => blob(user.id));
    return rowsOf(
        join(server.dataDir, "chatter.db"),
        `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
         INSERT INTO messages (room_id, seq, id, version, author_id, client_id, content, created_at)
         SELECT r.id, r.last_seq + i, randomblob(16), r.version + i,
             CASE (i / 4) % 2 WHEN 0 THEN ${one} ELSE ${other} END,
             'bench ' || hex(r.id) || i, CASE (i * 31) % ${texts.length} ${choice} END,
             ${Date.now()} - (${count} - i) * 90000
         FROM n, rooms r WHERE r.id = ${room};
         UPDATE rooms SET last_seq = last_seq + ${count}, version = version + ${count} WHERE id = ${room};`,
    );
}
