import type { ReactNode } from "react";
import { type TextPiece, textPieces } from "./text";

/** A message's text with its links clickable and its mentions of the reader marked. */
export function MessageText({
    content,
    username,
    children,
}: {
    content: string;
    username: string;
    /** What follows the text on its last line. */
    children?: ReactNode;
}) {
    const pieces = textPieces(content, username);
    return (
        <p className="max-w-[72ch] whitespace-pre-wrap [overflow-wrap:anywhere]">
            {/* A message's pieces never change places, so their place is their identity. */}
            <span>{pieces.map((piece, place) => drawn(piece, String(place)))}</span>
            {children}
        </p>
    );
}

function drawn(piece: TextPiece, key: string): ReactNode {
    switch (piece.kind) {
        case "text":
            return piece.text;
        case "link":
            return (
                <a
                    key={key}
                    href={piece.href}
                    target="_blank"
                    rel="noopener noreferrer nofollow"
                    className="text-accent underline decoration-1 underline-offset-2 hover:decoration-2"
                >
                    {piece.text}
                </a>
            );
        case "mention":
            return (
                <span key={key} className="rounded bg-soft px-1 font-strong text-accent">
                    {piece.text}
                </span>
            );
    }
}
