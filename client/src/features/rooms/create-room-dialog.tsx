import { type FormEvent, useRef, useState } from "react";
import type { Room } from "../../protocol/entities";
import type { Problem, Reply } from "../../protocol/reply";
import type { Words } from "../../shared/i18n/en";
import { useWords } from "../../shared/i18n/use-words";
import { Button } from "../../shared/ui/button";
import { classes } from "../../shared/ui/classes";
import { Dialog } from "../../shared/ui/dialog";
import { TextField } from "../../shared/ui/field";
import { sentenceFor } from "../../shared/words";

type Kind = "public" | "private";
type NewRoom = { kind: Kind; name: string; topic?: string };

export function CreateRoomDialog({
    create,
    onCreated,
    onClose,
}: {
    create: (room: NewRoom) => Promise<Reply<Room>>;
    onCreated: (room: Room) => void;
    onClose: () => void;
}) {
    const words = useWords();
    const [kind, setKind] = useState<Kind>("public");
    const [name, setName] = useState("");
    const [topic, setTopic] = useState("");
    const [nameError, setNameError] = useState<string | undefined>();
    const [formError, setFormError] = useState<string | null>(null);
    const [busy, setBusy] = useState(false);
    const kinds = [
        { kind: "public", title: words.rooms.public, hint: words.rooms.publicHint },
        { kind: "private", title: words.rooms.private, hint: words.rooms.privateHint },
    ] as const;
    const nameField = useRef<HTMLDivElement>(null);

    function refuseName(sentence: string) {
        setNameError(sentence);
        nameField.current?.querySelector("input")?.focus();
    }

    async function submit(event: FormEvent) {
        event.preventDefault();
        setFormError(null);
        const wrong = nameProblem(words, name);
        if (wrong) return refuseName(wrong);
        setBusy(true);
        const reply = await create({ kind, name: name.trim(), ...(topic.trim() && { topic: topic.trim() }) });
        setBusy(false);
        if (reply.ok) return onCreated(reply.value);
        const sentence = refusalOfName(words, reply.problem);
        if (sentence) refuseName(sentence);
        else setFormError(sentenceFor(reply.problem));
    }

    return (
        <Dialog title={words.rooms.createRoom} onClose={onClose}>
            <form noValidate onSubmit={submit} className="flex flex-col gap-4 overflow-y-auto px-5 pt-4 pb-5">
                <div ref={nameField}>
                    <TextField
                        label={words.rooms.name}
                        value={name}
                        autoFocus
                        autoComplete="off"
                        placeholder={words.rooms.nameExample}
                        error={nameError}
                        onChange={(event) => {
                            setName(event.target.value);
                            setNameError(undefined);
                        }}
                    />
                </div>
                <TextField
                    label={words.rooms.topic}
                    optional
                    value={topic}
                    autoComplete="off"
                    maxLength={250}
                    placeholder={words.rooms.topicHint}
                    onChange={(event) => setTopic(event.target.value)}
                />
                <fieldset className="grid grid-cols-2 gap-2">
                    <legend className="mb-1 font-medium">{words.rooms.whoCanJoin}</legend>
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
                    <Button onClick={onClose}>{words.common.cancel}</Button>
                    <Button look="primary" type="submit" busy={busy}>
                        {words.rooms.createRoom}
                    </Button>
                </div>
            </form>
        </Dialog>
    );
}

function KindChoice({
    kind,
    title,
    hint,
    chosen,
    onChoose,
}: {
    kind: Kind;
    title: string;
    hint: string;
    chosen: Kind;
    onChoose: (kind: Kind) => void;
}) {
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
            <span className="block text-meta text-ink2">{hint}</span>
        </label>
    );
}

function nameProblem({ rooms }: Words, name: string): string | null {
    const length = [...name.trim()].length;
    if (length === 0) return rooms.nameMissing;
    return length > 80 ? rooms.nameLong : null;
}

function refusalOfName({ errors }: Words, problem: Problem): string | null {
    if (problem.status === 409) return errors.room_name_taken;
    const field = problem.fields.find((candidate) => candidate.field === "name");
    return field ? field.message.replace(/\.$/, "") : null;
}
