/** Whether the keyboard most likely has a ⌘ where others have Ctrl. */
export function isApple(): boolean {
    return /Mac|iPhone|iPad/.test(navigator.platform);
}
