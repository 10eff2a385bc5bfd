import { useWords } from "../../shared/i18n/use-words";
import { isApple } from "../../shared/ui/apple";
import { Dialog } from "../../shared/ui/dialog";

type Shortcut = { keys: readonly string[]; does: string };

/** All keys that do something. */
export function KeyboardHelp({ onClose }: { onClose: () => void }) {
    const { keys, timeline } = useWords();
    const { shift, enter } = keys;
    const command = isApple() ? "⌘" : keys.control;
    return (
        <Dialog title={keys.title} onClose={onClose}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
            <div tabIndex={0} className="overflow-y-auto px-5 pt-2 pb-5">
                <Group
                    title={keys.everywhere}
                    shortcuts={[
                        { keys: [`${command} K`], does: keys.jump },
                        { keys: [`${command} ${shift} F`], does: keys.search },
                        { keys: ["Alt ↑", "Alt ↓"], does: keys.nextRoom },
                        { keys: [`Alt ${shift} ↑`, `Alt ${shift} ↓`], does: keys.nextUnread },
                        { keys: ["Esc"], does: keys.escape },
                        { keys: ["?"], does: keys.help },
                    ]}
                />
                <Group
                    title={keys.writing}
                    shortcuts={[
                        { keys: [enter], does: keys.send },
                        { keys: [`${shift} ${enter}`], does: keys.newLine },
                        { keys: ["@", "#", ":"], does: keys.suggest },
                        { keys: ["↑"], does: keys.editLast },
                    ]}
                />
                <Group
                    title={keys.onMessage}
                    shortcuts={[
                        { keys: ["↑", "↓"], does: keys.nextMessage },
                        { keys: ["R"], does: timeline.reply },
                        { keys: ["T"], does: timeline.openThread },
                        { keys: ["E"], does: timeline.edit },
                        { keys: ["+"], does: timeline.addReaction },
                        { keys: ["C"], does: timeline.copyText },
                        { keys: ["L"], does: timeline.copyLink },
                        { keys: ["U"], does: timeline.markUnread },
                        { keys: ["P"], does: timeline.pin },
                        { keys: ["S"], does: timeline.save },
                        { keys: ["H"], does: timeline.readEdits },
                        { keys: [keys.delete], does: timeline.delete },
                    ]}
                />
            </div>
        </Dialog>
    );
}

function Group({ title, shortcuts }: { title: string; shortcuts: readonly Shortcut[] }) {
    const { keys: words } = useWords();
    return (
        <section className="mt-3">
            <h3 className="mb-1 text-meta font-semibold text-ink2">{title}</h3>
            <dl>
                {shortcuts.map(({ keys, does }) => (
                    <div key={does} className="flex items-baseline justify-between gap-6 py-1">
                        <dt>{does}</dt>
                        <dd className="shrink-0 text-meta text-ink2">
                            {keys.map((key, place) => (
                                <span key={key}>
                                    {place > 0 && ` ${words.or} `}
                                    <kbd className="rounded border border-line bg-pane px-1.5 py-0.5 font-sans">
                                        {key}
                                    </kbd>
                                </span>
                            ))}
                        </dd>
                    </div>
                ))}
            </dl>
        </section>
    );
}
