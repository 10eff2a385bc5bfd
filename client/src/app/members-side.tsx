import { useEffect, useMemo, useState } from "react";
import { api } from "../connection/api";
import { roomApi } from "../connection/room-api";
import { AddPeople } from "../features/people/add-people";
import { MemberList } from "../features/people/member-list";
import { MembersPanel } from "../features/people/members-panel";
import type { RoomFace } from "../protocol/entities";
import { useStore } from "../shared/use-store";
import type { ChatSession } from "./session";

/** Who is in the room, beside it. */
export function MembersSide({ session, room }: { session: ChatSession; room: RoomFace }) {
    const roomId = room.id;
    const me = useStore(session.profile);
    const [list] = useState(() => new MemberList((cursor) => roomApi.members(roomId, cursor)));
    const [adding, setAdding] = useState(false);
    const members = useStore(list.state);
    const memberIds = useMemo(() => new Set(members.list.map(({ user }) => user.id)), [members.list]);

    useEffect(() => {
        void list.load();
        // Who came and went while there was no connection was not heard.
        const { status } = session.connection;
        return status.subscribe(() => {
            if (status.get().phase === "online") void list.load();
        });
    }, [session, list]);
    useEffect(
        () =>
            session.memberChanges.subscribe((change) => {
                if (change.roomId !== roomId) return;
                if (change.type === "member:left") list.removed(change.userId);
                else if (change.member) list.put(change.member);
            }),
        [session, list, roomId],
    );

    const open = room.kind !== "direct" && !room.archived && room.membership !== null;
    return (
        <>
            <MembersPanel
                list={list}
                meId={me.id}
                // Nobody keeps a direct room: its people are what makes it.
                keeper={{
                    role: room.kind === "direct" ? null : (room.membership?.role ?? null),
                    admin: room.kind !== "direct" && me.role === "admin",
                }}
                publicRoom={room.kind === "public"}
                commands={{
                    setRole: (userId, role) => roomApi.putMember(roomId, userId, role),
                    remove: (userId) => roomApi.removeMember(roomId, userId),
                }}
                presence={session.presence.byUserId}
                showPresence={session.presence.show}
                onProfile={(person) => session.shownPerson.set(person)}
                onAdd={open ? () => setAdding(true) : null}
            />
            {adding && (
                <AddPeople
                    memberIds={memberIds}
                    find={api.findUsers}
                    add={(userId) => roomApi.putMember(roomId, userId)}
                    onAdded={(member) => list.put(member)}
                    onClose={() => setAdding(false)}
                />
            )}
        </>
    );
}
