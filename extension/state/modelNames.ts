// Names for model files: derived from the name of a text, never taken already, and valid on any file system. Pure.

const LONGEST = 80;

/** 'notes.txt' and '.safetensors' give 'notes.txt.safetensors'; a name that has the suffix keeps it. */
export function fileNameFor(name: string, suffix: string): string {
  const bare = name.toLowerCase().endsWith(suffix) ? name.slice(0, -suffix.length) : name;
  const safe = bare
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be replaced.
    .replace(/[\\/:*?"<>|\u0000-\u001f]+/g, "-")
    .replace(/^[.\s]+|[.\s]+$/g, "")
    .slice(0, LONGEST);
  return `${safe === "" ? "model" : safe}${suffix}`;
}

/** 'a.safetensors', then 'a 2.safetensors', 'a 3.safetensors'. Names are compared without case. */
export function freeName(fileName: string, taken: ReadonlySet<string>): string {
  const used = new Set([...taken].map((name) => name.toLowerCase()));
  const dot = fileName.lastIndexOf(".");
  const [stem, suffix] = [fileName.slice(0, dot), fileName.slice(dot)];
  let name = fileName;
  for (let n = 2; used.has(name.toLowerCase()); n++) name = `${stem} ${n}${suffix}`;
  return name;
}

/** The name to edit when renaming: without the suffix. */
export function displayName(fileName: string): string {
  return fileName.replace(/\.safetensors$/i, "");
}
