import { ImagePlus } from "lucide-react";
import { useRef } from "react";
import { useWords } from "../../shared/i18n/use-words";
import { IconButton } from "../../shared/ui/button";

/** Lets somebody choose images of theirs. */
export function AttachButton({ onFiles }: { onFiles: (files: File[]) => void }) {
    const words = useWords();
    const picker = useRef<HTMLInputElement>(null);
    return (
        <>
            <IconButton
                label={words.composer.attachImage}
                className="mb-0.5"
                onClick={() => picker.current?.click()}
            >
                <ImagePlus size={18} />
            </IconButton>
            <input
                ref={picker}
                type="file"
                accept="image/png,image/jpeg,image/gif,image/webp,image/avif"
                multiple
                hidden
                onChange={(event) => {
                    onFiles([...(event.target.files ?? [])]);
                    event.target.value = "";
                }}
            />
        </>
    );
}
