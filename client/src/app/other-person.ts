import { useEffect, useState } from "react";
import { api } from "../connection/api";
import type { Person, RoomFace } from "../protocol/entities";
import type { PresenceStatus } from "../protocol/events";
import { useWords } from "../shared/i18n/use-words";
import { useSelected } from "../shared/use-store";
import type { ChatSession } from "./session";

/** The other one in a direct room of two: how they are seen, and what they say of it. */
export type OtherPerson = { person: Person; status: PresenceStatus | undefined; about: string };

export function useOtherPerson(session: ChatSession, room: RoomFace): OtherPerson | null {
    const { rooms: words } = useWords();
    const ofTwo = room.kind === "direct" && room.members.length <= 2;
    const person = ofTwo ? room.members.find(({ id }) => id !== session.me.id) : undefined;
    const userId = person?.id ?? null;
    const status = useSelected(session.presence.byUserId, (known) =>
        userId === null ? undefined : known.get(userId),
    );
    const [said, setSaid] = useState({ by: userId, text: "" });
    const statusText = said.by === userId ? said.text : "";

    useEffect(() => {
        if (userId === null) return;
        let current = true;
        const learn = (text: string) => setSaid({ by: userId, text });
        void api.statusText(userId).then((reply) => current && learn(reply.ok ? reply.value : ""));
        const undo = session.personChanges.subscribe((changed) => {
            if (changed.id !== userId) return;
            // News is newer than any answer that is still on its way.
            current = false;
            learn(changed.statusText);
        });
        return () => {
            current = false;
            undo();
        };
    }, [session, userId]);

    if (!person) return null;
    const seen = status && status !== "offline" ? words[status] : "";
    return { person, status, about: [seen, statusText].filter(Boolean).join(" · ") };
}
