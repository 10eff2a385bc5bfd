// What is measured inside of the page: each of these runs in Chromium, and knows nothing but its arguments.

/**
 * Runs before the page's own code: notes when the text `newest` has been painted, in ms from the navigation, and then
 * says `word` to the console.
 */
export function notePainted({ newest, word }) {
    const painted = () => {
        window.paintedAt = performance.now();
        console.info(word);
    };
    const look = () => {
        if (document.querySelector("ol")?.textContent.includes(newest)) {
            requestAnimationFrame(() => setTimeout(painted));
        } else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}

/** Presses a room's link; resolves to the ms from the press until its text `newest` was painted. */
export async function switchRoom({ path, newest }) {
    const link = document.querySelector(`a[href="${path}"]`);
    const began = performance.now();
    link.click();
    for (;;) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        if (document.querySelector("ol")?.textContent.includes(newest)) break;
        if (performance.now() - began > 10_000) throw new Error(`${newest} never came`);
    }
    await new Promise((resolve) => setTimeout(resolve));
    return performance.now() - began;
}

/**
 * Scrolls the list by `step` pixels a frame until `isOver`, a text that is then in it, or its end. Resolves to the
 * longest tasks meanwhile (those over 50 ms, which is what a browser calls long) and the most rows in the page.
 */
export async function scroll({ step, until }) {
    const list = document.querySelector("ol");
    const tasks = [];
    const observer = new PerformanceObserver((entries) =>
        tasks.push(...entries.getEntries().map(({ duration }) => Math.round(duration))),
    );
    observer.observe({ type: "longtask" });
    let rows = 0;
    let frames = 0;
    while (!list.textContent.includes(until)) {
        list.scrollTop += step;
        await new Promise((resolve) => requestAnimationFrame(resolve));
        rows = Math.max(rows, list.querySelectorAll("li[data-index]").length);
        frames += 1;
        if (frames > 40_000) throw new Error(`${until} never came`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    observer.disconnect();
    return { tasks: tasks.sort((a, b) => b - a), rows, frames, height: list.scrollHeight };
}

/** Begins to note how far layout shifts, and how far a row stands from where it stood in the frame before. */
export function noteShifts() {
    window.shifts = { layout: 0, pixels: 0 };
    new PerformanceObserver((entries) => {
        for (const { value } of entries.getEntries()) window.shifts.layout += value;
    }).observe({ type: "layout-shift" });
    let before = new Map();
    const look = () => {
        const now = new Map();
        for (const row of document.querySelectorAll("li[data-row]")) {
            const { top } = row.getBoundingClientRect();
            now.set(row.dataset.row, top);
            const former = before.get(row.dataset.row);
            if (former !== undefined) window.shifts.pixels = Math.max(window.shifts.pixels, Math.abs(top - former));
        }
        before = now;
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}

/** Begins to note for each key how long it waited for the page, and how long until what it wrote was painted. */
export function noteKeys() {
    window.keys = { delay: [], painted: [] };
    const field = document.querySelector("main form textarea");
    field.focus();
    field.addEventListener(
        "keydown",
        ({ timeStamp }) => {
            window.keys.delay.push(performance.now() - timeStamp);
            requestAnimationFrame(() =>
                setTimeout(() => window.keys.painted.push(performance.now() - timeStamp)),
            );
        },
        { capture: true },
    );
}
