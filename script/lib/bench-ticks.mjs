// How busy processes are, as Linux counts it.

import { readFileSync, readdirSync } from "node:fs";

/** The processor time, in hundredths of a second, of a process, its descendants, and whom these have seen ending. */
export function ticksOfFamily(root) {
    const children = new Map();
    const ticks = new Map();
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number)) {
        const [parent, own] = statOf(pid) ?? [];
        if (own === undefined) continue;
        ticks.set(pid, own);
        children.set(parent, [...(children.get(parent) ?? []), pid]);
    }
    const family = [root];
    for (let next = 0; next < family.length; next += 1) family.push(...(children.get(family[next]) ?? []));
    return family.reduce((total, pid) => total + (ticks.get(pid) ?? 0), 0);
}

/** [parent, utime + stime + cutime + cstime], proc(5); nothing of a process that has just ended. */
function statOf(pid) {
    try {
        const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) \S /s, "").split(" ").map(Number);
        return [fields[0], fields[10] + fields[11] + fields[12] + fields[13]];
    } catch {
        return undefined;
    }
}

/** Resolves when these processes, with all that they started, have left the machine alone for two seconds, or nearly so. */
export async function atRest(pids, limitMs) {
    const ticks = () => pids.reduce((total, pid) => total + ticksOfFamily(pid), 0);
    const deadline = performance.now() + limitMs;
    for (let before = ticks(), calm = 0; calm < 4; ) {
        await new Promise((resolve) => setTimeout(resolve, 500));
        const now = ticks();
        calm = now - before < 3 ? calm + 1 : 0;
        before = now;
        if (performance.now() > deadline) throw new Error("the servers do not come to rest");
    }
}
