/** Something a peer sent does not have the shape the contract gives it. */
export class ProtocolError extends Error {
    override readonly name = "ProtocolError";

    constructor(path: string, expected: string) {
        super(`${path || "value"} should be ${expected}`);
    }
}

/** Turns an unknown value into a `T`, or throws ProtocolError naming `path`. */
export type Reader<T> = (value: unknown, path?: string) => T;

export const string: Reader<string> = (value, path = "") => {
    if (typeof value !== "string") throw new ProtocolError(path, "a string");
    return value;
};

export const boolean: Reader<boolean> = (value, path = "") => {
    if (typeof value !== "boolean") throw new ProtocolError(path, "a boolean");
    return value;
};

/** A whole number of zero or more: seqs, versions, counts and sizes. */
export const count: Reader<number> = (value, path = "") => {
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
        throw new ProtocolError(path, "a whole number");
    }
    return value;
};

/** An ISO 8601 time; kept as text, because text of one zone sorts as time does. */
export const time: Reader<string> = (value, path = "") => {
    if (typeof value !== "string" || Number.isNaN(Date.parse(value))) {
        throw new ProtocolError(path, "a time");
    }
    return value;
};

export function oneOf<const T extends string>(...words: readonly T[]): Reader<T> {
    return (value, path = "") => {
        const word = words.find((candidate) => candidate === value);
        if (word === undefined) throw new ProtocolError(path, words.join(" or "));
        return word;
    };
}

export function nullable<T>(reader: Reader<T>): Reader<T | null> {
    return (value, path) => (value === null || value === undefined ? null : reader(value, path));
}

/** Reads a field that an older or leaner server may leave out. */
export function withDefault<T>(reader: Reader<T>, fallback: T): Reader<T> {
    return (value, path) => (value === null || value === undefined ? fallback : reader(value, path));
}

export function list<T>(reader: Reader<T>): Reader<T[]> {
    return (value, path = "") => {
        if (!Array.isArray(value)) throw new ProtocolError(path, "a list");
        return value.map((item, index) => reader(item, `${path}[${index}]`));
    };
}

/** Reads an object used as a map; keys are whatever the peer sent. */
export function mapOf<T>(reader: Reader<T>): Reader<Map<string, T>> {
    return (value, path = "") => {
        const entries = Object.entries(fields(value, path));
        return new Map(entries.map(([key, item]) => [key, reader(item, `${path}.${key}`)]));
    };
}

/** Reads the named fields and ignores all others, so that a newer server may add some. */
export function object<Shape extends Record<string, unknown>>(
    readers: {
        [Key in keyof Shape]: Reader<Shape[Key]>;
    },
): Reader<Shape> {
    return (value, path = "") => {
        const source = fields(value, path);
        const result: Partial<Shape> = {};
        for (const key in readers) {
            result[key] = readers[key](source[key], path ? `${path}.${key}` : key);
        }
        return result as Shape;
    };
}

function fields(value: unknown, path: string): Record<string, unknown> {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw new ProtocolError(path, "an object");
    }
    return value as Record<string, unknown>;
}
