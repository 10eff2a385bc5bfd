import { type Person, readPerson } from "../protocol/entities";
import { list, nullable, object, string } from "../protocol/read";
import { api } from "./api";
import { requestJson } from "./rest";

const membersMax = 200;

/** Whom a message may name. Not in roomApi, which the first sight of a room does without. */
export const namingApi = {
    /** Those of a room; of a large one the first 200, and then `areAll` is false. */
    members: (roomId: string) =>
        requestJson("GET", `/rooms/${encodeURIComponent(roomId)}/members?limit=${membersMax}`, inMembers),
    findUsers: api.findUsers,
    findRooms: api.publicRooms,
};

function inMembers(value: unknown): { people: Person[]; areAll: boolean } {
    const { members, nextCursor } = object<{ members: { user: Person }[]; nextCursor: string | null }>({
        members: list(object<{ user: Person }>({ user: readPerson })),
        nextCursor: nullable(string),
    })(value);
    return { people: members.map(({ user }) => user), areAll: nextCursor === null };
}
