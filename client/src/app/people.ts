import type { Message, Person, Room } from "../protocol/entities";
import type { Reply } from "../protocol/reply";
import { createStore, type Store } from "../shared/store";

/** Everybody this page has heard of, so that an event's user id has a name. */
export class People {
    readonly byId: Store<ReadonlyMap<string, Person>> = createStore<ReadonlyMap<string, Person>>(new Map());

    private readonly usernames = new Set<string>();
    private readonly asked = new Set<string>();

    constructor(private readonly find: (userId: string) => Promise<Reply<Person>>) {}

    learn(...people: readonly Person[]) {
        const news = people.filter((person) => {
            const known = this.byId.get().get(person.id);
            return known?.displayName !== person.displayName || known.avatarUrl !== person.avatarUrl;
        });
        if (news.length === 0) return;
        for (const { username } of news) this.usernames.add(username);
        this.byId.update(
            (known) => new Map([...known, ...news.map((person) => [person.id, person] as const)]),
        );
    }

    /** Whether somebody of that name has been heard of. */
    readonly knows = (username: string) => this.usernames.has(username);

    learnFromMessage(message: Message) {
        this.learn(message.author);
    }

    learnFromRooms(rooms: readonly Room[]) {
        this.learn(...rooms.flatMap((room) => room.members));
    }

    /** Asks the server for somebody not yet heard of. */
    async meet(userId: string) {
        if (this.byId.get().has(userId) || this.asked.has(userId)) return;
        this.asked.add(userId);
        const reply = await this.find(userId);
        if (reply.ok) this.learn(reply.value);
        else this.asked.delete(userId);
    }
}
