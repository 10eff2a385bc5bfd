// Every event and ack that a test sees must be one that docs/asyncapi.yaml describes.

import assert from "node:assert/strict";
import { codesIn, Document, rowsIn } from "./documents.mjs";

export class AsyncApi extends Document {
    constructor(text) {
        super("asyncapi.yaml", text);
        /** Event name → schema of its payload: those that clients hear, and those that they send, with their acks. */
        this.heard = new Map();
        this.sent = new Map();
        this.acks = new Map();
        for (const operation of Object.values(this.content.operations)) {
            const [message] = operation.messages.map((reference) => this.resolve(reference));
            if (operation.action === "send") this.heard.set(message.name, message.payload);
            if (operation.action !== "receive") continue;
            const [ack] = operation.reply.messages.map((reference) => this.resolve(reference));
            this.sent.set(message.name, message.payload);
            this.acks.set(message.name, ack.payload);
        }
        this.codes = rowsIn(this.content.info.description, /^`/).flatMap(([codes]) => codesIn(codes));
    }

    /** Asserts that the server may say `event` with these arguments. */
    assertHeard(event, args) {
        const schema = this.heard.get(event);
        assert.ok(schema, `undocumented: the event ${event}`);
        assert.equal(args.length, 1, `${event} has one argument`);
        const complaint = this.complaint(schema, args[0]);
        assert.equal(complaint, undefined, `${event}, undocumented: ${complaint}`);
    }

    /** Asserts that `answer` may be the ack of an `event` sent with `payload`. */
    assertAck(event, payload, answer) {
        if (answer?.ok === false) {
            const complaint = this.complaint(this.content.components.schemas.ErrorAck, answer);
            assert.equal(complaint, undefined, `ack of ${event}, undocumented: ${complaint}`);
            assert.ok(this.codes.includes(answer.error.code), `ack of ${event}, undocumented: code ${answer.error.code}`);
            return;
        }
        const schema = this.acks.get(event);
        assert.ok(schema, `undocumented: the server acks ${event}`);
        const complaint = this.complaint(schema, answer) ?? this.complaint(this.sent.get(event), payload);
        assert.equal(complaint, undefined, `${event}, undocumented: ${complaint}`);
    }
}

export const asyncApi = new AsyncApi();
