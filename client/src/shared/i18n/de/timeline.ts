import type { timeline as english } from "../en/timeline";
import { lists, plurals } from "../plural";

const count = plurals("de");
const list = lists("de");

export const timeline: typeof english = {
    messages: "Nachrichten",
    loadFailed: "Die Nachrichten ließen sich nicht laden",
    olderFailed: "Ältere Nachrichten ließen sich nicht laden",
    jumpToNewest: "Zur neuesten Nachricht",
    new: "Neu",
    sending: "wird gesendet…",
    edited: "(bearbeitet)",
    deleted: "Nachricht gelöscht",
    inReplyTo: "Antwort auf",
    notSent: "Nicht gesendet",
    retry: "Noch einmal",
    discard: "Löschen",
    reactions: "Reaktionen",
    picture: "Bild",
    pinned: "Angeheftet",
    tools: "Aktionen zur Nachricht",
    more: "Mehr",
    addReaction: "Reagieren",
    reply: "Antworten",
    openThread: "Im Thread antworten",
    edit: "Bearbeiten",
    editMessage: "Nachricht bearbeiten",
    saveEdit: "Speichern",
    copyText: "Text kopieren",
    copyLink: "Link kopieren",
    copyCode: "Code kopieren",
    markUnread: "Ab hier ungelesen",
    pin: "Im Raum anheften",
    unpin: "Nicht mehr anheften",
    save: "Für später merken",
    unsave: "Nicht mehr merken",
    readEdits: "Früheren Text zeigen",
    edits: "Früherer Text",
    editsFailed: "Der frühere Text ließ sich nicht laden",
    textNow: "Jetzt",
    textUntil: (time) => `Bis ${time}`,
    delete: "Löschen",
    deleteKey: "Entf",
    deleteQuestion: "Diese Nachricht löschen?",
    deleteHint: "Sie verschwindet für alle und lässt sich nicht zurückholen.",
    textCopied: "Text kopiert",
    linkCopied: "Link kopiert",
    notCopied: "Der Browser hat das Kopieren nicht erlaubt",
    markedUnread: "Ab hier ungelesen",
    savedForLater: "Gemerkt",
    unsaved: "Nicht mehr gemerkt",
    messagePinned: "Angeheftet",
    messageUnpinned: "Nicht mehr angeheftet",
    you: "Du",
    reactionLabel: (emoji, people) => `${emoji} ${count(people, { one: "# Person", other: "# Personen" })}`,
    reactedBy: (names, others, emoji) => {
        const more = others > 0 ? [count(others, { one: "# weitere Person", other: "# weitere" })] : [];
        return `${list([...names, ...more])}: ${emoji}`;
    },
    replies: (replies) => count(replies, { one: "# Antwort", other: "# Antworten" }),
    lastReplyToday: (time) => `zuletzt heute um ${time}`,
    lastReplyYesterday: (time) => `zuletzt gestern um ${time}`,
    lastReplyOn: (day) => `zuletzt: ${day}`,
    openPicture: "Bild öffnen",
    playPicture: "Animation abspielen",
    pausePicture: "Animation anhalten",
    pictureFailed: "Das Bild ließ sich nicht laden",
    pictureBy: (name) => `Von ${name}`,
    typing: (names) => {
        if (names.length === 0) return "";
        if (names.length > 3) return "Mehrere schreiben…";
        return `${list(names)} ${names.length === 1 ? "schreibt" : "schreiben"}…`;
    },
};
