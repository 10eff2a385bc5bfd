export const thread = {
    thread: "Thread",
    threads: "Threads",
    noReplies: "No replies yet",
    earlier: "Earlier replies",
    loadFailed: "The thread could not be loaded",
    reply: "Reply…",
    replyLabel: "Reply in thread",
    none: "No threads yet",
    noneHint: "Threads that you begin or reply in are listed here.",
    listFailed: "The threads could not be listed",

    pins: "Pinned messages",
    noPins: "Nothing is pinned here",
    noPinsHint: "Pin what everybody should find again: it is in the menu of each message.",
    pinsFailed: "The pinned messages could not be listed",

    saved: "Saved",
    noSaved: "Nothing saved yet",
    noSavedHint: "Save a message for later from its menu. Only you see it here.",
    savedFailed: "The saved messages could not be listed",

    more: "Show more",
    goTo: "Go to message",
};
