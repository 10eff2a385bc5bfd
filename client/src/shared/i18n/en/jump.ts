export const jump = {
    title: "Jump to a room, a person or a message",
    placeholder: "Jump to a room, a person or a message",
    results: "Where to",
    groups: { recent: "Recent", found: "Rooms and people", messages: "Messages", search: "Search" },
    joinable: "not joined",
    searchFor: (text: string) => `Search messages for “${text}”`,
    none: "Nothing of that name",
    partOffline: "No connection: only your own rooms are listed",
    partFailed: "Some of it could not be looked up",
    keys: { choose: "to choose", open: "to open", close: "to close" },
    opening: "Opening…",
};
