/** Opens a database; `upgrade` makes what a new one needs. Fails where the browser forbids it. */
export function openDatabase(
    name: string,
    version: number,
    upgrade: (database: IDBDatabase) => void,
): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
        const opening = indexedDB.open(name, version);
        opening.onupgradeneeded = () => upgrade(opening.result);
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
            const database = opening.result;
            // A newer tab wants to upgrade; an open handle here would make it wait for ever.
            database.onversionchange = () => database.close();
            resolve(database);
        };
    });
}

/** Asks one thing of a store, in a transaction of its own; what was written is kept once this resolves. */
export function inStore<T>(
    database: IDBDatabase,
    name: string,
    mode: IDBTransactionMode,
    ask: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
    return new Promise((resolve, reject) => {
        const transaction = database.transaction(name, mode);
        const request = ask(transaction.objectStore(name));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = () => reject(transaction.error ?? request.error);
    });
}
