import type { Message, ReplyTarget } from "../../protocol/entities";
import { words } from "../../shared/i18n/language";

const excerptMax = 140;

/** A message as its answers name it. */
export function replyTargetOf({ id, seq, author, content, image }: Message): ReplyTarget {
    const excerpt = image
        ? words().timeline.picture
        : [...content].slice(0, excerptMax).join("").replaceAll("\n", " ");
    return { id, seq, author, excerpt };
}
