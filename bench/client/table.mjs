// The table of figures: what was measured, how much it is, how much it may be, and whether it is that.

import { figure } from "../../script/lib/bench-table.mjs";

const atMost = (max) => ({ text: `≤ ${figure(max)}`, holds: (value) => value <= max });
/** A frame is the shortest time that a screen can show. */
const frameMs = 1000 / 60;

export const budgets = {
    script: atMost(150),
    visible: atMost(1000),
    switching: atMost(50),
    task: atMost(50),
    none: atMost(0),
    /** A key may wait half a frame longer than while nothing else happens. */
    delayBeside: (quiet) => atMost(quiet + frameMs / 2),
    /** And its letter may come one frame later. */
    paintBeside: (quiet) => atMost(quiet + frameMs),
};

/** Rows of {what, figure, budget?}. */
export function printTable(rows) {
    const body = rows.map(({ what, figure: value, budget }) => [
        what,
        figure(value),
        budget?.text ?? "",
        budget ? (budget.holds(value) ? "met" : "missed") : "",
    ]);
    const heading = ["", "figure", "budget", "met"];
    const widths = heading.map((_, column) => Math.max(...[heading, ...body].map((cells) => cells[column].length)));
    const pad = (cell, column) => (column === 1 || column === 2 ? cell.padStart(widths[column]) : cell.padEnd(widths[column]));
    console.log(`| ${heading.map(pad).join(" | ")} |`);
    console.log(`|${widths.map((width, column) => "-".repeat(width + 1) + (column === 1 || column === 2 ? ":" : "-")).join("|")}|`);
    for (const cells of body) console.log(`| ${cells.map(pad).join(" | ")} |`);
}
