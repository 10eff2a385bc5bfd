import type { ReactNode } from "react";
import { Logo } from "../../shared/ui/logo";

/** The page around signing in and signing up. */
export function AuthFrame({
    title,
    notice,
    children,
    footer,
}: {
    title: string;
    notice: string | null;
    children: ReactNode;
    footer: ReactNode;
}) {
    return (
        <main className="flex min-h-full flex-col items-center overflow-y-auto bg-pane px-4 py-10 wide:justify-center">
            <div className="w-full max-w-[400px] animate-appear">
                <div className="mb-6 flex items-center gap-3 px-1">
                    <Logo className="size-9" />
                    <span className="font-strong text-[18px]">Chatter</span>
                </div>
                <div className="rounded-2xl border border-line bg-bg p-6 shadow-raised wide:p-7">
                    <h1 className="font-strong text-heading tracking-[-0.01em]">{title}</h1>
                    {notice && <p className="mt-2 rounded-control bg-soft px-3 py-2 text-ink">{notice}</p>}
                    {children}
                </div>
                <p className="mt-5 text-center text-ink2">{footer}</p>
            </div>
        </main>
    );
}

/** A link to the other of the two pages. */
export function AuthLink({ href, children, onGo }: { href: string; children: ReactNode; onGo: () => void }) {
    return (
        <a
            href={href}
            className="font-medium text-accent hover:underline"
            onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                onGo();
            }}
        >
            {children}
        </a>
    );
}

/** What went wrong with the form as a whole. */
export function FormError({ children }: { children: string | null }) {
    if (!children) return null;
    return (
        <p role="alert" className="text-error">
            {children}
        </p>
    );
}
