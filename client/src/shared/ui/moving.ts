/** So much of a picture's beginning tells whether it moves. */
const headBytes = 1_024;

const asked = new Map<string, Promise<boolean>>();

/**
 * Whether the picture at this address moves. Ask once the browser has its bytes: then they come out of
 * its cache. One from another origin, which cannot be looked into, is taken for a still one.
 */
export function movesAt(url: string): Promise<boolean> {
    if (new URL(url, location.href).origin !== location.origin) return Promise.resolve(false);
    const known = asked.get(url);
    if (known) return known;
    const answer = beginning(url).then(moves, () => {
        asked.delete(url);
        return false;
    });
    asked.set(url, answer);
    return answer;
}

async function beginning(url: string): Promise<Uint8Array> {
    const reply = await fetch(url, { headers: { range: `bytes=0-${headBytes - 1}` } });
    if (!reply.ok) throw new Error(`${reply.status}`);
    return new Uint8Array(await reply.arrayBuffer());
}

/** Whether these first bytes are those of an animation. */
export function moves(head: Uint8Array): boolean {
    const text = String.fromCharCode(...head.subarray(0, headBytes));
    if (text.startsWith("GIF8")) return text.includes("NETSCAPE2.0") || hasDelay(head, text);
    // The flags of an extended WebP file; 0x02 says that it has frames.
    return text.startsWith("RIFF") && text.startsWith("WEBPVP8X", 8) && ((head[20] ?? 0) & 0x02) !== 0;
}

/** A GIF that plays once says so only by how long its first frame stays: a graphic control extension. */
function hasDelay(head: Uint8Array, text: string): boolean {
    const at = text.indexOf("\x21\xf9\x04");
    return at !== -1 && ((head[at + 4] ?? 0) | (head[at + 5] ?? 0)) !== 0;
}
