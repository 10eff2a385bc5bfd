import { expect, test, vi } from "vitest";
import { succeeded } from "../protocol/reply";
import { mira, tomas } from "../protocol/samples";
import { Blocks } from "./blocks";

test("who is blocked while the list is on its way stays so", async () => {
    const read = vi.fn(async () => succeeded([mira]));
    const blocks = new Blocks(read);
    const reading = blocks.load();
    blocks.changed(tomas.id, true);
    read.mockResolvedValue(succeeded([mira, tomas]));
    await reading;
    expect([...blocks.userIds.get()]).toEqual([mira.id, tomas.id]);
});
