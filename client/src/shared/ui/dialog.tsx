import { X } from "lucide-react";
import { AlertDialog as RadixAlert, Dialog as RadixDialog } from "radix-ui";
import type { ReactNode } from "react";
import { useWords } from "../i18n/use-words";
import { Button, IconButton } from "./button";
import { useReturnFocus } from "./return-focus";

const scrim = "fixed inset-0 z-40 animate-appear bg-scrim";
const panel =
    "fixed z-50 flex animate-rise flex-col border-line bg-bg shadow-raised outline-none " +
    "inset-x-0 bottom-0 max-h-[92dvh] rounded-t-2xl border-t pb-[env(safe-area-inset-bottom)] " +
    "wide:inset-x-0 wide:top-[14vh] wide:bottom-auto wide:mx-auto wide:max-h-[72vh] wide:w-[440px] " +
    "wide:rounded-2xl wide:border";

/** A dialog over everything else; Esc, the cross and a press beside it close it. */
export function Dialog({
    title,
    children,
    onClose,
    onClosed,
}: {
    title: string;
    children: ReactNode;
    onClose: () => void;
    /** Called once it is gone; true when the focus went somewhere else than back. */
    onClosed?: () => boolean;
}) {
    const words = useWords();
    const returnFocus = useReturnFocus();
    return (
        <RadixDialog.Root open onOpenChange={(open) => !open && onClose()}>
            <RadixDialog.Portal>
                <RadixDialog.Overlay className={scrim} />
                <RadixDialog.Content
                    className={panel}
                    aria-describedby={undefined}
                    onCloseAutoFocus={(event) => {
                        event.preventDefault();
                        if (!onClosed?.()) returnFocus();
                    }}
                >
                    <header className="flex items-center justify-between pt-4 pe-3 ps-5">
                        <RadixDialog.Title className="font-strong text-title">{title}</RadixDialog.Title>
                        <RadixDialog.Close asChild>
                            <IconButton label={words.common.close}>
                                <X size={18} />
                            </IconButton>
                        </RadixDialog.Close>
                    </header>
                    {children}
                </RadixDialog.Content>
            </RadixDialog.Portal>
        </RadixDialog.Root>
    );
}

/** Asks before something that cannot be taken back. */
export function Confirm({
    title,
    children,
    action,
    busy,
    error,
    onConfirm,
    onClose,
}: {
    title: string;
    children: ReactNode;
    action: string;
    busy: boolean;
    error: string | null;
    onConfirm: () => void;
    onClose: () => void;
}) {
    const words = useWords();
    const returnFocus = useReturnFocus();
    return (
        <RadixAlert.Root open onOpenChange={(open) => !open && onClose()}>
            <RadixAlert.Portal>
                <RadixAlert.Overlay className={scrim} />
                <RadixAlert.Content
                    className={panel}
                    onCloseAutoFocus={(event) => {
                        event.preventDefault();
                        returnFocus();
                    }}
                >
                    <RadixAlert.Title className="px-5 pt-5 font-strong text-title">{title}</RadixAlert.Title>
                    <RadixAlert.Description className="mt-2 px-5 text-ink2">
                        {children}
                    </RadixAlert.Description>
                    {error && (
                        <p role="alert" className="mt-3 px-5 text-error">
                            {error}
                        </p>
                    )}
                    <div className="flex justify-end gap-2 p-5">
                        <RadixAlert.Cancel asChild>
                            <Button>{words.common.cancel}</Button>
                        </RadixAlert.Cancel>
                        <Button look="danger" busy={busy} onClick={onConfirm}>
                            {action}
                        </Button>
                    </div>
                </RadixAlert.Content>
            </RadixAlert.Portal>
        </RadixAlert.Root>
    );
}
