import { say } from "./toast";

/** Copies a text and says so, or that the browser did not let it. */
export async function copyText(text: string, done: string, refused: string) {
    try {
        await navigator.clipboard.writeText(text);
        say(done);
    } catch {
        say(refused, "failed");
    }
}
