import { afterFirstSight } from "../../shared/first-sight";
import { loadLater } from "../../shared/ui/later";

const loadStrip = async () => (await import("./attachment-strip")).AttachmentStrip;
const loadList = async () => (await import("./completion-list")).CompletionList;

export const AttachmentStrip = loadLater(loadStrip);
export const CompletionList = loadLater(loadList);

/** Fetches the composer's parts before anybody needs them, so that they are there without a connection. */
export function fetchPartsEarly() {
    void afterFirstSight().then(() => {
        // What cannot be fetched now is asked for again when it is needed.
        for (const load of [loadStrip, loadList]) load().catch(() => {});
    });
}
