import type { ReactNode } from "react";
import type { Problem } from "../../protocol/reply";
import { useWords } from "../i18n/use-words";
import { sentenceFor } from "../words";
import { Button } from "./button";
import { classes } from "./classes";

/** One sentence and at most one action in the middle of an otherwise empty place. */
export function Notice({
    icon,
    title,
    children,
    action,
    heading: Heading = "h2",
}: {
    title: string;
    children?: ReactNode;
    action?: ReactNode;
    icon?: ReactNode;
    /** `h1` where the notice is all that the page says. */
    heading?: "h1" | "h2";
}) {
    return (
        <div className="flex flex-1 animate-appear flex-col items-center justify-center gap-2 p-8 text-center">
            {icon && <div className="mb-2">{icon}</div>}
            <Heading className="font-strong text-title">{title}</Heading>
            {children && <p className="max-w-[44ch] text-ink2">{children}</p>}
            {action && <div className="mt-3">{action}</div>}
        </div>
    );
}

/** Something could not be loaded: why, which request it was, and how to try again. */
export function ProblemNotice({
    title,
    problem,
    onRetry,
}: {
    title: string;
    problem: Problem;
    onRetry: () => void;
}) {
    const words = useWords();
    return (
        <Notice
            title={title}
            action={
                <Button look="quiet" onClick={onRetry}>
                    {words.common.tryAgain}
                </Button>
            }
        >
            <span role="alert">{sentenceFor(problem)}.</span>
            {problem.requestId && (
                <span className="mt-1 block text-meta text-ink3">
                    {words.common.request(problem.requestId)}
                </span>
            )}
        </Notice>
    );
}

/** A grey shape in the place of what is still loading; seen only when that takes longer than a blink. */
export function Bone({ className }: { className: string }) {
    return <span className={classes("block animate-breathe rounded-md bg-quiet-badge", className)} />;
}
