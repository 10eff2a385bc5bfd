import { useWords } from "../../shared/i18n/use-words";
import { Button } from "../../shared/ui/button";

/** What another device has written here meanwhile, and the choice between that and what stands in the field. */
export function RivalDraft({
    content,
    onTake,
    onKeepOwn,
}: {
    content: string;
    onTake: () => void;
    onKeepOwn: () => void;
}) {
    const { composer: words } = useWords();
    return (
        <div
            role="status"
            className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-1.5 ps-4 pe-2 text-meta text-ink2"
        >
            <p className="min-w-0 flex-[1_1_12rem] truncate">
                <span className="font-semibold">{words.rivalDraft}</span> <span dir="auto">{content}</span>
            </p>
            <span className="flex gap-3 px-1">
                <Button look="text" onClick={onTake}>
                    {words.takeRival}
                </Button>
                <Button look="text" onClick={onKeepOwn}>
                    {words.keepOwn}
                </Button>
            </span>
        </div>
    );
}
