import { account } from "./en/account";
import { common } from "./en/common";
import { composer } from "./en/composer";
import { emoji } from "./en/emoji";
import { errors } from "./en/errors";
import { images } from "./en/images";
import { keys } from "./en/keys";
import { people } from "./en/people";
import { rooms } from "./en/rooms";
import { shell } from "./en/shell";
import { thread } from "./en/thread";
import { timeline } from "./en/timeline";

/** All that the client says, in English: the catalogue that the others are measured by. */
export const en = {
    account,
    common,
    composer,
    emoji,
    errors,
    images,
    keys,
    people,
    rooms,
    shell,
    thread,
    timeline,
};

/** What a catalogue holds: the same keys in every language. */
export type Words = typeof en;
