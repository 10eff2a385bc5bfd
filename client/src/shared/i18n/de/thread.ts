import type { thread as english } from "../en/thread";

export const thread: typeof english = {
    thread: "Thread",
    threads: "Threads",
    noReplies: "Noch keine Antworten",
    earlier: "Frühere Antworten",
    loadFailed: "Der Thread ließ sich nicht laden",
    reply: "Antworten…",
    replyLabel: "Im Thread antworten",
    none: "Noch keine Threads",
    noneHint: "Hier stehen die Threads, die du beginnst oder in denen du antwortest.",
    listFailed: "Die Threads ließen sich nicht auflisten",

    pins: "Angeheftete Nachrichten",
    noPins: "Hier ist nichts angeheftet",
    noPinsHint: "Hefte an, was alle wiederfinden sollen: im Menü jeder Nachricht.",
    pinsFailed: "Die angehefteten Nachrichten ließen sich nicht auflisten",

    saved: "Gemerkt",
    noSaved: "Noch nichts gemerkt",
    noSavedHint: "Merke dir eine Nachricht über ihr Menü. Nur du siehst sie hier.",
    savedFailed: "Die gemerkten Nachrichten ließen sich nicht auflisten",

    more: "Mehr anzeigen",
    goTo: "Zur Nachricht",
};
