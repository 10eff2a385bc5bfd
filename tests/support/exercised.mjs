// What of the documents the tests of a run have met: operations with the statuses answered, events heard and acked.
// Each process writes its own file into the folder CHATTER_EXERCISED, if the run has one.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.env.CHATTER_EXERCISED;
const met = new Set();

/** `what` is such as "GET /rooms 200", "heard message:new", "acked message:send". */
export function exercised(what) {
    if (!what) return;
    if (folder && met.size === 0) process.on("exit", write);
    met.add(what);
}

function write() {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${process.pid}.txt`), `${[...met].join("\n")}\n`);
}

/** Everything that the processes of the run have met. */
export function allExercised() {
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
    return new Set(files.flatMap((text) => text.split("\n")).filter(Boolean));
}
