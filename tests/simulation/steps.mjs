// The steps that people take: chosen by chance from what the model knows, and taken over REST or a socket.

const words = ["hello", "well", "yes", "no", "perhaps", "the ship", "harbour", "tea?", "tomorrow", "👍", "naïve", "京都"];
const emoji = ["👍", "🎉", "❤️", "👩‍🚀", "🇩🇪", "😀"];
const pinsMax = 30; // a batch must not come to the limit of a room
const roles = ["member", "moderator", "owner"];

export const weights = {
    ...{ send: 40, edit: 9, remove: 5, react: 10, unreact: 4, pin: 3, unpin: 2, read: 12, unread: 4, readAll: 1 },
    ...{ join: 4, leave: 3, put: 5, kick: 1, change: 1, create: 1, open: 6, idle: 2 },
};

/** What cannot be asked twice with the same outcome. */
export const unrepeatable = ["create"];

/** A step of this kind by this device; undefined when there is nothing to do it to. */
export function chooseStep(kind, { model, random, device, names, roomsMax }) {
    const step = { kind, device, userId: device.person.user.id };
    if (kind === "readAll" || kind === "idle") return step;
    if (kind === "create") return model.rooms.size < roomsMax ? { ...step, ...newRoom(model, random, step.userId, names) } : undefined;
    step.room = chooseRoom(kind, { model, random, userId: step.userId });
    return step.room && { ...step, ...choices[kind]?.(step, { model, random, names }) };
}

function chooseRoom(kind, { model, random, userId }) {
    const rooms = [...model.rooms.values()];
    const mine = rooms.filter(({ members }) => members.has(userId));
    // Who keeps a room in order mostly owns it.
    const owned = mine.filter(({ members }) => members.get(userId).role === "owner");
    if (["put", "kick", "change"].includes(kind) && owned.length > 0 && random.chance(0.7)) return random.pick(owned);
    // Now and then somebody tries what they may not.
    const others = rooms.filter(({ members }) => !members.has(userId));
    const list = random.chance(kind === "join" ? 0.9 : 0.04) ? others : mine;
    return list.length > 0 ? random.pick(list) : undefined;
}

function newRoom(model, random, userId, names) {
    const kind = random.pick(["public", "private", "private", "direct"]);
    const others = [...model.users.keys()].filter((id) => id !== userId && random.chance(0.4));
    if (kind === "direct" && others.length === 0) return { roomKind: "private", userIds: [], name: names.next("room") };
    return { roomKind: kind, userIds: others, name: kind === "direct" ? "" : names.next("room") };
}

function sentence(model, random) {
    const said = Array.from({ length: 1 + random.below(5) }, () => random.pick(words));
    const people = [...model.users.values()];
    if (random.chance(0.2)) said.splice(random.below(said.length + 1), 0, `@${random.pick(people).username}`);
    if (random.chance(0.06)) said.push(random.pick(["@room", "@here,", "@all."]));
    if (random.chance(0.02)) said.push("x".repeat(200 + random.below(3000)));
    return said.join(" ");
}

/** Mostly one of the newest messages. */
function someMessage(room, random, wanted = () => true) {
    const { messages } = room;
    for (let tries = 0; tries < 8; tries += 1) {
        const back = random.chance(0.8) ? Math.min(30, messages.length) : messages.length;
        const message = messages[messages.length - 1 - random.below(back)];
        if (message && (wanted(message) || random.chance(0.03))) return message;
    }
    return undefined;
}

const ofMessage = (wanted, more) => (step, tools) => {
    const message = someMessage(step.room, tools.random, (one) => wanted(one, step));
    if (!message) return { room: undefined };
    return { messageId: message.id, ...more(step, { ...tools, message }) };
};

const pinnedIn = (room) => room.messages.filter(({ pinnedBy }) => pinnedBy).length;

