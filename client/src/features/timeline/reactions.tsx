import { SmilePlus } from "lucide-react";
import type { Message, Reaction } from "../../protocol/entities";
import { useWords } from "../../shared/i18n/use-words";
import { classes } from "../../shared/ui/classes";
import { useStore } from "../../shared/use-store";
import { actionsFor } from "./actions";
import { shownReactions } from "./pending-reactions";
import { useRowContext } from "./row-context";

const chip =
    "flex h-6 items-center rounded-full border px-2 text-[13px] font-medium tabular-nums disabled:cursor-default";

/** The reactions under a message; a press on one adds or takes back one's own. */
export function Reactions({ message, onAdd }: { message: Message; onAdd: (anchor: HTMLElement) => void }) {
    const words = useWords();
    const { viewer, commands, pendingReactions } = useRowContext();
    const reactions = shownReactions(message, useStore(pendingReactions), viewer.me.id);
    if (reactions.length === 0) return null;
    const mayReact = actionsFor(message, viewer).has("react");
    return (
        <ul aria-label={words.timeline.reactions} className="mt-1 mb-1 flex flex-wrap gap-1.5">
            {reactions.map((reaction) => (
                <li key={reaction.emoji}>
                    <Chip
                        reaction={reaction}
                        disabled={!mayReact}
                        onPress={() => commands.toggleReaction(message, reaction.emoji)}
                    />
                </li>
            ))}
            {mayReact && (
                <li>
                    <button
                        type="button"
                        aria-label={words.timeline.addReaction}
                        title={words.timeline.addReaction}
                        className={classes(chip, "border-line bg-raised text-ink3 hover:text-ink")}
                        onClick={(event) => onAdd(event.currentTarget)}
                    >
                        <SmilePlus size={14} aria-hidden />
                    </button>
                </li>
            )}
        </ul>
    );
}

function Chip({
    reaction,
    disabled,
    onPress,
}: {
    reaction: Reaction;
    disabled: boolean;
    onPress: () => void;
}) {
    const words = useWords();
    const { viewer, people } = useRowContext();
    const known = useStore(people);
    const { emoji, count, userIds } = reaction;
    const own = userIds.includes(viewer.me.id);
    const names = userIds.flatMap((id) =>
        id === viewer.me.id ? words.timeline.you : (known.get(id)?.displayName ?? []),
    );
    return (
        <button
            type="button"
            aria-pressed={own}
            aria-label={words.timeline.reactionLabel(emoji, count)}
            title={words.timeline.reactedBy(names, count - names.length, emoji)}
            disabled={disabled}
            onClick={onPress}
            className={classes(
                chip,
                own ? "border-accent bg-soft text-accent" : "border-line bg-raised text-ink2",
                !disabled && "hover:border-accent",
            )}
        >
            {`${emoji} ${count}`}
        </button>
    );
}
