// Every answer under /api that a test sees must be one that docs/openapi.yaml describes.

import assert from "node:assert/strict";
import { codesIn, Document, rowsIn } from "./documents.mjs";

const methods = ["get", "post", "put", "patch", "delete"];

/** Headers that mean something to clients, and so stand in the document wherever they are sent. */
const tellingHeaders = ["etag", "set-cookie", "www-authenticate", "content-range", "location", "retry-after"];

export class OpenApi extends Document {
    constructor(text) {
        super("openapi.yaml", text);
        // One that spells a segment out goes before one that leaves it open.
        this.templates = Object.keys(this.content.paths)
            .map((template) => new Template(template))
            .sort((one, other) => one.parameterCount - other.parameterCount);
        // What any operation may answer, and what never comes to one: status → codes.
        const [anywhere, unread] = tablesIn(this.content.info.description);
        this.anywhere = anywhere;
        this.unread = unread;
    }

    /** [method, template, operation] of every operation. */
    *operations() {
        for (const [template, item] of Object.entries(this.content.paths))
            for (const method of methods) if (item[method]) yield [method, template, item[method]];
    }

    /**
     * Asserts that `answer` {status, headers, bytes, text, json} may be the answer to this request: to a `path` with
     * its query, with this `payload` of JSON, if it has one. What was accepted must be a request that the document
     * describes as well, unless it is deliberately `undocumented`. Returns what was met, such as "GET /rooms 200";
     * undefined when it was no operation.
     */
    assertAnswer(method, path, answer, { payload, undocumented = false } = {}) {
        const [where, query] = path.split("?");
        if (!where.startsWith("/api/")) return undefined;
        const templates = this.templates.filter(({ pattern }) => pattern.test(where.slice("/api".length)));
        const request = `${method} ${path}`;
        if (templates.length === 0) return this.#assertNothingThere(request, answer);
        const served = method === "HEAD" ? "get" : method.toLowerCase();
        const template = templates.find(({ text }) => this.content.paths[text][served]);
        if (!template) return this.#assertNotAllowed(request, templates, answer);
        const item = this.content.paths[template.text];
        const operation = item[served];

        const documented = this.resolve(operation.responses[answer.status]);
        const common = this.anywhere.get(answer.status);
        assert.ok(documented ?? common, `${request} answers ${answer.status}, undocumented: ${answer.text.slice(0, 500)}`);
        if (documented) this.#assertDocumented(request, method, documented, common, answer);
        else this.#assertProblem(request, method, common, answer);
        if (answer.status < 300 && !undocumented) {
            this.#assertQuery(request, [...(item.parameters ?? []), ...(operation.parameters ?? [])], query);
            this.#assertPayload(request, operation, payload);
        }
        return `${method} ${template.text} ${answer.status}`;
    }

    /** Asserts that a request that is no proper HTTP may be answered by `status` and this `text` of a body. */
    assertRefused(status, text) {
        const codes = this.unread.get(status) ?? this.anywhere.get(status);
        assert.ok(codes, `no HTTP is answered by ${status}, undocumented`);
        const headers = { "content-type": "application/problem+json" };
        this.#assertProblem("no HTTP", "", codes, { status, headers, text, json: JSON.parse(text) });
    }

