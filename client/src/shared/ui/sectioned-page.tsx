import { ArrowLeft } from "lucide-react";
import { type MouseEvent, type ReactNode, useEffect, useRef } from "react";
import { useWords } from "../i18n/use-words";
import { IconButton } from "./button";
import { classes } from "./classes";

export type PageSection<Id extends string> = { id: Id; label: string; icon: ReactNode };

/**
 * A page of sections with the list of them beside it. On a phone the list is a page of its own, and
 * each section another.
 */
export function SectionedPage<Id extends string>({
    title,
    listLabel,
    sections,
    open,
    pathOf,
    onOpen,
    onBack,
    children,
}: {
    title: string;
    listLabel: string;
    sections: readonly PageSection<Id>[];
    /** Null where the address names none: the first one, or on a phone only the list. */
    open: Id | null;
    pathOf: (id: Id) => string;
    onOpen: (id: Id) => void;
    onBack: () => void;
    children: ReactNode;
}) {
    const words = useWords();
    const shown = open ?? sections[0]?.id;
    const heading = useRef<HTMLHeadingElement>(null);

    useEffect(() => {
        // What was pressed may be gone, as the list is on a phone.
        if (open !== null && !isVisible(document.activeElement)) heading.current?.focus();
    }, [open]);

    return (
        <div className="flex min-h-0 flex-1 flex-col">
            <header className="flex h-14 shrink-0 items-center gap-2 border-b border-line px-3 wide:px-6">
                <IconButton label={words.common.back} onClick={onBack} className="wide:hidden">
                    <ArrowLeft size={20} className="rtl:-scale-x-100" />
                </IconButton>
                <h1 className="truncate font-strong text-title">{title}</h1>
            </header>
            <div className="flex min-h-0 flex-1">
                <nav
                    aria-label={listLabel}
                    className={classes(
                        "w-full shrink-0 overflow-y-auto p-2.5 wide:block wide:w-52 wide:border-e wide:border-line",
                        open === null ? "block" : "hidden",
                    )}
                >
                    <ul>
                        {sections.map((section) => (
                            <li key={section.id}>
                                <SectionLink
                                    section={section}
                                    current={section.id === open}
                                    shown={section.id === shown}
                                    path={pathOf(section.id)}
                                    onOpen={() => onOpen(section.id)}
                                />
                            </li>
                        ))}
                    </ul>
                </nav>
                <section
                    aria-labelledby="section-title"
                    className={classes(
                        "min-w-0 flex-1 overflow-y-auto wide:block",
                        open === null ? "hidden" : "block",
                    )}
                >
                    <div className="mx-auto w-full max-w-[720px] px-4 pt-5 pb-12 wide:px-6">
                        <h2
                            id="section-title"
                            ref={heading}
                            tabIndex={-1}
                            className="font-strong text-heading outline-none"
                        >
                            {sections.find(({ id }) => id === shown)?.label}
                        </h2>
                        {children}
                    </div>
                </section>
            </div>
        </div>
    );
}

function SectionLink({
    section,
    current,
    shown,
    path,
    onOpen,
}: {
    section: PageSection<string>;
    current: boolean;
    shown: boolean;
    path: string;
    onOpen: () => void;
}) {
    function follow(event: MouseEvent) {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        onOpen();
    }
    return (
        <a
            href={path}
            onClick={follow}
            aria-current={current ? "page" : undefined}
            className={classes(
                "flex h-11 items-center gap-2.5 rounded-control px-2.5 wide:h-[34px]",
                shown ? "wide:bg-soft wide:font-strong wide:text-ink" : "",
                "text-ink2 hover:bg-hover",
            )}
        >
            <span aria-hidden className="mx-0.5 text-ink3">
                {section.icon}
            </span>
            <span className="min-w-0 truncate">{section.label}</span>
        </a>
    );
}

function isVisible(element: Element | null): boolean {
    return element !== null && element !== document.body && element.checkVisibility();
}
