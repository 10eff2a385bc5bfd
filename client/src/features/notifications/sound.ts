let context: AudioContext | null = null;

const notes = [
    { hertz: 660, atS: 0 },
    { hertz: 880, atS: 0.09 },
];
const lengthS = 0.22;
const loudness = 0.12;

/** Two short, soft notes. Browsers stay silent until the page has been pressed or typed into once. */
export function playSound() {
    try {
        context ??= new AudioContext();
        void context.resume();
        for (const { hertz, atS } of notes) playNote(context, hertz, context.currentTime + atS);
    } catch {
        // Without sound there is still what is seen.
    }
}

function playNote(audio: AudioContext, hertz: number, at: number) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.type = "sine";
    tone.frequency.value = hertz;
    // A slope at both ends, or the note would click.
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(loudness, at + 0.01);
    volume.gain.exponentialRampToValueAtTime(0.001, at + lengthS);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + lengthS);
}
