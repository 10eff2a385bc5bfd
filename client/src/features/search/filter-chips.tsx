import { X } from "lucide-react";
import { type ReactNode, useId } from "react";
import { usePageWords } from "../../shared/i18n/page-words";
import type { FilterSources } from "./filters";
import type { SearchQuery } from "./query";
import type { FilterKind } from "./typed";

const yearMin = 1970;

/** The filters that are set, each with its way out; days can be changed where they stand. */
export function FilterChips({
    query,
    sources,
    dated,
    onChange,
}: {
    query: SearchQuery;
    sources: FilterSources;
    /** The day that is about to be chosen. */
    dated: FilterKind | null;
    onChange: (change: Partial<SearchQuery>) => void;
}) {
    const { filters } = usePageWords().search;
    const { roomId, authorId } = query;
    return (
        <>
            {roomId && (
                <Chip
                    label={filters.in}
                    value={sources.roomName(roomId)}
                    onRemove={() => onChange({ roomId: null })}
                />
            )}
            {authorId && (
                <Chip
                    label={filters.from}
                    value={sources.personName(authorId)}
                    onRemove={() => onChange({ authorId: null })}
                />
            )}
            {(["after", "before"] as const).map(
                (kind) =>
                    (query[kind] || dated === kind) && (
                        <DayChip
                            key={kind}
                            label={filters[kind]}
                            day={query[kind]}
                            onChange={(day) => onChange({ [kind]: day })}
                        />
                    ),
            )}
        </>
    );
}

function Chip({
    label,
    value,
    children,
    onRemove,
}: {
    label: string;
    value: string;
    children?: ReactNode;
    onRemove: () => void;
}) {
    const words = usePageWords();
    return (
        <span className="flex h-7 max-w-full min-w-0 items-center gap-1 rounded-full bg-soft ps-2.5 pe-0.5 text-[13px]">
            <span className="text-ink2">{label}</span>
            {children ?? <span className="truncate font-medium">{value}</span>}
            <button
                type="button"
                aria-label={words.search.removeFilter(`${label} ${value}`)}
                onClick={onRemove}
                className="inline-flex size-6 shrink-0 items-center justify-center rounded-full text-ink2 hover:text-ink"
            >
                <X size={14} />
            </button>
        </span>
    );
}

function DayChip({
    label,
    day,
    onChange,
}: {
    label: string;
    day: string | null;
    onChange: (day: string | null) => void;
}) {
    const id = useId();
    return (
        <Chip label={label} value={day ?? ""} onRemove={() => onChange(null)}>
            <label htmlFor={id} className="sr-only">
                {label}
            </label>
            <input
                id={id}
                type="date"
                defaultValue={day ?? ""}
                key={day}
                // biome-ignore lint/a11y/noAutofocus: it appears because somebody asked for it.
                autoFocus={day === null}
                onChange={(event) => {
                    const { value } = event.target;
                    if (Number(value.slice(0, 4)) >= yearMin) onChange(value);
                }}
                className="bg-transparent font-medium outline-none"
            />
        </Chip>
    );
}

/** What the search can be narrowed down by, for those who would rather not type it. */
export function FilterButtons({
    query,
    dated,
    onBegin,
}: {
    query: SearchQuery;
    dated: FilterKind | null;
    onBegin: (kind: FilterKind) => void;
}) {
    const words = usePageWords();
    const set = { in: query.roomId, from: query.authorId, after: query.after, before: query.before };
    const left = (["in", "from", "after", "before"] as const).filter(
        (kind) => set[kind] === null && kind !== dated,
    );
    if (left.length === 0) return null;
    return (
        <div className="mt-2 flex flex-wrap gap-1.5">
            {left.map((kind) => (
                <button
                    key={kind}
                    type="button"
                    onClick={() => onBegin(kind)}
                    className="h-7 rounded-full border border-line px-2.5 text-[13px] text-ink2 hover:bg-hover hover:text-ink"
                >
                    {words.search.addFilter[kind]}
                </button>
            ))}
        </div>
    );
}
