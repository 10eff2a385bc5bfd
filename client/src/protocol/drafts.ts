import { count, object, type Reader, string } from "./read";

/** What somebody has begun to write in a room, as the server keeps it for all of their devices. */
export type KeptDraft = {
    roomId: string;
    content: string;
    /** Counts the changes, those that emptied it included; 0 when there has been none. */
    version: number;
};

export const readKeptDraft: Reader<KeptDraft> = object<KeptDraft>({
    roomId: string,
    content: string,
    version: count,
});

export function inDraft(value: unknown): KeptDraft {
    return object<{ draft: KeptDraft }>({ draft: readKeptDraft })(value).draft;
}
