// Why something a person asked for cannot be done, as one sentence for them.

export class CannotRun extends Error {}
