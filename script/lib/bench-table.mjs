// The table of a comparison: rows of figures, their ratios, the targets and whether they are met.

const columns = ["chat", "serve", "node", "floor"];
const headings = ["chat example", "chatter serve", "Node", "floor"];
const firstTextColumn = 1 + columns.length + 3; // after the ratios

const atMost = (max) => ({ text: `≤ ${max}`, limit: () => max });
const partOf = (column, parts) => ({ text: `≤ 1/${parts} of ${column}`, limit: (values) => values[column] / parts });
const timesOf = (column, times) => ({ text: `≤ ${times} × ${column}`, limit: (values) => values[column] * times });
const both = (...targets) => ({ chat: targets, serve: targets });

/** What must be true of a row with this key, of the chat example and of `chatter serve`. */
const targetsOf = {
    idle: { chat: [atMost(1536)], serve: [atMost(3072)] },
    "fanout-32": both(atMost(0.6), partOf("node", 15), timesOf("floor", 1.5)),
    "fanout-1": both(timesOf("floor", 1.2), partOf("node", 2)),
    latency: both(partOf("node", 2)),
    churn: both(partOf("node", 4)),
};

/** `rows` of {what, values: {chat, serve, node, floor}, targets: a key}. Returns the lines of a Markdown table. */
export function table(rows) {
    const heading = ["", ...headings, "chat : Node", "serve : Node", "chat : floor", "target", "met"];
    const body = rows.map(({ what, values, targets }) => [
        what,
        ...columns.map((column) => figure(values[column])),
        ratio(values.chat, values.node),
        ratio(values.serve, values.node),
        ratio(values.chat, values.floor),
        describe(targetsOf[targets]),
        verdict(targetsOf[targets], values),
    ]);
    const widths = heading.map((_, column) => Math.max(...[heading, ...body].map((cells) => cells[column].length)));
    const isText = (column) => column === 0 || column >= firstTextColumn;
    const pad = (cell, column) => (isText(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
    const line = (cells) => `| ${cells.map(pad).join(" | ")} |`;
    const rule = widths.map((width, column) => "-".repeat(width + 1) + (isText(column) ? "-" : ":"));
    return [line(heading), `|${rule.join("|")}|`, ...body.map(line)];
}

function describe(targets) {
    if (!targets) return "";
    const texts = (list) => list.map(({ text }) => text).join(", ");
    if (targets.chat === targets.serve) return texts(targets.chat);
    return `chat ${texts(targets.chat)}, serve ${texts(targets.serve)}`;
}

function verdict(targets, values) {
    const said = [];
    for (const [column, list] of Object.entries(targets ?? {})) {
        if (!Number.isFinite(values[column])) continue;
        // A limit that could not be measured is missed, not met.
        const missed = list.filter(({ limit }) => !(values[column] <= limit(values)));
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
