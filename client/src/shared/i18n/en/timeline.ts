import { lists, plurals } from "../plural";

const count = plurals("en-GB");
const list = lists("en-GB");

export const timeline = {
    messages: "Messages",
    loadFailed: "The messages could not be loaded",
    olderFailed: "Older messages could not be loaded",
    jumpToNewest: "Jump to newest",
    new: "New",
    sending: "sending…",
    edited: "(edited)",
    deleted: "Message deleted",
    inReplyTo: "In reply to",
    notSent: "Not sent",
    retry: "Retry",
    discard: "Delete",
    reactions: "Reactions",
    picture: "Picture",
    pinned: "Pinned",
    tools: "Message actions",
    more: "More",
    addReaction: "Add reaction",
    reply: "Reply",
    openThread: "Reply in thread",
    edit: "Edit",
    editMessage: "Edit message",
    saveEdit: "Save",
    copyText: "Copy text",
    copyLink: "Copy link",
    copyCode: "Copy code",
    markUnread: "Mark unread from here",
    pin: "Pin to room",
    unpin: "Unpin",
    save: "Save for later",
    unsave: "Remove from saved",
    readEdits: "Show former text",
    edits: "Former text",
    editsFailed: "The former text could not be loaded",
    textNow: "Now",
    textUntil: (time: string) => `Until ${time}`,
    delete: "Delete",
    deleteKey: "Del",
    deleteQuestion: "Delete this message?",
    deleteHint: "It goes for everybody, and cannot be brought back.",
    textCopied: "Text copied",
    linkCopied: "Link copied",
    notCopied: "The browser did not let it be copied",
    markedUnread: "Unread from here on",
    savedForLater: "Saved",
    unsaved: "Removed from saved",
    messagePinned: "Pinned",
    messageUnpinned: "Unpinned",
    you: "You",
    reactionLabel: (emoji: string, people: number) =>
        `${emoji} ${count(people, { one: "# person", other: "# people" })}`,
    /** "You, Mira and 2 others: 🎉"; others are those whose names are not known. */
    reactedBy: (names: readonly string[], others: number, emoji: string) => {
        const more = others > 0 ? [count(others, { one: "# other", other: "# others" })] : [];
        return `${list([...names, ...more])}: ${emoji}`;
    },
    replies: (replies: number) => count(replies, { one: "# reply", other: "# replies" }),
    lastReplyToday: (time: string) => `last today at ${time}`,
    lastReplyYesterday: (time: string) => `last yesterday at ${time}`,
    lastReplyOn: (day: string) => `last on ${day}`,
    openPicture: "Open the picture",
    playPicture: "Play the animation",
    pausePicture: "Pause the animation",
    pictureFailed: "The picture could not be loaded",
    pictureBy: (name: string) => `Sent by ${name}`,
    /** "Mira is typing…", "Mira and Tomás are typing…", and for four or more no names. */
    typing: (names: readonly string[]) => {
        if (names.length === 0) return "";
        if (names.length > 3) return "Several people are typing…";
        return `${list(names)} ${names.length === 1 ? "is" : "are"} typing…`;
    },
};
