import { type FormEvent, useRef, useState } from "react";
import type { Room } from "../../protocol/entities";
import type { Problem, Reply } from "../../protocol/reply";
import { Button } from "../../shared/ui/button";
import { classes } from "../../shared/ui/classes";
import { Dialog } from "../../shared/ui/dialog";
import { TextField } from "../../shared/ui/field";
import { sentenceFor } from "../../shared/words";

type Kind = "public" | "private";
type NewRoom = { kind: Kind; name: string; topic?: string };

const kinds: readonly { kind: Kind; title: string; words: string }[] = [
    { kind: "public", title: "Public", words: "Anybody here can find it and join" },
    { kind: "private", title: "Private", words: "Only who is added can see it" },
];

export function CreateRoomDialog({
    create,
    onCreated,
    onClose,
}: {
    create: (room: NewRoom) => Promise<Reply<Room>>;
    onCreated: (room: Room) => void;
    onClose: () => void;
}) {
    const [kind, setKind] = useState<Kind>("public");
    const [name, setName] = useState("");
    const [topic, setTopic] = useState("");
    const [nameError, setNameError] = useState<string | undefined>();
    const [formError, setFormError] = useState<string | null>(null);
    const [busy, setBusy] = useState(false);
    const nameField = useRef<HTMLDivElement>(null);

    function refuseName(sentence: string) {
        setNameError(sentence);
        nameField.current?.querySelector("input")?.focus();
    }

    async function submit(event: FormEvent) {
        event.preventDefault();
        setFormError(null);
        const wrong = nameProblem(name);
        if (wrong) return refuseName(wrong);
        setBusy(true);
        const reply = await create({ kind, name: name.trim(), ...(topic.trim() && { topic: topic.trim() }) });
        setBusy(false);
        if (reply.ok) return onCreated(reply.value);
        const sentence = refusalOfName(reply.problem);
        if (sentence) refuseName(sentence);
        else setFormError(sentenceFor(reply.problem));
    }

    return (
        <Dialog title="Create room" onClose={onClose}>
            <form noValidate onSubmit={submit} className="flex flex-col gap-4 overflow-y-auto px-5 pt-4 pb-5">
                <div ref={nameField}>
                    <TextField
                        label="Name"
                        value={name}
                        autoFocus
                        autoComplete="off"
                        placeholder="boat-restoration"
                        error={nameError}
                        onChange={(event) => {
                            setName(event.target.value);
                            setNameError(undefined);
                        }}
                    />
                </div>
                <TextField
                    label="Topic"
                    optional
                    value={topic}
                    autoComplete="off"
                    maxLength={250}
                    placeholder="What it is about"
                    onChange={(event) => setTopic(event.target.value)}
                />
                <fieldset className="grid grid-cols-2 gap-2">
                    <legend className="mb-1 font-medium">Who can join</legend>
                    {kinds.map((option) => (
                        <KindChoice key={option.kind} {...option} chosen={kind} onChoose={setKind} />
                    ))}
                </fieldset>
                {formError && (
                    <p role="alert" className="text-error">
                        {formError}
                    </p>
                )}
                <div className="flex justify-end gap-2">
                    <Button onClick={onClose}>Cancel</Button>
                    <Button look="primary" type="submit" busy={busy}>
                        Create room
                    </Button>
                </div>
            </form>
        </Dialog>
    );
}

function KindChoice({
    kind,
    title,
    words,
    chosen,
    onChoose,
}: (typeof kinds)[number] & { chosen: Kind; onChoose: (kind: Kind) => void }) {
    return (
        <label
            className={classes(
                "cursor-pointer rounded-xl border p-3 has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-accent",
                chosen === kind ? "border-accent bg-soft" : "border-line bg-raised hover:bg-hover",
            )}
        >
            <input
                type="radio"
                name="kind"
                value={kind}
                checked={chosen === kind}
                onChange={() => onChoose(kind)}
                className="sr-only"
            />
            <span className="block font-medium">{title}</span>
            <span className="block text-meta text-ink2">{words}</span>
        </label>
    );
}

function nameProblem(name: string): string | null {
    const length = [...name.trim()].length;
    if (length === 0) return "Give the room a name";
    return length > 80 ? "80 characters at most" : null;
}

function refusalOfName(problem: Problem): string | null {
    if (problem.status === 409) return "A room of that name exists already";
    const field = problem.fields.find((candidate) => candidate.field === "name");
    return field ? field.message.replace(/\.$/, "") : null;
}
