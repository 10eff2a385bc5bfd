import { Search } from "lucide-react";
import { type ComponentProps, type ReactNode, useId } from "react";
import { classes } from "./classes";

/** Some controls of one matter, under a heading. */
export function Group({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
    const id = useId();
    return (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot be laid out like a heading.
        <div role="group" aria-labelledby={id} className="mt-7 first:mt-0">
            <h3 id={id} className="font-strong text-title">
                {title}
            </h3>
            {hint && <p className="text-[0.875rem] text-ink2">{hint}</p>}
            <div className="mt-3">{children}</div>
        </div>
    );
}

/** Something that is on or off, and takes effect at once. */
export function Switch({
    label,
    hint,
    checked,
    disabled = false,
    onChange,
}: {
    label: string;
    hint?: ReactNode;
    checked: boolean;
    disabled?: boolean;
    onChange: (checked: boolean) => void;
}) {
    const id = useId();
    return (
        <div className="flex items-start gap-4 py-2">
            <div className="min-w-0 flex-1">
                <label htmlFor={id} className="block font-medium">
                    {label}
                </label>
                {hint && (
                    <p id={`${id}-hint`} className="text-meta text-ink2">
                        {hint}
                    </p>
                )}
            </div>
            <button
                id={id}
                type="button"
                role="switch"
                aria-checked={checked}
                aria-describedby={hint ? `${id}-hint` : undefined}
                disabled={disabled}
                onClick={() => onChange(!checked)}
                className={classes(
                    "mt-0.5 h-6 w-10 shrink-0 rounded-full border p-0.5 transition-colors duration-150 disabled:opacity-55",
                    checked ? "border-accent bg-accent" : "border-ink3 bg-raised",
                )}
            >
                <span
                    className={classes(
                        "block size-[18px] rounded-full transition-transform duration-150",
                        checked ? "translate-x-4 bg-on-accent rtl:-translate-x-4" : "bg-ink3",
                    )}
                />
            </button>
        </div>
    );
}

export type Choice<Value extends string> = { value: Value; label: string; hint?: string };

/** One of a few that exclude each other, each with a word about it. */
export function Choices<Value extends string>({
    label,
    value,
    choices,
    inRow = false,
    hideLabel = false,
    onChange,
}: {
    label: string;
    value: Value;
    choices: readonly Choice<Value>[];
    /** Side by side, for choices of a word. */
    inRow?: boolean;
    /** Where a heading above says it already. */
    hideLabel?: boolean;
    onChange: (value: Value) => void;
}) {
    const name = useId();
    return (
        <fieldset>
            <legend className={hideLabel ? "sr-only" : "mb-1.5 font-medium"}>{label}</legend>
            <div className={inRow ? "flex flex-wrap gap-2" : "space-y-2"}>
                {choices.map((choice) => (
                    <label
                        key={choice.value}
                        className={classes(
                            "flex cursor-pointer items-center gap-3 rounded-xl border px-3 py-2",
                            "has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-2 has-[:focus-visible]:outline-accent",
                            value === choice.value
                                ? "border-accent bg-soft"
                                : "border-line bg-raised hover:bg-hover",
                        )}
                    >
                        <input
                            type="radio"
                            name={name}
                            value={choice.value}
                            checked={value === choice.value}
                            onChange={() => onChange(choice.value)}
                            className="size-4 shrink-0 accent-(--accent) outline-none"
                        />
                        <span className="min-w-0">
                            <span className="block font-medium">{choice.label}</span>
                            {choice.hint && <span className="block text-meta text-ink2">{choice.hint}</span>}
                        </span>
                    </label>
                ))}
            </div>
        </fieldset>
    );
}

/** One of many, in the system's own list. */
export function Select<Value extends string>({
    label,
    value,
    choices,
    onChange,
}: {
    label: string;
    value: Value;
    choices: readonly Choice<Value>[];
    onChange: (value: Value) => void;
}) {
    const id = useId();
    return (
        <div className="min-w-0">
            <label htmlFor={id} className="mb-1 block font-medium">
                {label}
            </label>
            <select
                id={id}
                value={value}
                onChange={(event) => onChange(event.target.value as Value)}
                className="h-10 w-full rounded-control border border-line bg-raised px-2.5 text-ink"
            >
                {choices.map((choice) => (
                    <option key={choice.value} value={choice.value}>
                        {choice.label}
                    </option>
                ))}
            </select>
        </div>
    );
}

/** A line to search by, named by its words. */
export function SearchField({
    label,
    ...rest
}: Omit<ComponentProps<"input">, "aria-label" | "type"> & { label: string }) {
    return (
        <label className="flex h-10 shrink-0 items-center gap-2 rounded-control border border-line bg-raised px-3 focus-within:border-accent focus-within:shadow-[0_0_0_3px_var(--soft)]">
            <Search size={17} className="shrink-0 text-ink3" aria-hidden />
            <input
                type="search"
                aria-label={label}
                placeholder={label}
                maxLength={100}
                autoComplete="off"
                {...rest}
                className="min-w-0 flex-1 bg-transparent outline-none"
            />
        </label>
    );
}
