import { type FormEvent, useState } from "react";
import type { InviteDraft } from "../../protocol/members";
import type { Problem, Reply } from "../../protocol/reply";
import { usePageWords } from "../i18n/page-words";
import { Button } from "../ui/button";
import { Select } from "../ui/form-parts";
import { sentenceFor } from "../words";

const hourS = 3_600;
const dayS = 24 * hourS;

const lifetimes = { hour: hourS, day: dayS, week: 7 * dayS, month: 30 * dayS, never: null } as const;
type Lifetime = keyof typeof lifetimes;

const uses = { "1": 1, "5": 5, "10": 10, "25": 25, "100": 100, any: null } as const;
type Uses = keyof typeof uses;

/** Makes a link of invitation that lasts for a while and for so many people. */
export function InviteForm({ create }: { create: (draft: InviteDraft) => Promise<Reply<unknown>> }) {
    const { keeping } = usePageWords();
    const [lifetime, setLifetime] = useState<Lifetime>("week");
    const [most, setMost] = useState<Uses>("any");
    const [busy, setBusy] = useState(false);
    const [problem, setProblem] = useState<Problem | null>(null);
    const lifetimeNames: Record<Lifetime, string> = {
        hour: keeping.afterHour,
        day: keeping.afterDay,
        week: keeping.afterWeek,
        month: keeping.afterMonth,
        never: keeping.never,
    };

    function usesName(value: Uses): string {
        const number = uses[value];
        if (number === null) return keeping.anyNumber;
        return number === 1 ? keeping.onceOnly : keeping.times(number);
    }

    async function submit(event: FormEvent) {
        event.preventDefault();
        setBusy(true);
        const [expiresInSeconds, maxUses] = [lifetimes[lifetime], uses[most]];
        const reply = await create({
            ...(expiresInSeconds !== null && { expiresInSeconds }),
            ...(maxUses !== null && { maxUses }),
        });
        setBusy(false);
        setProblem(reply.ok ? null : reply.problem);
    }

    return (
        <form onSubmit={submit}>
            <div className="flex flex-wrap items-end gap-3">
                <div className="min-w-32 flex-1">
                    <Select
                        label={keeping.expires}
                        value={lifetime}
                        choices={keysOf(lifetimes).map((value) => ({ value, label: lifetimeNames[value] }))}
                        onChange={setLifetime}
                    />
                </div>
                <div className="min-w-32 flex-1">
                    <Select
                        label={keeping.uses}
                        value={most}
                        choices={keysOf(uses).map((value) => ({ value, label: usesName(value) }))}
                        onChange={setMost}
                    />
                </div>
                <Button look="primary" type="submit" busy={busy} className="h-10">
                    {keeping.createLink}
                </Button>
            </div>
            {problem && (
                <p role="alert" className="mt-2 text-error">
                    {sentenceFor(problem)}
                </p>
            )}
        </form>
    );
}

function keysOf<Key extends string>(record: Record<Key, unknown>): Key[] {
    return Object.keys(record) as Key[];
}
