import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { useWords } from "../shared/i18n/use-words";

/** Takes files that are dropped anywhere on it. */
export function DropZone({ children, onFiles }: { children: ReactNode; onFiles: (files: File[]) => void }) {
    const words = useWords();
    const [over, setOver] = useState(false);
    // Every element inside enters and leaves on its own; only the difference tells the whole.
    const depth = useRef(0);

    function moved(event: DragEvent, change: 1 | -1) {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        depth.current = Math.max(0, depth.current + change);
        setOver(depth.current > 0);
    }

    function dropped(event: DragEvent) {
        depth.current = 0;
        setOver(false);
        if (event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        onFiles([...event.dataTransfer.files]);
    }

    return (
        // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button does the same.
        <div
            className="relative flex min-h-0 min-w-0 flex-1 flex-col"
            onDragEnter={(event) => moved(event, 1)}
            onDragLeave={(event) => moved(event, -1)}
            onDragOver={(event) => event.dataTransfer.types.includes("Files") && event.preventDefault()}
            onDrop={dropped}
        >
            {children}
            {over && (
                <div className="pointer-events-none absolute inset-2 z-10 flex animate-appear items-center justify-center rounded-2xl border-2 border-dashed border-accent bg-soft font-strong text-accent">
                    {words.shell.dropPicture}
                </div>
            )}
        </div>
    );
}
