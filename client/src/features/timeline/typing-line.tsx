import { typingSentence } from "./typing";

/** Who is typing; keeps its height, so that nothing moves as people begin and stop. */
export function TypingLine({ names }: { names: readonly string[] }) {
    return (
        <p className="h-[22px] shrink-0 truncate px-4 pl-[64px] text-meta text-ink2 wide:pl-[70px]">
            {typingSentence(names)}
        </p>
    );
}
