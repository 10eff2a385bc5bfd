import { useWords } from "../../shared/i18n/use-words";

/** Who is typing; keeps its height, so that nothing moves as people begin and stop. */
export function TypingLine({ names }: { names: readonly string[] }) {
    const words = useWords();
    return (
        <p className="h-[22px] shrink-0 truncate px-4 ps-[64px] text-meta text-ink2 wide:ps-[70px]">
            {words.timeline.typing(names)}
        </p>
    );
}
