import { type FormEvent, useRef, useState } from "react";
import type { OwnUser } from "../../protocol/entities";
import type { Problem, Reply } from "../../protocol/reply";
import { usePageWords } from "../../shared/i18n/page-words";
import { Button } from "../../shared/ui/button";
import { TextField } from "../../shared/ui/field";
import { sentenceFor } from "../../shared/words";
import { AuthFrame, AuthLink, FormError } from "./auth-frame";
import { type FieldErrors, type SignUpFields, signUpErrors } from "./validation";

type Account = { username: string; password: string; displayName?: string };
type Field = keyof SignUpFields;

const fieldOrder: readonly Field[] = ["username", "displayName", "password"];

export function SignUp({
    register,
    onSignedIn,
    onSignIn,
}: {
    register: (account: Account) => Promise<Reply<OwnUser>>;
    onSignedIn: (user: OwnUser) => void;
    onSignIn: () => void;
}) {
    const words = usePageWords();
    const [fields, setFields] = useState<SignUpFields>({ username: "", displayName: "", password: "" });
    const [errors, setErrors] = useState<FieldErrors<Field>>({});
    const [formError, setFormError] = useState<string | null>(null);
    const [busy, setBusy] = useState(false);
    const form = useRef<HTMLFormElement>(null);

    function show(found: FieldErrors<Field>) {
        setErrors(found);
        const first = fieldOrder.find((field) => found[field]);
        if (first) form.current?.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
    }

    async function submit(event: FormEvent) {
        event.preventDefault();
        setFormError(null);
        const found = signUpErrors(fields);
        show(found);
        if (Object.keys(found).length > 0) return;
        setBusy(true);
        const reply = await register(accountOf(fields));
        setBusy(false);
        if (reply.ok) return onSignedIn(reply.value);
        const refused = refusedFields(reply.problem);
        if (Object.keys(refused).length > 0) show(refused);
        else setFormError(sentenceFor(reply.problem));
    }

    /** The error of a field shows as the field is left, and goes as soon as it is mended. */
    function field(name: Field) {
        return {
            name,
            value: fields[name],
            error: errors[name],
            onChange: (event: { target: { value: string } }) => {
                const changed = { ...fields, [name]: event.target.value };
                setFields(changed);
                if (errors[name]) setErrors({ ...errors, [name]: signUpErrors(changed)[name] });
            },
            onBlur: () => {
                if (fields[name] !== "")
                    setErrors({ ...errors, [name]: errors[name] ?? signUpErrors(fields)[name] });
            },
        };
    }

    return (
        <AuthFrame
            title={words.auth.createYourAccount}
            notice={null}
            footer={
                <>
                    {words.auth.haveOne}{" "}
                    <AuthLink href="/sign-in" onGo={onSignIn}>
                        {words.auth.signIn}
                    </AuthLink>
                </>
            }
        >
            <form ref={form} noValidate onSubmit={submit} className="mt-5 flex flex-col gap-4">
                <TextField
                    label={words.auth.username}
                    autoComplete="username"
                    autoCapitalize="none"
                    spellCheck={false}
                    autoFocus
                    hint={words.auth.usernameHint}
                    {...field("username")}
                />
                <TextField
                    label={words.auth.displayName}
                    autoComplete="name"
                    optional
                    {...field("displayName")}
                />
                <TextField
                    label={words.auth.password}
                    type="password"
                    autoComplete="new-password"
                    hint={words.auth.passwordHint}
                    {...field("password")}
                />
                <FormError>{formError}</FormError>
                <Button look="primary" type="submit" busy={busy} className="h-10 self-end">
                    {words.auth.createAccount}
                </Button>
            </form>
        </AuthFrame>
    );
}

function accountOf({ username, displayName, password }: SignUpFields): Account {
    const account = { username: username.trim().toLowerCase(), password };
    return displayName.trim() === "" ? account : { ...account, displayName: displayName.trim() };
}

function refusedFields(problem: Problem): FieldErrors<Field> {
    if (problem.code === "username_taken") return { username: sentenceFor(problem) };
    const found: FieldErrors<Field> = {};
    for (const { field, message } of problem.fields) {
        const name = fieldOrder.find((candidate) => candidate === field);
        if (name) found[name] = message.replace(/\.$/, "");
    }
    return found;
}
