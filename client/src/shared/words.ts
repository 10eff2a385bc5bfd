import type { Problem } from "../protocol/reply";

const sentences: Record<string, string> = {
    offline: "No connection right now",
    timeout: "The server took too long to answer",
    unavailable: "The server cannot do that right now",
    busy: "The server is busy right now",
    internal: "The server ran into trouble with that",
    bad_reply: "The server answered in a way this page does not understand. Loading it again may help",
    rate_limited: "That was a lot at once. Wait a moment and try again",
    unauthorized: "You are not signed in any more",
    invalid_credentials: "That name and password do not go together",
    account_deactivated: "This account is switched off. An admin can switch it on again",
    registration_closed: "New accounts are closed here. An admin can make one for you",
    username_taken: "That name is taken",
    room_name_taken: "A room of that name exists already",
    room_archived: "This room is archived; nothing new can be said in it",
    last_owner: "You are the only owner here, and others are still in the room",
    image_too_large: "That picture is over 10 MB",
    unsupported_image: "That file is not a picture Chatter can read",
    not_found: "This is not there, or not open to you",
    forbidden: "You may not do that here",
};

/** A plain sentence for a problem, without a full stop. */
export function sentenceFor(problem: Problem): string {
    const known = sentences[problem.code];
    if (known) return known;
    if (problem.status === 429) return sentences.rate_limited ?? "";
    if (problem.status >= 500) return sentences.internal ?? "";
    const fallback = problem.fields[0]?.message || problem.message;
    return fallback ? fallback.replace(/\.$/, "") : "That did not work";
}

/** "3 members", "1 member" */
export function counted(count: number, one: string, many: string): string {
    return `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;
}

/** Numbers above 99 in a badge are "99+". */
export function badgeText(count: number): string {
    return count > 99 ? "99+" : String(count);
}
