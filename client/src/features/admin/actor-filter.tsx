import { X } from "lucide-react";
import { useCallback, useRef, useState } from "react";
import type { Person } from "../../protocol/entities";
import { type Reply, succeeded } from "../../protocol/reply";
import { usePageWords } from "../../shared/i18n/page-words";
import { Avatar } from "../../shared/ui/avatar";
import { IconButton } from "../../shared/ui/button";
import { SearchField } from "../../shared/ui/form-parts";
import { useLoaded } from "../../shared/use-loaded";
import { useSettled } from "../../shared/use-settled";

const shownMax = 6;

/** Chooses whose doings are shown. */
export function ActorFilter({
    actor,
    findUsers,
    onChoose,
}: {
    actor: Person | null;
    findUsers: (query: string) => Promise<Reply<Person[]>>;
    onChoose: (actor: Person | null) => void;
}) {
    const { admin } = usePageWords();
    const [typed, setTyped] = useState("");
    const query = useSettled(typed.trim());
    const place = useRef<HTMLDivElement>(null);
    const { value } = useLoaded(
        useCallback(
            async () => (query === "" ? succeeded<Person[]>([]) : await findUsers(query)),
            [findUsers, query],
        ),
    );

    function choose(person: Person | null) {
        setTyped("");
        onChoose(person);
        // What was pressed is gone with the choice.
        setTimeout(() => place.current?.querySelector<HTMLElement>("input, button")?.focus());
    }

    return (
        <div ref={place} className="relative min-w-0">
            <p className="mb-1 font-medium">{admin.actor}</p>
            {actor ? (
                <div className="flex h-10 items-center gap-2 rounded-control border border-accent bg-soft ps-2 pe-1">
                    <Avatar person={actor} size="small" />
                    <span className="min-w-0 flex-1 truncate">{actor.displayName}</span>
                    <IconButton label={admin.clearActor} onClick={() => choose(null)}>
                        <X size={16} />
                    </IconButton>
                </div>
            ) : (
                <SearchField
                    label={admin.actorSearch}
                    value={typed}
                    onChange={(event) => setTyped(event.target.value)}
                />
            )}
            {!actor && query !== "" && value && value.length > 0 && (
                <ul className="absolute inset-x-0 top-full z-10 mt-1 rounded-xl border border-line bg-raised p-1 shadow-raised">
                    {value.slice(0, shownMax).map((person) => (
                        <li key={person.id}>
                            <button
                                type="button"
                                onClick={() => choose(person)}
                                className="flex w-full items-center gap-2 rounded-control px-2 py-1.5 text-start hover:bg-hover"
                            >
                                <Avatar person={person} size="small" />
                                <span className="min-w-0 truncate">{person.displayName}</span>
                                <span className="truncate text-meta text-ink2">@{person.username}</span>
                            </button>
                        </li>
                    ))}
                </ul>
            )}
        </div>
    );
}
