import { expect, test } from "vitest";
import { boundsOf, emptyQuery, lowestIdAt, queryOfAddress, queryToAddress } from "./query";

test("a query survives its way through an address", () => {
    const query = {
        text: 'red "fox & hound"',
        roomId: "r-1",
        authorId: "u-1",
        after: "2026-06-01",
        before: "2026-06-04",
    };
    expect(queryOfAddress(queryToAddress(query))).toEqual(query);
    expect(queryToAddress(emptyQuery)).toBe("");
    expect(queryOfAddress("")).toEqual(emptyQuery);
});

test("an address cannot make days that are none", () => {
    expect(queryOfAddress("?q=x&after=soon&before=2026-99-99")).toEqual({ ...emptyQuery, text: "x" });
});

test("after and before leave the named days out", () => {
    const { from, until } = boundsOf({ ...emptyQuery, after: "2026-06-30", before: "2026-07-04" });
    expect([from, until]).toEqual([new Date(2026, 6, 1).getTime(), new Date(2026, 6, 4).getTime()]);
});

test("the lowest id of a moment begins with that moment", () => {
    expect(lowestIdAt(0x0190_1234_5678)).toBe("01901234-5678-7000-8000-000000000000");
});
