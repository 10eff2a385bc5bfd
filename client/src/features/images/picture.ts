/** A picture that was sent. */
export type Picture = {
    id: string;
    url: string;
    width: number;
    height: number;
    /** A `data:` URI of a few pixels, or null where none is known. */
    placeholder: string | null;
    /** Who sent it. */
    by: string;
    at: string;
};

/** What a copy of it is called on disk; the browser adds the ending that its type has. */
export function fileNameOf({ at, id }: Picture): string {
    return `chatter-${at.slice(0, 10)}-${id.slice(-6)}`;
}
