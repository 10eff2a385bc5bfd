import { useWords } from "../../shared/i18n/use-words";
import { Button } from "../../shared/ui/button";
import { Bone } from "../../shared/ui/notice";
import type { Edge } from "./timeline";

/** Stands above the oldest held message while there are older ones. */
export function OlderMessages({ edge, onRetry }: { edge: Edge; onRetry: () => void }) {
    const words = useWords();
    if (edge.problem) {
        return (
            <p className="flex h-full items-center justify-center gap-2 text-ink2">
                {words.timeline.olderFailed}
                <Button look="text" onClick={onRetry}>
                    {words.common.tryAgain}
                </Button>
            </p>
        );
    }
    return (
        <div className="animate-appear-late pt-3">
            <BoneRow width="w-64" />
            <BoneRow width="w-40" />
        </div>
    );
}

/** Stands in the place of a timeline that is on its way. */
export function LoadingMessages() {
    return (
        <div
            role="presentation"
            className="flex min-h-0 flex-1 animate-appear-late flex-col justify-end overflow-hidden pb-4"
        >
            {["w-72", "w-40", "w-80", "w-56", "w-64", "w-36"].map((width) => (
                <BoneRow key={width} width={width} />
            ))}
        </div>
    );
}

function BoneRow({ width }: { width: string }) {
    return (
        <div className="flex gap-3 px-4 py-2 wide:px-[22px]">
            <Bone className="size-9 shrink-0 rounded-avatar" />
            <div className="min-w-0 flex-1 space-y-2 pt-1">
                <Bone className="h-3 w-28" />
                <Bone className={`h-3 max-w-full ${width}`} />
            </div>
        </div>
    );
}
