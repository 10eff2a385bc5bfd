import { ChevronLeft, ChevronRight, Download, type LucideIcon, X, ZoomIn, ZoomOut } from "lucide-react";
import { Dialog } from "radix-ui";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { dayName, exactTime, timeOfDay } from "../../shared/dates";
import { speech } from "../../shared/i18n/language";
import { useWords } from "../../shared/i18n/use-words";
import { IconButton, iconButton } from "../../shared/ui/button";
import { classes } from "../../shared/ui/classes";
import { useReturnFocus } from "../../shared/ui/return-focus";
import { useSelected } from "../../shared/use-store";
import { doesOfKey } from "./keys";
import { fileNameOf, type Picture } from "./picture";
import { PictureStage } from "./picture-stage";
import { useView } from "./use-view";

const panPx = 80;
const zoomStep = 1.5;

/** Pictures over everything else, one at a time: zoom, the one before and after, a copy to keep. */
export function Lightbox({
    pictures,
    shown,
    onShow,
    onClose,
}: {
    pictures: readonly Picture[];
    /** The place of the one that is shown. */
    shown: number;
    onShow: (picture: Picture) => void;
    onClose: () => void;
}) {
    const { images } = useWords();
    const rtl = useSelected(speech, ({ direction }) => direction === "rtl");
    const returnFocus = useReturnFocus();
    const dialog = useRef<HTMLDivElement>(null);
    // A state, because the dialog puts it into the page later than this is drawn first.
    const [frame, setFrame] = useState<HTMLDivElement | null>(null);
    const picture = pictures[shown] as Picture;
    const controls = useView(picture, frame);
    useNeighboursLoaded(pictures, shown);

    function step(by: 1 | -1) {
        const next = pictures[shown + by];
        if (next) onShow(next);
    }

    function keyDown(event: KeyboardEvent) {
        const does = doesOfKey(event, controls.view.scale > 1, rtl);
        if (!does) return;
        event.preventDefault();
        if (does.type === "step") step(does.by);
        else if (does.type === "pan") controls.pan({ x: does.x * panPx, y: does.y * panPx });
        else if (does.type === "zoom") controls.zoom(does.in ? zoomStep : 1 / zoomStep);
        else controls.fitAll();
    }

    return (
        <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
            <Dialog.Portal>
                <Dialog.Content
                    ref={dialog}
                    aria-describedby={undefined}
                    onKeyDown={keyDown}
                    onOpenAutoFocus={(event) => {
                        event.preventDefault();
                        dialog.current?.focus();
                    }}
                    onCloseAutoFocus={(event) => {
                        event.preventDefault();
                        returnFocus();
                    }}
                    className="fixed inset-0 z-50 flex animate-appear flex-col bg-bg pt-[env(safe-area-inset-top)] pb-[env(safe-area-inset-bottom)] outline-none"
                >
                    <header className="flex h-14 shrink-0 items-center gap-1 border-b border-line px-2 wide:px-4">
                        <Dialog.Title className="min-w-0 shrink truncate ps-2 font-strong text-title">
                            {images.pictureBy(picture.by)}
                        </Dialog.Title>
                        <p className="min-w-0 flex-1 truncate ps-2 text-meta text-ink2">
                            <time
                                dateTime={picture.at}
                                title={exactTime(picture.at)}
                                className="max-wide:hidden"
                            >
                                {`${dayName(picture.at)} ${timeOfDay(picture.at)}`}
                            </time>
                            {pictures.length > 1 && (
                                <span aria-live="polite" className="wide:ms-3">
                                    {images.place(shown + 1, pictures.length)}
                                </span>
                            )}
                        </p>
                        <IconButton
                            label={images.zoomOut}
                            keys="-"
                            className="max-wide:hidden"
                            disabled={controls.view.scale === 1}
                            onClick={() => controls.zoom(1 / zoomStep)}
                        >
                            <ZoomOut size={18} />
                        </IconButton>
                        <IconButton
                            label={images.zoomIn}
                            keys="+"
                            className="max-wide:hidden"
                            onClick={() => controls.zoom(zoomStep)}
                        >
                            <ZoomIn size={18} />
                        </IconButton>
                        <a
                            href={picture.url}
                            download={fileNameOf(picture)}
                            aria-label={images.download}
                            title={images.download}
                            className={classes(iconButton, "max-wide:size-11")}
                        >
                            <Download size={18} />
                        </a>
                        <Dialog.Close asChild>
                            <IconButton label={images.close} keys="Escape" className="max-wide:size-11">
                                <X size={20} />
                            </IconButton>
                        </Dialog.Close>
                    </header>
                    <div className="relative flex min-h-0 flex-1 flex-col">
                        <PictureStage
                            picture={picture}
                            frame={frame}
                            setFrame={setFrame}
                            controls={controls}
                            onSwipe={(direction) => {
                                if (direction === "down") onClose();
                                else step((direction === "left") !== rtl ? 1 : -1);
                            }}
                        />
                        {shown > 0 && (
                            <StepButton
                                label={images.previous}
                                Icon={ChevronLeft}
                                side="inset-s-3"
                                onPress={() => step(-1)}
                            />
                        )}
                        {shown < pictures.length - 1 && (
                            <StepButton
                                label={images.next}
                                Icon={ChevronRight}
                                side="inset-e-3"
                                onPress={() => step(1)}
                            />
                        )}
                    </div>
                </Dialog.Content>
            </Dialog.Portal>
        </Dialog.Root>
    );
}

function StepButton({
    label,
    Icon,
    side,
    onPress,
}: {
    label: string;
    Icon: LucideIcon;
    side: string;
    onPress: () => void;
}) {
    return (
        <button
            type="button"
            aria-label={label}
            title={label}
            onClick={onPress}
            className={classes(
                "absolute top-1/2 -mt-5.5 flex size-11 items-center justify-center rounded-full border border-line bg-raised text-ink shadow-raised hover:text-accent",
                side,
            )}
        >
            <Icon size={22} aria-hidden className="rtl:-scale-x-100" />
        </button>
    );
}

/** Whoever steps on finds the next picture there. */
function useNeighboursLoaded(pictures: readonly Picture[], shown: number) {
    const urls = [pictures[shown - 1]?.url, pictures[shown + 1]?.url].filter(Boolean).join(" ");
    useEffect(() => {
        for (const url of urls.split(" ").filter(Boolean)) new Image().src = url;
    }, [urls]);
}