const choices = {
    send: ({ userId, room }, { model, random, names }) => {
        const original = random.chance(0.15) ? someMessage(room, random) : undefined;
        const own = random.chance(0.05) ? someMessage(room, random, ({ authorId }) => authorId === userId) : undefined;
        const repeats = own?.authorId === userId ? own : undefined;
        const content = sentence(model, random);
        const inThread = random.chance(0.12) ? someMessage(room, random, ({ deleted }) => !deleted) : undefined;
        const threadRoot = inThread?.threadSeq ? room.messages[inThread.threadSeq - 1] : inThread;
        const clientId = repeats?.clientId ?? names.next("sent");
        return { content, clientId, replyTo: original?.id, threadOf: inThread?.id, threadRoot, repeats };
    },
    edit: ofMessage(
        ({ authorId, deleted }, { userId }) => authorId === userId && !deleted,
        (step, { model, random, message }) => ({ content: random.chance(0.1) ? message.content || "x" : sentence(model, random) }),
    ),
    remove: ofMessage(({ authorId, deleted }, { userId }) => authorId === userId && !deleted, () => ({})),
    react: ofMessage(({ deleted }) => !deleted, (step, { random }) => ({ emoji: random.pick(emoji) })),
    unreact: ofMessage(({ reactions }) => reactions.size > 0, (step, { random, message }) => ({
        emoji: random.pick([...message.reactions.keys(), emoji[0]]),
    })),
    pin: (step, tools) =>
        pinnedIn(step.room) < pinsMax ? ofMessage(({ deleted, pinnedBy }) => !deleted && !pinnedBy, () => ({}))(step, tools) : { room: undefined },
    unpin: ofMessage(({ pinnedBy }) => pinnedBy, () => ({})),
    read: ({ room }, { random }) => {
        const isToEnd = random.chance(0.3);
        return { isToEnd, seq: isToEnd ? 1_000_000 : random.below(room.messages.length + 1) };
    },
    unread: ({ room }, { random }) => ({
        seq: Math.max(1, room.messages.length - random.below(20)),
        room: room.messages.length > 0 ? room : undefined,
    }),
    put: ({ userId }, { model, random }) => ({
        targetId: random.chance(0.15) ? userId : random.pick([...model.users.keys()]),
        role: random.chance(0.3) ? undefined : random.pick(roles),
    }),
    kick: ({ userId }, { model, random }) => ({ targetId: random.pick([...model.users.keys()].filter((id) => id !== userId)) }),
    change: ({ room }, { random, names }) => ({
        settings: random.pick([
            { topic: random.pick(words) },
            { name: names.next("renamed") },
            { posting: room.posting === "everyone" && random.chance(0.4) ? "moderators" : "everyone" },
            { archived: !room.archived && random.chance(0.3) },
        ]),
    }),
};

/** Takes a step; resolves to {answer, isFirst}. */
export function take(step) {
    const { device, room } = step;
    if (step.kind === "idle") return device.isWanted ? device.setIdle(!device.isIdle) : { answer: { ok: true }, isFirst: true };
    if (step.kind === "open") return device.open(room.id).then(() => ({ answer: { ok: true }, isFirst: true }));
    const event = step.isBySocket && device.isLive ? events[step.kind]?.(step) : undefined;
    if (event) return overSocket(step, ...event);
    return device.call(...requests[step.kind](step));
}

async function overSocket(step, name, payload) {
    const { device, room } = step;
    const asked = device.picture.stateOf(room.id);
    const result = await device.ask(name, { roomId: room.id, ...payload });
    step.wasBySocket = true;
    if (name === "room:read" && result.answer.ok)
        device.readAcked(room.id, result.answer, asked);
    return result;
}

const draft = ({ content, clientId, replyTo, threadOf }) => ({
    ...{ content, clientId },
    ...(replyTo && { replyTo }),
    ...(threadOf && { threadOf }),
});

const events = {
    send: (step) => ["message:send", draft(step)],
    pin: ({ messageId }) => ["message:pin", { messageId }],
    unpin: ({ messageId }) => ["message:unpin", { messageId }],
    edit: ({ messageId, content }) => ["message:edit", { messageId, content }],
    remove: ({ messageId }) => ["message:delete", { messageId }],
    react: ({ messageId, emoji: symbol }) => ["reaction:add", { messageId, emoji: symbol }],
    unreact: ({ messageId, emoji: symbol }) => ["reaction:remove", { messageId, emoji: symbol }],
    read: ({ seq }) => ["room:read", { seq }],
    unread: ({ seq }) => ["room:read", { seq, unread: true }],
};

const at = (room, rest) => `/api/rooms/${room.id}${rest}`;
const reaction = ({ room, messageId, emoji: symbol }) => at(room, `/messages/${messageId}/reactions/${encodeURIComponent(symbol)}`);

const requests = {
    send: (step) => ["POST", at(step.room, "/messages"), draft(step)],
    pin: ({ room, messageId }) => ["PUT", at(room, `/messages/${messageId}/pin`)],
    unpin: ({ room, messageId }) => ["DELETE", at(room, `/messages/${messageId}/pin`)],
    edit: ({ room, messageId, content }) => ["PATCH", at(room, `/messages/${messageId}`), { content }],
    remove: ({ room, messageId }) => ["DELETE", at(room, `/messages/${messageId}`)],
    react: (step) => ["PUT", reaction(step)],
    unreact: (step) => ["DELETE", reaction(step)],
    read: ({ room, seq }) => ["PUT", at(room, "/read"), { seq }],
    unread: ({ room, seq }) => ["PUT", at(room, "/read"), { seq, unread: true }],
    readAll: () => ["POST", "/api/rooms/read"],
    join: ({ room }) => ["POST", at(room, "/join")],
    leave: ({ room }) => ["POST", at(room, "/leave")],
    put: ({ room, targetId, role }) => ["PUT", at(room, `/members/${targetId}`), role ? { role } : {}],
    kick: ({ room, targetId }) => ["DELETE", at(room, `/members/${targetId}`)],
    change: ({ room, settings }) => ["PATCH", at(room, ""), settings],
    create: ({ roomKind, userIds, name }) => ["POST", "/api/rooms", { kind: roomKind, userIds, ...(name && { name }) }],
};
