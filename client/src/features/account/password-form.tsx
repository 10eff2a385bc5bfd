import { type FormEvent, useState } from "react";
import type { Problem, Reply } from "../../protocol/reply";
import { usePageWords } from "../../shared/i18n/page-words";
import { say } from "../../shared/toast";
import { Button } from "../../shared/ui/button";
import { TextField } from "../../shared/ui/field";
import { sentenceFor } from "../../shared/words";

type Fields = { currentPassword: string; newPassword: string; again: string };
type Name = keyof Fields;
type Errors = { [Field in Name]?: string | undefined };

const order: readonly Name[] = ["currentPassword", "newPassword", "again"];
const nothing: Fields = { currentPassword: "", newPassword: "", again: "" };

/** Gives oneself a new password. */
export function PasswordForm({
    username,
    change,
    onChanged,
}: {
    username: string;
    change: (currentPassword: string, newPassword: string) => Promise<Reply<null>>;
    /** Everywhere else one is signed out now. */
    onChanged: () => void;
}) {
    const { settings } = usePageWords();
    const [fields, setFields] = useState(nothing);
    const [errors, setErrors] = useState<Errors>({});
    const [problem, setProblem] = useState<Problem | null>(null);
    const [busy, setBusy] = useState(false);

    function wrongs(): Errors {
        const length = [...fields.newPassword].length;
        const found: Errors = {};
        if (fields.currentPassword === "") found.currentPassword = settings.currentPasswordMissing;
        if (length < 8) found.newPassword = settings.passwordShort;
        if (length > 256) found.newPassword = settings.passwordLong;
        if (fields.again !== fields.newPassword) found.again = settings.passwordsDiffer;
        return found;
    }

    async function submit(event: FormEvent<HTMLFormElement>) {
        event.preventDefault();
        const form = event.currentTarget;
        const refuse = (found: Errors) => {
            setErrors(found);
            const first = order.find((name) => found[name]);
            if (first) form.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
            return first !== undefined;
        };
        setProblem(null);
        if (refuse(wrongs())) return;
        setBusy(true);
        const reply = await change(fields.currentPassword, fields.newPassword);
        setBusy(false);
        if (reply.ok) {
            setFields(nothing);
            say(settings.passwordChanged);
            onChanged();
            return;
        }
        const wrongPassword = reply.problem.fields.some(({ field }) => field === "currentPassword");
        if (!refuse(wrongPassword ? { currentPassword: settings.passwordWrong } : {}))
            setProblem(reply.problem);
    }

    function field(name: Name) {
        return {
            name,
            type: "password",
            value: fields[name],
            error: errors[name],
            onChange: (event: { target: { value: string } }) => {
                setFields({ ...fields, [name]: event.target.value });
                setErrors({ ...errors, [name]: undefined });
            },
        };
    }

    /** Said as the field is left; the others have no line of their own yet, and would move the button away. */
    function newPasswordLeft() {
        if (fields.newPassword !== "") setErrors({ ...errors, newPassword: wrongs().newPassword });
    }

    return (
        <form noValidate onSubmit={submit} className="flex flex-col gap-4">
            {/* Tells password managers whose password this is. */}
            <input
                type="text"
                name="username"
                autoComplete="username"
                value={username}
                readOnly
                hidden
                tabIndex={-1}
            />
            <TextField
                label={settings.currentPassword}
                autoComplete="current-password"
                {...field("currentPassword")}
            />
            <TextField
                label={settings.newPassword}
                autoComplete="new-password"
                hint={settings.passwordHint}
                onBlur={newPasswordLeft}
                {...field("newPassword")}
            />
            <TextField label={settings.passwordAgain} autoComplete="new-password" {...field("again")} />
            {problem && (
                <p role="alert" className="text-error">
                    {sentenceFor(problem)}
                </p>
            )}
            <Button look="primary" type="submit" busy={busy} className="self-end">
                {settings.changePassword}
            </Button>
        </form>
    );
}
