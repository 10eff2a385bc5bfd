import { useEffect, useState } from "react";
import type { FormerText, Message } from "../../protocol/entities";
import type { Reply } from "../../protocol/reply";
import { exactTime } from "../../shared/dates";
import { useWords } from "../../shared/i18n/use-words";
import { Markdown } from "../../shared/markdown/markdown";
import { Dialog } from "../../shared/ui/dialog";
import { Bone, ProblemNotice } from "../../shared/ui/notice";
import { useRowContext } from "./row-context";

/** What a message said before, and says now: the newest first. */
export function MessageEdits({ message, onClose }: { message: Message; onClose: () => void }) {
    const { timeline } = useWords();
    const { commands } = useRowContext();
    const [found, setFound] = useState<Reply<FormerText[]> | null>(null);
    const [attempt, setAttempt] = useState(0);

    // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt asks the same again.
    useEffect(() => {
        let current = true;
        void commands.readEdits(message).then((reply) => current && setFound(reply));
        return () => {
            current = false;
        };
    }, [commands, message, attempt]);

    return (
        <Dialog title={timeline.edits} onClose={onClose}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
            <div tabIndex={0} className="min-h-40 overflow-y-auto px-5 pt-3 pb-5">
                {found === null && <Bone className="h-4 w-48 animate-appear-late" />}
                {found && !found.ok && (
                    <ProblemNotice
                        title={timeline.editsFailed}
                        problem={found.problem}
                        onRetry={() => setAttempt((count) => count + 1)}
                    />
                )}
                {found?.ok && <Versions message={message} former={found.value} />}
            </div>
        </Dialog>
    );
}

function Versions({ message, former }: { message: Message; former: readonly FormerText[] }) {
    const { timeline } = useWords();
    const { reader } = useRowContext();
    return (
        <ol className="space-y-3">
            <li>
                <p className="text-meta font-semibold text-ink2">{timeline.textNow}</p>
                <Markdown content={message.content} reader={reader} />
            </li>
            {former.toReversed().map(({ content, replacedAt }) => (
                <li key={replacedAt} className="border-t border-line pt-3">
                    <p className="text-meta text-ink2">{timeline.textUntil(exactTime(replacedAt))}</p>
                    <Markdown content={content} reader={reader} />
                </li>
            ))}
        </ol>
    );
}
