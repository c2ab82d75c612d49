// Who still wants the answer to which question: a lane wants one at a time, several lanes may want the same, and a search
// that none wants any more is given up. What is asked, and what is remembered of the answers, is up to the owner.

/** A search that a lane wants. */
export interface Wanted<Search> {
  readonly search: Search;
  /** The lane wants it no longer; nothing if it has asked something since, even the same again. */
  release(): void;
}

interface Want {
  readonly key: string;
}

export class Lanes<Lane, Search> {
  private readonly searches = new Map<string, Search>();
  private readonly wants = new Map<Lane, Want>();

  constructor(private readonly giveUp: (search: Search) => void) {}

  /** Whether this question is being searched. */
  has(key: string): boolean {
    return this.searches.has(key);
  }

  /** The lane wants this in place of what it wanted before. @param begin called if nobody wants it yet */
  want(lane: Lane, key: string, begin: () => Search): Wanted<Search> {
    const before = this.wants.get(lane);
    const now: Want = { key };
    this.wants.set(lane, now);
    this.giveUpUnwanted(before);
    const search = this.searches.get(key) ?? begin();
    this.searches.set(key, search);
    const release = () => {
      if (this.wants.get(lane) === now) this.leave(lane);
    };
    return { search, release };
  }

  /** The lane wants nothing. */
  leave(lane: Lane): void {
    const before = this.wants.get(lane);
    this.wants.delete(lane);
    this.giveUpUnwanted(before);
  }

  /** It has ended by itself. One that was given up does not end the one that has taken its place. */
  ended(key: string, search: Search): void {
    if (this.searches.get(key) !== search) return;
    this.searches.delete(key);
    for (const [lane, want] of this.wants) if (want.key === key) this.wants.delete(lane);
  }

  clear(): void {
    for (const lane of [...this.wants.keys()]) this.leave(lane);
  }

  private giveUpUnwanted(want: Want | undefined): void {
    if (!want || [...this.wants.values()].some(({ key }) => key === want.key)) return;
    const search = this.searches.get(want.key);
    this.searches.delete(want.key);
    if (search !== undefined) this.giveUp(search);
  }
}
