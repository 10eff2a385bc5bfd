/** An id that nobody else makes. Plain http on another host than localhost has no crypto.randomUUID. */
export function randomId(): string {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
