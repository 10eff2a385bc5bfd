// Runs before the first paint, so that a chosen theme never flashes the other one.
// The same key is written by src/features/account/theme.ts.
try {
    const theme = localStorage.getItem("chatter.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
    // Storage may be forbidden; the system's own theme then applies.
}
