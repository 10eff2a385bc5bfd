import { useVirtualizer } from "@tanstack/react-virtual";
import { UserPlus } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Person } from "../../protocol/entities";
import type { PresenceStatus } from "../../protocol/events";
import type { Member } from "../../protocol/members";
import type { Reply } from "../../protocol/reply";
import { usePageWords } from "../../shared/i18n/page-words";
import type { Store } from "../../shared/store";
import { Button } from "../../shared/ui/button";
import { SearchField } from "../../shared/ui/form-parts";
import { Bone, Notice, ProblemNotice } from "../../shared/ui/notice";
import { useSettled } from "../../shared/use-settled";
import { useStore } from "../../shared/use-store";
import { MemberDialog } from "./member-dialog";
import { MemberLine } from "./member-line";
import { type MemberList, shownMembers } from "./member-list";
import { type Keeper, type MemberAction, memberActions } from "./rights";

export type MemberCommands = {
    setRole(userId: string, role: Member["role"]): Promise<Reply<Member>>;
    remove(userId: string): Promise<Reply<null>>;
};

type Props = {
    list: MemberList;
    meId: string;
    keeper: Keeper;
    publicRoom: boolean;
    commands: MemberCommands;
    presence: Store<ReadonlyMap<string, PresenceStatus>>;
    /** Watches whether these people are here until the undo is called. */
    showPresence: (userIds: readonly string[]) => () => void;
    onProfile: (person: Person) => void;
    /** Null where nobody can be added. */
    onAdd: (() => void) | null;
};

const lineHeight = 56;

/** Who is in a room: searching, looking at them, and what their keepers may do. */
export function MembersPanel(props: Props) {
    const { keeping } = usePageWords();
    const { list, onAdd } = props;
    const members = useStore(list.state);
    const [typed, setTyped] = useState("");
    const query = useSettled(typed.trim());
    const shown = useMemo(() => shownMembers(members, query), [members, query]);
    const searching = query !== "" && members.nextCursor !== null;

    useEffect(() => {
        if (query === "") return;
        let wanted = true;
        void list.loadWhile(() => wanted);
        return () => {
            wanted = false;
        };
    }, [list, query]);

    if (members.phase === "failed" && members.problem) {
        return (
            <ProblemNotice
                title={keeping.membersFailed}
                problem={members.problem}
                onRetry={() => void list.load()}
            />
        );
    }
    return (
        <div className="flex min-h-0 flex-1 flex-col">
            <div className="flex shrink-0 flex-col gap-2 p-3">
                <SearchField
                    label={keeping.searchMembers}
                    value={typed}
                    onChange={(event) => setTyped(event.target.value)}
                />
                {onAdd && (
                    <Button onClick={onAdd}>
                        <UserPlus size={16} aria-hidden /> {keeping.addPeople}
                    </Button>
                )}
                {searching && (
                    <p role="status" className="text-meta text-ink2">
                        {keeping.stillSearching(members.list.length)}
                    </p>
                )}
            </div>
            {members.phase === "loading" && <LoadingMembers />}
            {members.phase === "ready" && shown.length === 0 && !searching && (
                <Notice title={keeping.noMemberFound}>{keeping.noMemberFoundHint(query)}</Notice>
            )}
            {shown.length > 0 && <Lines {...props} shown={shown} />}
        </div>
    );
}

function Lines({ shown, ...props }: Props & { shown: readonly Member[] }) {
    const { keeping } = usePageWords();
    const { list, meId, keeper, publicRoom, commands, presence, showPresence, onProfile } = props;
    const scroller = useRef<HTMLDivElement>(null);
    const [asked, setAsked] = useState<{ action: MemberAction; member: Member } | null>(null);
    const lines = useVirtualizer({
        count: shown.length,
        getScrollElement: () => scroller.current,
        getItemKey: (index) => shown[index]?.user.id ?? index,
        estimateSize: () => lineHeight,
        overscan: 8,
    });
    const items = lines.getVirtualItems();
    const lastShown = items.at(-1)?.index ?? 0;
    useEffect(() => {
        if (lastShown >= shown.length - 20) void list.more();
    }, [list, lastShown, shown.length]);
    const inSight = useSettled(items.map(({ index }) => shown[index]?.user.id).join(" "));
    useEffect(() => (inSight === "" ? undefined : showPresence(inSight.split(" "))), [inSight, showPresence]);

    return (
        <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto px-1.5 pb-4">
            <ul aria-label={keeping.members} className="relative" style={{ height: lines.getTotalSize() }}>
                {items.map((item) => {
                    const member = shown[item.index];
                    if (!member) return null;
                    const self = member.user.id === meId;
                    return (
                        <li
                            key={item.key}
                            ref={lines.measureElement}
                            data-index={item.index}
                            aria-setsize={shown.length}
                            aria-posinset={item.index + 1}
                            className="absolute inset-x-0 top-0"
                            style={{ transform: `translateY(${item.start}px)` }}
                        >
                            <MemberLine
                                member={member}
                                self={self}
                                presence={presence}
                                actions={memberActions(keeper, { role: member.role, self })}
                                onProfile={() => onProfile(member.user)}
                                onAsk={(action) => setAsked({ action, member })}
                            />
                        </li>
                    );
                })}
            </ul>
            {asked && (
                <MemberDialog
                    {...asked}
                    self={asked.member.user.id === meId}
                    publicRoom={publicRoom}
                    commands={commands}
                    list={list}
                    onClose={() => setAsked(null)}
                />
            )}
        </div>
    );
}

function LoadingMembers() {
    return (
        <div className="animate-appear-late space-y-3 px-3" aria-hidden>
            {[0, 1, 2, 3, 4].map((line) => (
                <Bone key={line} className="h-9 w-full" />
            ))}
        </div>
    );
}
