// The types of apt.mjs, which scripts run as it is and tests import.
export function mayInstall(): boolean;
export function install(packages: readonly string[]): void;
export function findProgram(names: readonly string[]): string | undefined;
export function provide(
  what: string,
  isThere: () => boolean,
  packages: readonly string[],
): { skip?: string };
export function provideProgram(program: string, from: string): { skip?: string };
