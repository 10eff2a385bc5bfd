// The tables of a comparison: rows of figures, their ratios, the targets and whether they are met.

/** A table by name: its columns in order, and which are divided by which. */
const tables = {
    sockets: {
        columns: { chat: "chat example", serve: "chatter serve", node: "Node", floor: "floor" },
        ratios: [["chat", "node"], ["serve", "node"], ["chat", "floor"]],
    },
    stores: {
        columns: { postgres: "on PostgreSQL", sqlite: "on SQLite", node: "Node on PostgreSQL", nginx: "nginx" },
        ratios: [["postgres", "node"], ["sqlite", "node"], ["sqlite", "nginx"]],
    },
    nodes: {
        columns: { one: "one node", three: "three nodes", nodeOne: "Node, one", nodeThree: "Node, three" },
        ratios: [["three", "one"], ["nodeThree", "nodeOne"], ["three", "nodeThree"]],
    },
};

const atMost = (max) => ({ text: `≤ ${max}`, holds: (value) => value <= max });
const partOf = (column, parts) => ({ text: `≤ 1/${parts} of ${column}`, holds: (value, row) => value <= row[column] / parts });
const timesOf = (column, times) => ({ text: `≤ ${times} × ${column}`, holds: (value, row) => value <= row[column] * times });
const fromTimesOf = (column, times) => ({ text: `≥ ${times} × ${column}`, holds: (value, row) => value >= row[column] * times });
const inEach = (columns, ...targets) => Object.fromEntries(columns.map((column) => [column, targets]));
const both = (...targets) => inEach(["chat", "serve"], ...targets);
const onBoth = (...targets) => inEach(["postgres", "sqlite"], ...targets);

/** What must be true of a row with this key, by column. */
const targetsOf = {
    idle: { chat: [atMost(1536)], serve: [atMost(3072)] },
    "fanout-32": both(atMost(0.6), partOf("node", 15), timesOf("floor", 1.5)),
    "fanout-1": both(timesOf("floor", 1.2), partOf("node", 2)),
    latency: both(partOf("node", 2)),
    churn: both(partOf("node", 4)),
    "store-cpu": { postgres: [partOf("node", 5)] },
    "store-rate": { postgres: [fromTimesOf("node", 3)], sqlite: [fromTimesOf("node", 4)] },
    "store-rate-together": onBoth(fromTimesOf("node", 8)),
    "store-latency": { postgres: [partOf("node", 3)] },
    "history-cpu": { postgres: [partOf("node", 10)], sqlite: [partOf("node", 20)] },
    "history-rate": { sqlite: [fromTimesOf("nginx", 0.6)] },
    search: onBoth(atMost(20)),
};

/** Targets of a row whose figures may be at most `times` those of another row, in the same column. */
export function atMostTimesRow(times, other, text) {
    const target = (column) => ({ text: `≤ ${times} × ${text}`, holds: (value) => value <= other.values[column] * times });
    return { postgres: [target("postgres")], sqlite: [target("sqlite")] };
}

/**
 * `rows` of {what, table, values: {column: figure}, targets: a key, or targets by column}, of any tables. Returns the
 * lines of Markdown tables.
 */
export function markdown(rows) {
    const lines = [];
    for (const [name, layout] of Object.entries(tables)) {
        const mine = rows.filter(({ table }) => table === name);
        if (mine.length > 0) lines.push(...(lines.length > 0 ? [""] : []), ...markdownOf(layout, mine));
    }
    return lines;
}

function markdownOf({ columns, ratios }, rows) {
    const names = Object.keys(columns);
    const divisions = ratios.map(([part, whole]) => `${part} : ${whole === "node" ? "Node" : whole}`);
    const heading = ["", ...Object.values(columns), ...divisions, "target", "met"];
    const body = rows.map(({ what, values, targets: key }) => {
        const targets = typeof key === "string" ? targetsOf[key] : key;
        return [
            what,
            ...names.map((column) => figure(values[column])),
            ...ratios.map(([part, whole]) => ratio(values[part], values[whole])),
            describe(targets),
            verdict(targets, values),
        ];
    });
    const firstTextColumn = 1 + names.length + ratios.length;
    const widths = heading.map((_, column) => Math.max(...[heading, ...body].map((cells) => cells[column].length)));
    const isText = (column) => column === 0 || column >= firstTextColumn;
    const pad = (cell, column) => (isText(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
    const line = (cells) => `| ${cells.map(pad).join(" | ")} |`;
    const rule = widths.map((width, column) => "-".repeat(width + 1) + (isText(column) ? "-" : ":"));
    return [line(heading), `|${rule.join("|")}|`, ...body.map(line)];
}

function describe(targets) {
    if (!targets) return "";
    const texts = Object.entries(targets).map(([column, list]) => [column, list.map(({ text }) => text).join(", ")]);
    if (texts.length > 1 && texts.every(([, text]) => text === texts[0][1])) return texts[0][1];
    return texts.map(([column, text]) => `${column} ${text}`).join(", ");
}

function verdict(targets, values) {
    const said = [];
    for (const [column, list] of Object.entries(targets ?? {})) {
        if (!Number.isFinite(values[column])) continue;
        // A limit that could not be measured is missed, not met.
        const missed = list.filter(({ holds }) => !holds(values[column], values));
        said.push(`${column} ${missed.length === 0 ? "met" : `missed ${missed.map(({ text }) => text).join(", ")}`}`);
    }
    return said.join("; ");
}

/** About three digits, more when there are more before the point; nothing for what was not measured. */
export function figure(value) {
    if (!Number.isFinite(value)) return "";
    if (value >= 1000) return Math.round(value).toLocaleString("en-US");
    if (Number.isInteger(value)) return String(value);
    return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3);
}

function ratio(part, whole) {
    if (!(part > 0 && whole > 0)) return "";
    return part < whole ? `1 : ${figure(whole / part)}` : `${figure(part / whole)} : 1`;
}
