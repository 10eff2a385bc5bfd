import { accountApi } from "../connection/account-api";
import { api } from "../connection/api";
import { roomApi } from "../connection/room-api";
import { ProfileCard } from "../features/people/profile-card";
import type { Person } from "../protocol/entities";
import { useStore } from "../shared/use-store";
import type { Router } from "./route";
import type { ChatSession } from "./session";

/** The profile of whoever's name or picture was pressed. */
export function ProfileDialog({
    session,
    router,
    person,
}: {
    session: ChatSession;
    router: Router;
    person: Person;
}) {
    const blocked = useStore(session.blocks.userIds).has(person.id);
    const presence = useStore(session.presence.byUserId).get(person.id);
    const close = () => session.shownPerson.set(null);

    async function message(userId: string) {
        const reply = await api.createRoom({ kind: "direct", userIds: [userId] });
        if (reply.ok) {
            session.roomJoined(reply.value);
            close();
            router.go({ page: "room", roomId: reply.value.id });
        }
        return reply;
    }

    async function setBlocked(userId: string, wanted: boolean) {
        const reply = await (wanted ? accountApi.block(userId) : accountApi.unblock(userId));
        if (reply.ok) session.blocks.changed(userId, wanted);
        return reply;
    }

    return (
        <ProfileCard
            key={person.id}
            person={person}
            self={person.id === session.me.id}
            presence={presence}
            blocked={blocked}
            read={roomApi.user}
            message={message}
            setBlocked={setBlocked}
            onEdit={() => {
                close();
                router.go({ page: "settings", section: "profile" });
            }}
            onClose={close}
        />
    );
}
