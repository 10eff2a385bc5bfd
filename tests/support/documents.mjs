// docs/openapi.yaml and docs/asyncapi.yaml, and validators made of their schemas.

import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";

/** A document of docs/. References to what is no schema can be followed by `resolve`. */
export class Document {
    constructor(name, text = readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8")) {
        this.content = parse(text);
        this.ajv = new Ajv2020({
            strictTypes: false,
            allowUnionTypes: true,
            // Times of the API are of this one form.
            formats: { "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/ },
        });
        const definitions = {};
        for (const [name, schema] of Object.entries(this.content.components.schemas ?? {})) {
            definitions[name] = closed(schema);
            definitions[openName(name)] = open(schema);
        }
        this.ajv.addSchema({ $id: documentId, $defs: definitions });
        this.validators = new Map();
    }

    /** The node itself, or what its `$ref` names. */
    resolve(node) {
        if (!node?.$ref) return node;
        const found = node.$ref.slice(2).split("/").reduce((at, key) => at?.[key.replaceAll("~1", "/")], this.content);
        if (!found) throw new Error(`the document has no ${node.$ref}`);
        return this.resolve(found);
    }

    /** What is wrong with `value` by this schema of the document; undefined when nothing is. */
    complaint(schema, value) {
        let validate = this.validators.get(schema);
        if (!validate) {
            validate = this.ajv.compile(closed(schema));
            this.validators.set(schema, validate);
        }
        if (validate(value)) return undefined;
        const { instancePath, message, params } = validate.errors.at(-1);
        const name = params.unevaluatedProperty ?? params.additionalProperty ?? "";
        return `${instancePath || "/"} ${message} ${name} in ${JSON.stringify(value)?.slice(0, 1000)}`;
    }
}

const documentId = "chatter:document";
const openName = (name) => `open ${name}`;

/**
 * Objects may have those fields only that their schema names, although JSON Schema allows all others: a field that the
 * document does not know is one that nobody was told of.
 */
function closed(schema) {
    const copy = copied(schema, closed);
    const isObject = schema.properties || schema.allOf || schema.type === "object";
    if (isObject && schema.additionalProperties === undefined) copy.unevaluatedProperties = false;
    return copy;
}

/** As a part of an `allOf`, where the other parts name fields too; what lies within is closed. */
function open(schema) {
    return copied(schema, open);
}

function copied(schema, part) {
    if (typeof schema !== "object" || schema === null) return schema;
    return Object.fromEntries(
        Object.entries(schema).map(([key, value]) => {
            switch (key) {
                case "$ref":
                    return [key, `${documentId}#/$defs/${definitionName(value, part)}`];
                case "allOf":
                    return [key, value.map(open)];
                case "oneOf":
                case "anyOf":
                    return [key, value.map(part)];
                case "properties":
                    return [key, Object.fromEntries(Object.entries(value).map(([name, of]) => [name, closed(of)]))];
                case "items":
                case "additionalProperties":
                    return [key, typeof value === "object" ? closed(value) : value];
                default:
                    return [key, value];
            }
        }),
    );
}

function definitionName(reference, part) {
    const name = /^#\/components\/schemas\/(\w+)$/.exec(reference)?.[1];
    if (!name) throw new Error(`a schema refers to ${reference}`);
    return encodeURIComponent(part === open ? openName(name) : name);
}

/** The words between back quotes. */
export const codesIn = (text = "") => [...text.matchAll(/`([a-z][a-z0-9_]*)`/g)].map(([, code]) => code);

/** The rows of a Markdown table within `text` whose first cell `matches`, as lists of cells. */
export function rowsIn(text, matches) {
    return text
        .split("\n")
        .filter((line) => line.startsWith("|"))
        .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()))
        .filter(([first]) => matches.test(first));
}
