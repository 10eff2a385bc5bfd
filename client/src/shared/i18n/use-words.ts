import { useSelected } from "../use-store";
import type { Words } from "./en";
import { speech } from "./language";

/** The words of the language that is spoken; draws again when another one is chosen. */
export function useWords(): Words {
    return useSelected(speech, (spoken) => spoken.words);
}
