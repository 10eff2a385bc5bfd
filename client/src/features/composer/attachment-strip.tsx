import { ImageOff, RotateCw, X } from "lucide-react";
import { useWords } from "../../shared/i18n/use-words";
import { classes } from "../../shared/ui/classes";
import type { Attachment, Composer, ComposerState } from "./composer";

/** The images that wait to be sent, each with its progress. */
export function AttachmentStrip({ composer, state }: { composer: Composer; state: ComposerState }) {
    const words = useWords();
    const { attachments, sendWhenReady } = state;
    const failures = attachments.filter((attachment) => attachment.state.phase === "failed");
    return (
        <div className="px-3 pt-1.5">
            <ul
                aria-label={words.composer.attachedImages}
                className="flex gap-2 overflow-x-auto pt-2.5 pe-2.5 pb-0.5"
            >
                {attachments.map((attachment) => (
                    <Thumbnail key={attachment.id} attachment={attachment} composer={composer} />
                ))}
            </ul>
            <p role="status" className="text-meta text-ink2">
                {sendWhenReady && words.composer.sendsWhenUploaded}
            </p>
            {failures.map(({ id, name, state }) => (
                <p key={id} role="alert" className="mt-1 truncate text-meta text-error">
                    {state.phase === "failed" && state.sentence} ({name})
                </p>
            ))}
        </div>
    );
}

function Thumbnail({ attachment, composer }: { attachment: Attachment; composer: Composer }) {
    const words = useWords();
    const { id, name, previewUrl, state } = attachment;
    const action =
        "flex size-6 items-center justify-center rounded-full border border-line bg-raised text-ink2 shadow-raised hover:text-ink";
    return (
        <li className="relative shrink-0">
            <div
                className={classes(
                    "flex h-14 w-[74px] items-center justify-center overflow-hidden rounded-[10px] border bg-quiet-badge",
                    state.phase === "failed" ? "border-error" : "border-line",
                )}
            >
                {previewUrl ? (
                    <img src={previewUrl} alt={name} className="size-full object-cover" />
                ) : (
                    <ImageOff size={18} className="text-ink3" aria-label={name} />
                )}
                {state.phase === "uploading" && <Progress name={name} share={state.share} />}
            </div>
            <button
                type="button"
                aria-label={
                    state.phase === "uploading"
                        ? words.composer.cancelUpload(name)
                        : words.composer.remove(name)
                }
                className={classes(action, "absolute -top-2 -inset-e-2")}
                onClick={() => composer.remove(id)}
            >
                <X size={13} />
            </button>
            {state.phase === "failed" && state.canRetry && (
                <button
                    type="button"
                    aria-label={words.composer.uploadAgain(name)}
                    className={classes(action, "absolute top-4 inset-s-6")}
                    onClick={() => composer.retry(id)}
                >
                    <RotateCw size={13} />
                </button>
            )}
        </li>
    );
}

function Progress({ name, share }: { name: string; share: number }) {
    const words = useWords();
    return (
        <div
            role="progressbar"
            aria-label={words.composer.uploading(name)}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(share * 100)}
            className="absolute inset-x-1.5 bottom-1.5 h-1 overflow-hidden rounded-full bg-scrim"
        >
            <div
                className="size-full origin-left rtl:origin-right bg-on-avatar transition-transform duration-150"
                style={{ transform: `scaleX(${share})` }}
            />
        </div>
    );
}