    #assertNothingThere(request, answer) {
        assert.equal(answer.status, 404, `${request} is undocumented and answers ${answer.status}`);
        this.#assertProblem(request, "", ["not_found"], answer);
    }

    #assertNotAllowed(request, templates, answer) {
        const items = templates.map(({ text }) => this.content.paths[text]);
        const allowed = methods.filter((method) => items.some((item) => item[method])).map((name) => name.toUpperCase());
        allowed.push("OPTIONS");
        if (allowed.includes("GET")) allowed.push("HEAD");
        assert.deepEqual(answer.headers.allow?.split(/, */).sort(), allowed.sort(), `${request}: Allow`);
        if (request.startsWith("OPTIONS ")) return assert.equal(answer.status, 204, request);
        assert.equal(answer.status, 405, `${request} is undocumented and answers ${answer.status}`);
        this.#assertProblem(request, "", ["method_not_allowed"], answer);
    }

    #assertDocumented(request, method, documented, common, answer) {
        const what = `${request} answers ${answer.status}`;
        assert.ok(answer.headers["x-request-id"] || answer.status === 413, `${what} without X-Request-Id`);
        const named = Object.entries(documented.headers ?? {}).map(([name, header]) => [name.toLowerCase(), this.resolve(header)]);
        for (const [name, { required, schema }] of named) {
            const value = answer.headers[name];
            assert.ok(value !== undefined || !required, `${what} without ${name}`);
            const complaint = value && this.complaint(schema, [value].flat().join());
            assert.equal(complaint, undefined, `${what}, header ${name}: ${complaint}`);
        }
        for (const name of tellingHeaders) {
            if (name in answer.headers && !(name === "retry-after" && common))
                assert.ok(named.some(([known]) => known === name), `${what}, undocumented: header ${name}`);
        }
        if (documented.content?.["application/problem+json"]) {
            const codes = [...codesIn(documented.description), ...(common ?? [])];
            this.#assertProblem(request, method, codes, answer, documented.content["application/problem+json"].schema);
        } else if (method !== "HEAD") this.#assertBody(what, documented.content, answer);
        else assert.equal(answer.text, "", what);
    }

    #assertBody(what, content, answer) {
        if (!content) return assert.equal(answer.text, "", `${what}: a body that is undocumented`);
        const type = answer.headers["content-type"]?.split(";")[0];
        const described = content[type] ?? content[type?.replace(/\/.*/, "/*")];
        assert.ok(described, `${what}, undocumented: content type ${type}`);
        if (type !== "application/json") return;
        const complaint = this.complaint(described.schema, answer.json);
        assert.equal(complaint, undefined, `${what}, undocumented: ${complaint}`);
    }

    #assertProblem(request, method, codes, answer, schema = this.content.components.schemas.Problem) {
        const what = `${request} answers ${answer.status}`;
        assert.match(answer.headers["content-type"] ?? "", /^application\/problem\+json\b/, what);
        if (method === "HEAD" || answer.text === "") return;
        const complaint = this.complaint(schema, answer.json);
        assert.equal(complaint, undefined, `${what}, undocumented: ${complaint}`);
        const { code, status } = answer.json;
        assert.equal(status, answer.status, what);
        assert.ok(codes.includes(code), `${what}, undocumented: code ${code}, known are ${codes}`);
    }

    #assertQuery(request, parameters, query) {
        const known = parameters.map((parameter) => this.resolve(parameter)).filter((known) => known.in === "query");
        for (const [name, text] of new URLSearchParams(query)) {
            const parameter = known.find((one) => one.name === name);
            assert.ok(parameter, `${request} is accepted, undocumented: parameter ${name}`);
            const schema = this.resolve(parameter.schema);
            const complaint = this.complaint(parameter.schema, schema.type === "integer" ? Number(text) : text);
            assert.equal(complaint, undefined, `${request} is accepted, parameter ${name}: ${complaint}`);
        }
    }

    #assertPayload(request, operation, payload) {
        const schema = operation.requestBody?.content["application/json"]?.schema;
        if (payload === undefined) return assert.ok(!schema || !operation.requestBody.required, `${request}: no body`);
        assert.ok(schema, `${request} is accepted, undocumented: a body`);
        const complaint = this.complaint(schema, payload);
        assert.equal(complaint, undefined, `${request} is accepted, undocumented: ${complaint}`);
    }
}

/** The tables of statuses and codes in a text, as maps of status → codes. */
function tablesIn(text) {
    return text.split(/\n(?=\| status)/).slice(1).map((table) =>
        new Map(rowsIn(table, /^\d{3}$/).map(([status, codes]) => [Number(status), codesIn(codes)])),
    );
}

class Template {
    constructor(text) {
        this.text = text;
        this.parameterCount = text.split("{").length - 1;
        this.pattern = new RegExp(`^${text.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}$`);
    }
}

export const openApi = new OpenApi();
