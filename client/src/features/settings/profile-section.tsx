import { type FormEvent, useState } from "react";
import type { ChosenPresence, OwnUser } from "../../protocol/entities";
import type { Problem, Reply } from "../../protocol/reply";
import { usePageWords } from "../../shared/i18n/page-words";
import { say } from "../../shared/toast";
import { Button } from "../../shared/ui/button";
import { TextField } from "../../shared/ui/field";
import { Choices, Group } from "../../shared/ui/form-parts";
import { sentenceFor } from "../../shared/words";
import { AvatarField } from "./avatar-field";

type Change = {
    displayName?: string;
    avatarUrl?: string | null;
    statusText?: string;
    chosenPresence?: ChosenPresence;
};

type Props = {
    me: OwnUser;
    change: (change: Change) => Promise<Reply<OwnUser>>;
    upload: (file: File) => Promise<Reply<string>>;
};

/** How others see one: picture, name, status and presence. */
export function ProfileSection({ me, change, upload }: Props) {
    const words = usePageWords();
    const presences = (["automatic", "away", "dnd", "offline"] as const).map((value) => ({
        value,
        label: words.settings[value],
        hint: words.settings[`${value}Hint`],
    }));

    const [wanted, setWanted] = useState<ChosenPresence | null>(null);

    async function choosePresence(chosenPresence: ChosenPresence) {
        setWanted(chosenPresence);
        const reply = await change({ chosenPresence });
        setWanted(null);
        if (!reply.ok) say(sentenceFor(reply.problem), "failed");
    }

    return (
        <>
            <p className="mb-6 text-ink2">{words.settings.profileHint}</p>
            <Group title={words.settings.picture}>
                <AvatarField person={me} upload={upload} change={(avatarUrl) => change({ avatarUrl })} />
            </Group>
            <NameAndStatus me={me} change={change} />
            <Group title={words.settings.presence}>
                <Choices
                    label={words.settings.presence}
                    hideLabel
                    value={wanted ?? me.chosenPresence}
                    choices={presences}
                    onChange={(value) => void choosePresence(value)}
                />
            </Group>
        </>
    );
}

type Errors = { displayName?: string; statusText?: string };

function NameAndStatus({ me, change }: Omit<Props, "upload">) {
    const words = usePageWords();
    const [displayName, setDisplayName] = useState(me.displayName);
    const [statusText, setStatusText] = useState(me.statusText);
    const [errors, setErrors] = useState<Errors>({});
    const [problem, setProblem] = useState<Problem | null>(null);
    const [busy, setBusy] = useState(false);

    function wrongs(): Errors {
        const found: Errors = {};
        const length = [...displayName.trim()].length;
        if (length === 0) found.displayName = words.settings.displayNameMissing;
        if (length > 64) found.displayName = words.settings.displayNameLong;
        if ([...statusText.trim()].length > 100) found.statusText = words.settings.statusLong;
        return found;
    }

    async function submit(event: FormEvent<HTMLFormElement>) {
        event.preventDefault();
        const form = event.currentTarget;
        const refuse = (found: Errors) => {
            setErrors(found);
            const first = found.displayName ? "displayName" : found.statusText ? "statusText" : null;
            if (first) form.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
            return first !== null;
        };
        setProblem(null);
        if (refuse(wrongs())) return;
        setBusy(true);
        const reply = await change({ displayName: displayName.trim(), statusText: statusText.trim() });
        setBusy(false);
        if (reply.ok) return say(words.settings.saved);
        const refused = Object.fromEntries(
            reply.problem.fields.map(({ field, message }) => [field, message.replace(/\.$/, "")]),
        );
        if (!refuse(refused)) setProblem(reply.problem);
    }

    return (
        <form noValidate onSubmit={submit} className="mt-7 flex flex-col gap-4">
            <TextField
                label={words.settings.displayName}
                name="displayName"
                autoComplete="name"
                value={displayName}
                // Its place is kept, or the button would move away under a press that ends the typing here.
                hint={words.settings.displayNameHint}
                error={errors.displayName}
                onBlur={() => setErrors(wrongs())}
                onChange={(event) => {
                    setDisplayName(event.target.value);
                    setErrors({});
                }}
            />
            <TextField
                label={words.settings.status}
                name="statusText"
                optional
                autoComplete="off"
                value={statusText}
                hint={words.settings.statusHint}
                error={errors.statusText}
                onBlur={() => setErrors(wrongs())}
                onChange={(event) => {
                    setStatusText(event.target.value);
                    setErrors({});
                }}
            />
            {problem && (
                <p role="alert" className="text-error">
                    {sentenceFor(problem)}
                </p>
            )}
            <Button look="primary" type="submit" busy={busy} className="self-end">
                {words.settings.saveProfile}
            </Button>
        </form>
    );
}
