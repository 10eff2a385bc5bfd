/** What stands around a picture that fills the page. */
export const images = {
    pictureBy: (name: string) => `Picture by ${name}`,
    place: (place: number, count: number) => `${place} of ${count}`,
    previous: "Previous picture",
    next: "Next picture",
    zoomIn: "Zoom in",
    zoomOut: "Zoom out",
    download: "Download",
    close: "Close",
};
