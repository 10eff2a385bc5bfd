import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { useWords } from "../shared/i18n/use-words";
import { IconButton } from "../shared/ui/button";

/** A page that is a list, with its title and the way back on a phone. */
export function ListPage({
    title,
    children,
    onBack,
}: {
    title: string;
    children: ReactNode;
    onBack: () => void;
}) {
    const words = useWords();
    return (
        <div className="flex min-h-0 flex-1 flex-col">
            <header className="flex h-14 shrink-0 items-center gap-2 border-b border-line px-3 wide:px-6">
                <IconButton label={words.common.back} onClick={onBack} className="wide:hidden">
                    <ArrowLeft size={20} className="rtl:-scale-x-100" />
                </IconButton>
                <h1 className="font-strong text-title">{title}</h1>
            </header>
            <div className="mx-auto flex min-h-0 w-full max-w-[760px] flex-1 flex-col">{children}</div>
        </div>
    );
}
