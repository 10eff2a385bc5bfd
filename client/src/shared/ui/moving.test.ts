import { afterEach, expect, test, vi } from "vitest";
import { moves, movesAt } from "./moving";

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const webp = (flags: number) => bytes(`RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0${String.fromCharCode(flags)}\0\0\0`);

afterEach(() => vi.unstubAllGlobals());

test.each([
    ["a GIF that repeats", bytes("GIF89a\x01\0\x01\0\0\0\0\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"), true],
    ["a GIF that plays once", bytes("GIF89a\x01\0\x01\0\0\0\0\x21\xf9\x04\0\x0a\0\0\0"), true],
    ["a GIF of one picture", bytes("GIF89a\x01\0\x01\0\0\0\0\x21\xf9\x04\x01\0\0\0\0"), false],
    ["an old GIF", bytes("GIF87a\x01\0\x01\0\0\0\0"), false],
    ["a WebP with frames", webp(0x12), true],
    ["a WebP with transparency", webp(0x10), false],
    ["a plain WebP", bytes("RIFF\0\0\0\0WEBPVP8 "), false],
    ["a PNG", bytes("\x89PNG\r\n\x1a\n"), false],
    ["nothing", bytes(""), false],
])("%s", (_name, head, expected) => {
    expect(moves(head)).toBe(expected);
});

test("an address is asked once, and again only after it could not be had", async () => {
    const replies = [
        () => new Response(null, { status: 503 }),
        () => new Response(webp(0x02), { status: 206 }),
    ];
    const fetch = vi.fn(async () => replies.shift()?.() ?? Promise.reject(new Error("asked too often")));
    vi.stubGlobal("fetch", fetch);
    vi.stubGlobal("location", new URL("https://chat.example.org/rooms/1"));
    expect(await movesAt("https://cdn.example.org/images/1")).toBe(false);
    expect(await movesAt("/api/images/1")).toBe(false);
    expect(await movesAt("/api/images/1")).toBe(true);
    expect(await movesAt("/api/images/1")).toBe(true);
    expect(fetch).toHaveBeenCalledTimes(2);
});
