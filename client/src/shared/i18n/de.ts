import { account } from "./de/account";
import { admin } from "./de/admin";
import { auth } from "./de/auth";
import { common } from "./de/common";
import { composer } from "./de/composer";
import { emoji } from "./de/emoji";
import { errors } from "./de/errors";
import { images } from "./de/images";
import { jump } from "./de/jump";
import { keeping } from "./de/keeping";
import { keys } from "./de/keys";
import { people } from "./de/people";
import { rooms } from "./de/rooms";
import { search } from "./de/search";
import { settings } from "./de/settings";
import { shell } from "./de/shell";
import { thread } from "./de/thread";
import { timeline } from "./de/timeline";
import type { Words } from "./en";
import type { PageWords } from "./en-pages";

/** All that the client says, in German. Loaded only where it is spoken. */
export const de: Words & PageWords = {
    account,
    admin,
    auth,
    common,
    composer,
    emoji,
    errors,
    images,
    jump,
    keeping,
    keys,
    people,
    rooms,
    search,
    settings,
    shell,
    thread,
    timeline,
};
