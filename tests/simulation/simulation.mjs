// Some people with several devices each, who do what people do, at once and with bad luck, from one seed. Steps are
// taken in batches; between them all comes to rest, and every device must show what the model says.

import assert from "node:assert/strict";
import { Agent } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { execute } from "../support/database.mjs";
import { register } from "../support/people.mjs";
import { store } from "../support/store.mjs";
import { eventually } from "../support/wait.mjs";
import { assertAnswers, assertPicture, presenceComplaint } from "./compare.mjs";
import { Device } from "./device.mjs";
import { keysOf, Locks } from "./locks.mjs";
import { Model } from "./model.mjs";
import { describe, settleBatch } from "./outcome.mjs";
import { Random } from "./random.mjs";
import { refusalOf } from "./rules.mjs";
import { chooseStep, take, unrepeatable, weights } from "./steps.mjs";

const usernames = ["ada", "bob", "cyd", "dan", "eve", "flo"];
const devicesOfEach = 3;
const roomsMax = 14;
const batchMax = 60;
const stepsTold = 60;
const membersRead = 0.1; // of the rooms of a device, between batches
const presenceLimitMs = 30_000;

/** What a server of a simulation is started with: who is gone is told of soon. */
export const env = { PRESENCE_GRACE_MS: "300" };

const timelinesCompared = 0.25; // of those that are open, between batches

/**
 * Runs `steps` steps against `server` (support/server). `plant(device)` may make what one of the devices hears a lie.
 * `afterBatch` is called with the simulation at rest. Resolves to what happened, in numbers; rejects with an error that
 * says what is wrong and what was done last.
 */
export async function simulate(server, { seed, steps, plant, afterBatch }) {
    const simulation = new Simulation(server, seed, plant);
    try {
        await simulation.begin();
        while (simulation.stepCount < steps) {
            await simulation.batch(steps - simulation.stepCount);
            await afterBatch?.(simulation);
        }
        await simulation.compare({ isWhole: true });
        await simulation.somebodyLeaves();
        return simulation.numbers;
    } catch (error) {
        const last = simulation.told.slice(-stepsTold).join("\n  ");
        throw new Error(`seed ${seed}, after ${simulation.stepCount} steps: ${error.message}\nThe last steps:\n  ${last}`, { cause: error });
    } finally {
        simulation.end();
    }
}

class Simulation {
    constructor(server, seed, plant) {
        this.random = new Random(seed);
        this.model = new Model();
        this.plant = plant;
        this.devices = [];
        this.told = [];
        this.stepCount = 0;
        this.numbers = { batches: 0, restarts: 0, kills: 0, cuts: 0, ends: 0, comparisons: 0, refusals: 0 };
        const counts = new Map();
        this.names = {
            next: (what) => {
                counts.set(what, (counts.get(what) ?? 0) + 1);
                return `${what} ${counts.get(what)}`;
            },
        };
        this.world = {
            server,
            model: this.model,
            agent: new Agent({ keepAlive: true }),
            fail: (error) => (this.error ??= error),
            witness: (room) => this.witness(room),
            statedRoom: async (userId, roomId) => {
                const { answer } = await this.firstOf(userId).call("GET", `/api/rooms/${roomId}`);
                return answer.room;
            },
        };
    }

    async begin() {
        for (const username of usernames) {
            const person = await register(this.world.server, username);
            this.model.addUser(person.user);
            for (let number = 1; number <= devicesOfEach; number += 1) this.addDevice(person, number);
        }
        await Promise.all(this.devices.map((device) => device.arrive()));
    }

    addDevice(person, number) {
        const transport = number === devicesOfEach && this.devices.length % 2 === 0 ? "polling" : "websocket";
        const name = `${person.user.username}'s ${["phone", "laptop", "tablet"][number - 1]}`;
        const device = new Device(this.world, person, name, transport, this.plant?.(name));
        this.devices.push(device);
    }

    end() {
        this.world.isOver = true;
        for (const device of this.devices) device.leave();
        this.world.agent.destroy();
    }

    /** The device of a user that never goes away. */
    firstOf(userId) {
        return this.devices.find(({ person }) => person.user.id === userId);
    }

    witness(room) {
        const device = this.firstOf(room.members.keys().next().value);
        return {
            changesSince: async (roomId, version) => {
                const { answer } = await device.ask("sync", { rooms: { [roomId]: version } });
                const changes = answer.rooms[roomId];
                assert.ok(!changes?.truncated, "a batch has fewer changes than sync tells");
                return { version: changes?.room.version ?? version, messages: changes?.messages ?? [] };
            },
        };
    }

    async batch(stepsLeft) {
        const { random } = this;
        const isRough = random.chance(0.12);
        const steps = this.chooseSteps(Math.min(stepsLeft, 1 + random.below(batchMax)), isRough);
        await this.comeAndGo();
        for (const step of steps) this.tell(describe(step));
        this.isEnding = isRough && store !== "sqlite" && random.chance(0.4);
        const trouble = isRough ? this.trouble() : undefined;
        // Whoever ends sessions comes a moment later: till then not all may be over.
        const pauseMs = this.isEnding ? 2 : 0;
        const taking = steps.map(async (step, place) => {
            if (pauseMs > 0) await delay(pauseMs * place);
            return { step, ...(await take(step)) };
        });
        const [taken] = await Promise.all([Promise.all(taking), trouble]);
        this.stepCount += steps.length;
        this.numbers.batches += 1;
        this.numbers.refusals += taken.filter(({ answer }) => !answer.ok).length;
        this.throwIfBroken();
        await Promise.all(this.devices.map((device) => device.settle()));
        this.throwIfBroken();
        assertPipelined(taken);
        await settleBatch(this.world, taken);
        await this.compare({ isWhole: false });
    }

