// A row that turns out to have another height has the list look through all rows below it, and a scroll upwards
// brings twenty such rows a frame. So a list does not know the rows far below what is in sight one by one, but only how
// high they are together. It has between `knownMin` and `knownMax` of them below what is in sight.
const knownMin = 100;
const known = 400;
const knownMax = 700;

/** How many rows at a list's end it need not know, where it knows `below` more than are in sight, all but `cut`. */
export function tailOf(cut: number, below: number): number {
    if (below > knownMax) return cut + below - known;
    if (cut === 0 || below >= knownMin) return cut;
    // Somebody who has jumped among them is at any of them.
    return below === 0 ? 0 : Math.max(0, cut - known);
}
