import { admin } from "./en/admin";
import { auth } from "./en/auth";
import { jump } from "./en/jump";
import { keeping } from "./en/keeping";
import { search } from "./en/search";
import { settings } from "./en/settings";

/** What pages say that few people open: in English it comes with them, and not with the first load. */
export const enPages = { admin, auth, jump, keeping, search, settings };

export type PageWords = typeof enPages;
