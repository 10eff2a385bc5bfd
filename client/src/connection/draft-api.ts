import { inDraft, type KeptDraft, readKeptDraft } from "../protocol/drafts";
import { list, object } from "../protocol/read";
import { requestJson } from "./rest";

/** The drafts that the server keeps; they are saved over the socket, which then hears nothing of its own. */
export const draftApi = {
    all: () => requestJson("GET", "/drafts", inDrafts),
    of: (roomId: string) => requestJson("GET", `/rooms/${encodeURIComponent(roomId)}/draft`, inDraft),
};

function inDrafts(value: unknown): KeptDraft[] {
    return object<{ drafts: KeptDraft[] }>({ drafts: list(readKeptDraft) })(value).drafts;
}
