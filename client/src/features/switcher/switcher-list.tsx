import { Bookmark, Compass, CornerDownLeft, MessagesSquare, Search } from "lucide-react";
import type { ReactNode } from "react";
import type { Room } from "../../protocol/entities";
import type { PresenceStatus } from "../../protocol/events";
import { usePageWords } from "../../shared/i18n/page-words";
import { Avatar } from "../../shared/ui/avatar";
import { classes } from "../../shared/ui/classes";
import { MarkedText } from "../../shared/ui/marked-text";
import type { useOptions } from "../../shared/ui/options";
import { PresenceDot } from "../../shared/ui/presence-dot";
import { badgeText } from "../../shared/words";
import type { Choice } from "./choices";
import type { Page, Place, RankedPlace } from "./ranking";

type Options = ReturnType<typeof useOptions<Choice>>;
type Drawing = {
    meId: string;
    presence: ReadonlyMap<string, PresenceStatus>;
    placeOf: (room: Room) => string;
};

const groups = ["recent", "found", "messages", "search"] as const;

/** The choices, in their groups. */
export function SwitcherList({
    choices,
    options,
    ...drawing
}: Drawing & { choices: readonly Choice[]; options: Options }) {
    const { jump } = usePageWords();
    return (
        <div
            {...options.listProps}
            role="listbox"
            aria-label={jump.results}
            className={classes("min-h-0 overflow-y-auto overscroll-contain", choices.length > 0 && "p-2")}
        >
            {groups.map((group) => {
                const inGroup = choices.filter((choice) => choice.group === group);
                if (inGroup.length === 0) return null;
                return (
                    // biome-ignore lint/a11y/useSemanticElements: a listbox has groups and no fieldsets.
                    <div key={group} role="group" aria-label={jump.groups[group]} className="pb-1">
                        <p aria-hidden className="px-2.5 pt-1.5 pb-1 text-meta font-semibold text-ink2">
                            {jump.groups[group]}
                        </p>
                        {inGroup.map((choice) => (
                            <Line key={choice.key} choice={choice} options={options} {...drawing} />
                        ))}
                    </div>
                );
            })}
        </div>
    );
}

function Line({ choice, options, ...drawing }: Drawing & { choice: Choice; options: Options }) {
    const { jump } = usePageWords();
    const option = options.optionProps(choice);
    const chosen = option["aria-selected"];
    return (
        <div
            {...option}
            className={classes(
                "flex min-h-11 cursor-pointer items-center gap-3 rounded-control px-2.5 py-1.5 wide:min-h-9",
                chosen && "bg-soft",
            )}
        >
            {choice.kind === "place" && <PlaceLine {...drawing} ranked={choice.ranked} />}
            {choice.kind === "search" && (
                <>
                    <Mark>
                        <Search size={16} />
                    </Mark>
                    <span className="min-w-0 flex-1 truncate">{jump.searchFor(choice.text)}</span>
                </>
            )}
            {choice.kind === "message" && (
                <>
                    <Avatar person={choice.found.message.author} size="small" />
                    <span className="min-w-0 flex-1">
                        <span className="block truncate text-meta text-ink2">
                            {`${choice.found.message.author.displayName} · ${drawing.placeOf(choice.found.room)}`}
                        </span>
                        <span dir="auto" className="line-clamp-2 [overflow-wrap:anywhere]">
                            <MarkedText
                                content={choice.found.message.content}
                                highlights={choice.found.highlights}
                                shownMax={140}
                            />
                        </span>
                    </span>
                </>
            )}
            {chosen && (
                <CornerDownLeft size={15} className="shrink-0 text-ink3 max-wide:hidden" aria-hidden />
            )}
        </div>
    );
}

function PlaceLine({ ranked, meId, presence }: Drawing & { ranked: RankedPlace }) {
    const { jump } = usePageWords();
    const { place, ranges } = ranked;
    const unread =
        place.kind === "room" && !place.room.membership?.muted ? place.room.membership?.unreadCount : 0;
    return (
        <>
            <PlaceMark place={place} meId={meId} presence={presence} />
            <span className="min-w-0 flex-1 truncate">
                <Emphasised text={place.title} ranges={ranges} />
                {place.kind === "person" && (
                    <span className="text-meta text-ink2">{` @${place.person.username}`}</span>
                )}
                {place.kind === "joinable" && (
                    <span className="text-meta text-ink2">{` ${jump.joinable}`}</span>
                )}
            </span>
            {unread ? <Unread count={unread} /> : null}
        </>
    );
}

function Unread({ count }: { count: number }) {
    const { rooms } = usePageWords();
    return (
        <span className="shrink-0 rounded-full bg-quiet-badge px-1.5 text-[12px] leading-[18px] font-semibold text-ink2 tabular-nums">
            {badgeText(count)} <span className="sr-only">{rooms.unread}</span>
        </span>
    );
}

const pageIcons: Record<Page, ReactNode> = {
    browse: <Compass size={16} />,
    threads: <MessagesSquare size={16} />,
    saved: <Bookmark size={16} />,
    search: <Search size={16} />,
};

function PlaceMark({ place, meId, presence }: { place: Place; meId: string; presence: Drawing["presence"] }) {
    if (place.kind === "page") return <Mark>{pageIcons[place.page]}</Mark>;
    const members = place.kind === "room" && place.room.kind === "direct" ? place.room.members : [];
    const person =
        place.kind === "person" ? place.person : (members.find(({ id }) => id !== meId) ?? members[0]);
    if (!person) return <Mark>{place.kind === "room" && place.room.kind === "private" ? "◆" : "#"}</Mark>;
    return (
        <span className="relative inline-flex shrink-0">
            <Avatar person={person} size="small" />
            <PresenceDot status={members.length > 2 ? undefined : presence.get(person.id)} />
        </span>
    );
}

function Mark({ children }: { children: ReactNode }) {
    return (
        <span aria-hidden className="flex w-5 shrink-0 justify-center text-ink3">
            {children}
        </span>
    );
}

function Emphasised({ text, ranges }: { text: string; ranges: RankedPlace["ranges"] }) {
    const pieces: ReactNode[] = [];
    let at = 0;
    for (const [start, end] of ranges) {
        pieces.push(text.slice(at, start));
        pieces.push(
            <span key={start} className="font-strong">
                {text.slice(start, end)}
            </span>,
        );
        at = end;
    }
    return [...pieces, text.slice(at)];
}

/** What the keys do, for those who have them. */
export function SwitcherKeys() {
    const { jump, keys } = usePageWords();
    return (
        <p
            aria-hidden
            className="flex shrink-0 gap-4 border-t border-line px-4 py-2 text-meta text-ink2 max-wide:hidden"
        >
            <span>{`↑ ↓ ${jump.keys.choose}`}</span>
            <span>{`${keys.enter} ${jump.keys.open}`}</span>
            <span>{`Esc ${jump.keys.close}`}</span>
        </p>
    );
}
