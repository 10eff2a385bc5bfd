import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { afterFirstSight } from "../first-sight";
import { useWords } from "../i18n/use-words";
import { say } from "../toast";
import { IconButton } from "../ui/button";
import type { Token, TokenKind } from "./highlight";

const colours: Record<TokenKind, string | undefined> = {
    comment: "text-code-comment italic",
    string: "text-code-string",
    number: "text-code-number",
    keyword: "text-code-keyword",
    name: "text-code-name",
    added: "text-code-string",
    removed: "text-error",
    text: undefined,
};

/** Fenced code: as it was written at once, coloured as soon as that can be done. */
export function CodeBlock({ language, text }: { language: string; text: string }) {
    const words = useWords();
    const tokens = useTokens(text, language);
    const [copied, setCopied] = useState(false);

    async function copy() {
        try {
            await navigator.clipboard.writeText(text);
            setCopied(true);
        } catch {
            say(words.timeline.notCopied, "failed");
        }
    }

    return (
        <div className="group/code relative my-1 max-w-full">
            <pre
                dir="ltr"
                // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, by keyboard too.
                tabIndex={0}
                className="overflow-x-auto rounded-control border border-line bg-pane px-3 py-2 font-mono text-[13px] leading-5"
            >
                <code>
                    {tokens?.map(({ kind, text: part }, place) => (
                        // biome-ignore lint/suspicious/noArrayIndexKey: a token is its place.
                        <span key={place} className={colours[kind]}>
                            {part}
                        </span>
                    )) ?? text}
                </code>
            </pre>
            <IconButton
                label={words.timeline.copyCode}
                onClick={() => void copy()}
                className="absolute inset-e-1.5 top-1.5 size-7 border border-line bg-raised opacity-0 group-focus-within/code:opacity-100 group-hover/code:opacity-100"
            >
                {copied ? <Check size={14} /> : <Copy size={14} />}
            </IconButton>
        </div>
    );
}

function useTokens(text: string, language: string): Token[] | null {
    const [tokens, setTokens] = useState<Token[] | null>(null);
    useEffect(() => {
        setTokens(null);
        if (language === "") return;
        let current = true;
        const loaded = afterFirstSight().then(() => import("./highlight"));
        loaded.then(
            ({ highlight }) => current && setTokens(highlight(text, language)),
            () => {
                // Without its colours it reads as well.
            },
        );
        return () => {
            current = false;
        };
    }, [text, language]);
    return tokens;
}
