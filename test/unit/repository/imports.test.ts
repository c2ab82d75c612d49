// Who imports whom, type imports included, checked against the table of folders in ARCHITECTURE.md. Exports are not
// checked.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import ts from "typescript";

interface Row {
  readonly folder: string;
  readonly isOfAll: boolean;
  /** Folders of this repository, except itself. */
  readonly folders: readonly string[];
  readonly packages: readonly string[];
}

interface Import {
  readonly from: string;
  /** A file of this repository, or a package. */
  readonly to: string;
  readonly isPackage: boolean;
}

/** Generated files, and files without code. */
const NOT_SOURCES = /\/generated\/|\/assembly\/|\.(css|json)$/;

/** Used in a row instead of naming every folder of the server. */
const ALL_OF_SERVER = "all of server";

const table = [
  ...fs
    .readFileSync("ARCHITECTURE.md", "utf8")
    .matchAll(/^\| `((?:server|extension|media)[\w/]*)` \| [^|]+ \| ([^|]+) \|([^|]*)\|$/gm),
].map(([, folder = "", folders = "", packages = ""]) => ({ folder, folders, packages }));

const rows: readonly Row[] = table.map(({ folder, folders, packages }) => ({
  folder,
  isOfAll: folders === ALL_OF_SERVER,
  folders:
    folders === ALL_OF_SERVER
      ? table.map((row) => row.folder).filter((name) => name.startsWith("server"))
      : quoted(folders),
  packages: quoted(packages),
}));

const files = ["server", "extension", "media"].flatMap((folder) =>
  fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => path.posix.join(folder, name.replaceAll("\\", "/")))
    .filter((name) => name.endsWith(".ts") && !NOT_SOURCES.test(name)),
);
const imports = files.flatMap(importsOf);

test("every file is in a folder of the table, and every folder of the table has files", () => {
  const homeless = files.filter((file) => rowOf(file) === undefined);
  assert.deepEqual(homeless, []);
  const empty = rows.filter((row) => !files.some((file) => rowOf(file) === row));
  assert.deepEqual(empty, []);
});

test("a folder imports only the folders that the table names", () => {
  const wrong = imports.filter(({ from, to, isPackage }) => {
    if (isPackage) return false;
    const [row, target] = [rowOf(from), rowOf(to)];
    return row !== target && row?.folders.every((name) => name !== target?.folder);
  });
  assert.deepEqual(wrong.map(words), []);
});

test("a folder imports only the packages that the table names", () => {
  const wrong = imports.filter(
    ({ from, to, isPackage }) =>
      isPackage &&
      !rowOf(from)?.packages.some(
        (name) => to === name || (name === "node:" && to.startsWith(name)),
      ),
  );
  assert.deepEqual(wrong.map(words), []);
});

test("the extension's state knows only types of the editor", () => {
  const values = files.filter(
    (file) =>
      file.startsWith("extension/state/") &&
      /^import (?!type\b)[^;]*"vscode"/m.test(fs.readFileSync(file, "utf8")),
  );
  assert.deepEqual(values, []);
});

test("everything the table allows is used", () => {
  const unused = rows.flatMap((row) =>
    [...(row.isOfAll ? [] : row.folders), ...row.packages]
      .filter(
        (name) =>
          !imports.some(
            ({ from, to, isPackage }) =>
              rowOf(from) === row &&
              (isPackage
                ? to === name || (name === "node:" && to.startsWith(name))
                : rowOf(to)?.folder === name),
          ),
      )
      .map((name) => `${row.folder} does not import ${name}`),
  );
  assert.deepEqual(unused, []);
});

test("no file imports itself through others", () => {
  const next = new Map(files.map((file) => [file, new Set<string>()]));
  for (const { from, to, isPackage } of imports) if (!isPackage) next.get(from)?.add(to);
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (file: string): void => {
    if (done.has(file)) return;
    const begin = way.indexOf(file);
    assert.equal(begin, -1, [...way.slice(begin), file].join(" -> "));
    way.push(file);
    for (const to of next.get(file) ?? []) visit(to);
    way.pop();
    done.add(file);
  };
  for (const file of files) visit(file);
});

function quoted(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
}

/** The row of the innermost folder in the table. */
function rowOf(file: string): Row | undefined {
  const around = rows.filter(({ folder }) => file.startsWith(`${folder}/`));
  return around.sort((a, b) => b.folder.length - a.folder.length)[0];
}

function importsOf(from: string): Import[] {
  const { importedFiles } = ts.preProcessFile(fs.readFileSync(from, "utf8"), true, true);
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => !NOT_SOURCES.test(name) && !name.startsWith("./generated/"))
    .map((name) => {
      if (!name.startsWith(".")) return { from, to: name, isPackage: true };
      const to = path.posix.join(path.posix.dirname(from), name);
      const found = [to, `${to}.ts`, `${to}/index.ts`].find((file) => files.includes(file));
      assert.ok(found, `${from} imports ${name}, which is no source of this repository`);
      return { from, to: found, isPackage: false };
    });
}

function words({ from, to }: Import): string {
  return `${from} imports ${to}`;
}
