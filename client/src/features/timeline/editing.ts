import type { Message } from "../../protocol/entities";
import type { Problem, Reply } from "../../protocol/reply";
import { createStore, type Store } from "../../shared/store";

/** A message that is being changed in its place. */
/** Where a message is drawn that may be drawn twice: a thread's first one stands in both. */
export type EditPlace = "room" | "thread";

export type Edit = {
    message: Message;
    place: EditPlace;
    text: string;
    saving: boolean;
    problem: Problem | null;
};

/** Changes one message at a time; what was written is kept until it is saved or given up. */
export class Editing {
    readonly current: Store<Edit | null> = createStore<Edit | null>(null);

    constructor(private readonly save: (message: Message, content: string) => Promise<Reply<Message>>) {}

    begin(message: Message, place: EditPlace) {
        if (this.current.get()?.message.id === message.id) return;
        this.current.set({ message, place, text: message.content, saving: false, problem: null });
    }

    setText(text: string) {
        this.change((edit) => ({ ...edit, text, problem: null }));
    }

    cancel() {
        this.current.set(null);
    }

    /** Saves what is written; what was left as it was needs no saving, and blank text is not saved. */
    async submit() {
        const edit = this.current.get();
        if (!edit || edit.saving || edit.text.trim() === "") return;
        if (edit.text === edit.message.content) return this.cancel();
        this.change((current) => ({ ...current, saving: true, problem: null }));
        const reply = await this.save(edit.message, edit.text);
        if (this.current.get()?.message.id !== edit.message.id) return;
        if (reply.ok) this.cancel();
        else this.change((current) => ({ ...current, saving: false, problem: reply.problem }));
    }

    private change(change: (edit: Edit) => Edit) {
        this.current.update((edit) => edit && change(edit));
    }
}
