import { CornerUpRight, X } from "lucide-react";
import type { ReplyTarget } from "../../protocol/entities";
import { useWords } from "../../shared/i18n/use-words";
import { IconButton } from "../../shared/ui/button";

/** Above what is written: the message that it answers, and giving that up. */
export function AnswerBar({ replyTo, onCancel }: { replyTo: ReplyTarget; onCancel: () => void }) {
    const words = useWords();
    return (
        <div className="flex items-center gap-2 border-b border-line py-1 ps-4 pe-1.5 text-meta text-ink2">
            <CornerUpRight size={14} className="shrink-0 text-ink3 rtl:-scale-x-100" aria-hidden />
            <p className="min-w-0 flex-1 truncate">
                <span className="font-semibold">{words.composer.replyingTo(replyTo.author.displayName)}</span>{" "}
                {replyTo.excerpt}
            </p>
            <IconButton label={words.composer.cancelReply} onClick={onCancel} className="size-7">
                <X size={15} />
            </IconButton>
        </div>
    );
}