    tell(what) {
        this.told.push(what);
        if (this.told.length > 2 * stepsTold) this.told.splice(0, stepsTold);
    }

    throwIfBroken() {
        if (this.error) throw this.error;
    }

    chooseSteps(count, isRough) {
        const locks = new Locks();
        const steps = [];
        for (let tries = 0; steps.length < count && tries < 4 * count; tries += 1) {
            const step = this.chooseOne();
            if (!step || (isRough && unrepeatable.includes(step.kind))) continue;
            step.refusal = refusalOf(this.model, step);
            // Who must not send may still ask again for what they sent.
            if (step.repeats && step.refusal) continue;
            if (locks.take(keysOf(this.model, step, isRough))) steps.push(step);
        }
        return steps;
    }

    chooseOne() {
        const { model, random, names } = this;
        const kind = model.rooms.size < 4 ? "create" : random.weighted(weights);
        const device = random.pick(this.devices);
        const step = chooseStep(kind, { model, random, device, names, roomsMax });
        if (step && (["create", "readAll", "idle"].includes(kind) || step.room)) step.isBySocket = random.chance(0.6);
        else return undefined;
        return step;
    }

    /** Devices go away for a while, all but each user's first, and come back. */
    async comeAndGo() {
        const { random } = this;
        for (const [index, device] of this.devices.entries()) {
            if (index % devicesOfEach === 0 || !random.chance(0.06)) continue;
            this.tell(`${device.name} ${device.isWanted ? "goes away" : "comes back"}`);
            if (device.isWanted) device.leave();
            // Some come back while the others talk.
            else if (random.chance(0.5)) await device.arrive();
            else device.arrive();
        }
    }

    /** What goes wrong while a batch is under way. */
    async trouble() {
        const { random, numbers } = this;
        const { server } = this.world;
        if (this.isEnding) return this.endSessions();
        await delay(random.below(20));
        if (random.chance(0.5)) {
            for (const device of this.devices) {
                if (!device.isWanted || !random.chance(0.25)) continue;
                this.tell(`${device.name} is cut off`);
                numbers.cuts += 1;
                device.cut();
                await delay(random.below(4));
            }
            return;
        }
        if (random.chance(0.5)) {
            this.tell("the server is told to stop, and starts again");
            numbers.restarts += 1;
            const { code } = await server.stop();
            assert.equal(code, 0, `the server stops: ${server.output}`);
        } else {
            this.tell("the server is killed, and starts again");
            numbers.kills += 1;
            await server.kill();
        }
        await server.start();
    }

    /** PostgreSQL ends all of the server's sessions, as when it restarts, again and again. */
    async endSessions() {
        this.tell("the database ends its sessions");
        this.numbers.ends += 1;
        const ending = `PERFORM pg_stat_clear_snapshot(), pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid(); PERFORM pg_sleep(0.01);`;
        await execute(this.world.server, `DO $$ BEGIN FOR i IN 1..10 LOOP ${ending} END LOOP; END $$`);
    }

    async comparePresence() {
        const isRight = () => presenceComplaint(this.devices) === undefined;
        await eventually("everybody's presence", isRight, presenceLimitMs).catch(() => assert.fail(presenceComplaint(this.devices)));
    }

    /** One who goes, with all devices, is seen to go. */
    async somebodyLeaves() {
        const { user } = this.random.pick(this.devices).person;
        for (const device of this.devices) if (device.person.user.id === user.id) device.leave();
        await this.comparePresence();
    }

    async compare({ isWhole }) {
        const { model, random, numbers } = this;
        const chosen = () => isWhole || random.chance(timelinesCompared);
        for (const device of this.devices) if (device.isLive) assertPicture(model, device, chosen);
        numbers.comparisons += 1;
        // From now on these devices know who is in the room.
        for (const device of this.devices)
            for (const { id } of model.roomsOf(device.person.user.id)) if (random.chance(membersRead)) await device.readMembers(id);
        if (isWhole || random.chance(0.05)) await this.comparePresence();
        if (!isWhole && !random.chance(0.2)) return;
        for (const user of isWhole ? model.users.keys() : [random.pick([...model.users.keys()])]) {
            const rooms = model.roomsOf(user);
            const read = isWhole ? rooms : rooms.filter(() => random.chance(0.15));
            await assertAnswers(model, this.firstOf(user), read);
        }
    }
}

/** Sends of one socket that were under way together were stored in the order in which they were sent. */
function assertPipelined(taken) {
    const lastSeqs = new Map();
    for (const { step, answer, isFirst } of taken) {
        if (step.kind !== "send" || !answer.ok || !isFirst || !step.wasBySocket || step.repeats) continue;
        const key = `${step.device.name} ${step.room.id}`;
        assert.ok(answer.message.seq > (lastSeqs.get(key) ?? 0), `${describe(step)} was stored out of turn`);
        lastSeqs.set(key, answer.message.seq);
    }
}
