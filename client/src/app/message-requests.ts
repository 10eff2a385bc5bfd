import { api } from "../connection/api";
import type { Connection } from "../connection/connection";
import { type Message, readMessage } from "../protocol/entities";
import { object } from "../protocol/read";
import type { MessageRequests } from "./message-deeds";

/** The requests about messages over the live connection, whose events come in the same order to everybody. */
export function messageRequests(connection: Connection): MessageRequests {
    const ask = (name: string, { id, roomId }: Message, payload = {}) =>
        connection.request(name, { roomId, messageId: id, ...payload }, inMessage);
    return {
        edit: (message, content) => ask("message:edit", message, { content }),
        remove: (message) => ask("message:delete", message),
        react: (message, emoji, add) => ask(add ? "reaction:add" : "reaction:remove", message, { emoji }),
        pin: (message, pinned) => ask(pinned ? "message:pin" : "message:unpin", message),
        save: ({ roomId, id }, saved) => (saved ? api.save(roomId, id) : api.unsave(roomId, id)),
    };
}

/** The message in an ack. */
export function inMessage(value: unknown): Message {
    return object<{ message: Message }>({ message: readMessage })(value).message;
}
