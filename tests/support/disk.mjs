// A disk that is soon full.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** A disk of so many megabytes, gone when the test ends; nothing where none can be mounted. */
export function mountSmallDisk(t, megabytes) {
    if (userInfo().uid !== 0) return undefined;
    const folder = mkdtempSync(join(tmpdir(), "chatter-disk-"));
    try {
        execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder], { stdio: "pipe" });
    } catch {
        rmSync(folder, { recursive: true });
        return undefined;
    }
    t.after(() => {
        execFileSync("umount", ["--lazy", folder]);
        rmSync(folder, { recursive: true });
    });
    return folder;
}

/** Leaves no byte free, until the file `ballast` goes. */
export async function fill(disk) {
    await writeFile(join(disk, "ballast"), Buffer.alloc(1 << 28)).catch(() => {});
}
