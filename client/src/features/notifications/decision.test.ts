import { describe, expect, test } from "vitest";
import { notifies, type Situation } from "./decision";

const usual: Situation = {
    own: false,
    blocked: false,
    watched: false,
    direct: false,
    named: false,
    muted: false,
    roomLevel: "all",
    deviceLevel: "all",
    quiet: false,
};

test.each<[string, Partial<Situation>, boolean]>([
    ["anything where all is told of", {}, true],
    ["one's own", { own: true, named: true }, false],
    ["a blocked person's", { blocked: true, named: true }, false],
    ["what is in sight", { watched: true, named: true }, false],
    ["in a muted room", { muted: true, named: true }, false],
    ["while it is quiet", { quiet: true, direct: true, named: true }, false],
])("%s", (_name, part, told) => {
    expect(notifies({ ...usual, ...part })).toBe(told);
});

describe.each<[Situation["deviceLevel"], Situation["roomLevel"], string, boolean, boolean, boolean]>([
    // device, room, of: anything in a room, a mention, a direct message
    ["all", "all", "everything", true, true, true],
    ["all", "mentions", "mentions", false, true, false],
    ["all", "nothing", "nothing", false, false, false],
    ["mentions", "all", "mentions and direct messages", false, true, true],
    ["mentions", "mentions", "mentions", false, true, false],
    ["mentions", "nothing", "nothing", false, false, false],
    ["nothing", "all", "nothing", false, false, false],
    ["nothing", "mentions", "nothing", false, false, false],
    ["nothing", "nothing", "nothing", false, false, false],
])("a device at “%s” and a room at “%s” tell of %s", (deviceLevel, roomLevel, _of, any, mention, direct) => {
    test.each([
        ["in a room", {}, any],
        ["that names one", { named: true }, mention],
        ["said directly", { direct: true }, direct],
    ])("a message %s", (_name, part, told) => {
        expect(notifies({ ...usual, deviceLevel, roomLevel, ...part })).toBe(told);
    });
});
