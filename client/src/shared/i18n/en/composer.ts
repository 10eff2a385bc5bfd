import { plurals } from "../plural";

const count = plurals("en-GB");

export const composer = {
    message: "Message",
    send: "Send",
    replyingTo: (name: string) => `Replying to ${name}`,
    cancelReply: "Do not reply",
    attachImage: "Attach image",
    attachedImages: "Attached images",
    cancelUpload: (file: string) => `Cancel ${file}`,
    remove: (file: string) => `Remove ${file}`,
    uploadAgain: (file: string) => `Upload ${file} again`,
    uploading: (file: string) => `Uploading ${file}`,
    sendsWhenUploaded: "Goes out as soon as the pictures are uploaded",
    notAPicture: "That file is not a picture",
    tooManyPictures: (most: number) => `${most} pictures at most go with one message`,

    draft: "draft",
    rivalDraft: "Written here on another device:",
    takeRival: "Use that",
    keepOwn: "Keep this",

    suggestions: (suggestions: number) => count(suggestions, { one: "# suggestion", other: "# suggestions" }),
    suggested: { person: "People", emoji: "Emoji", room: "Rooms" },
    notInRoom: "not in this room",
    everybody: { room: "everybody in this room", here: "everybody in this room" },
};
