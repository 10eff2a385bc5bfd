import type { images as english } from "../en/images";

export const images: typeof english = {
    pictureBy: (name) => `Bild von ${name}`,
    place: (place, count) => `${place} von ${count}`,
    previous: "Voriges Bild",
    next: "Nächstes Bild",
    zoomIn: "Vergrößern",
    zoomOut: "Verkleinern",
    download: "Herunterladen",
    close: "Schließen",
};
