// What a file exports is imported somewhere else: a function or a value that only its own file needs is not exported. Types are not
// checked, since one that is part of an exported function belongs to it.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import ts from "typescript";

const FOLDERS = ["extension", "media", "server", "test"];
/** Run by VS Code, by a script or by people's own programs; and what a WebAssembly module exports. */
const ENTRIES =
  /^(extension\/main|server\/(main\.\w+|library\/\w+|kernels\/assembly\/\w+)|test\/editor\/suite|test\/tools\/fuzz\/\w+|test\/tools\/general-model\/\w+)\.ts$/;

const files = FOLDERS.flatMap((folder) =>
  fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => path.join(folder, file))
    .filter((file) => /\.(ts|mjs)$/.test(file) && !/node_modules|\/generated\//.test(file)),
);
const parsed = new Map(
  files.map((file) => [
    file,
    ts.createSourceFile(file, fs.readFileSync(file, "utf8"), ts.ScriptTarget.Latest),
  ]),
);

/** "file name" of everything that is imported or exported again, and "file *" where all of a file is. */
function imported(): Set<string> {
  const found = new Set<string>();
  for (const [file, source] of parsed) {
    const visit = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
        const target = resolved(file, node.moduleSpecifier);
        const names = ts.isImportDeclaration(node)
          ? node.importClause?.namedBindings
          : node.exportClause;
        if (target && names && (ts.isNamedImports(names) || ts.isNamedExports(names)))
          for (const { name, propertyName } of names.elements)
            for (const one of target) found.add(`${one} ${(propertyName ?? name).text}`);
        else for (const one of target ?? []) found.add(`${one} *`);
      }
      const [argument] = ts.isCallExpression(node) ? node.arguments : [];
      if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
        for (const one of resolved(file, argument) ?? []) found.add(`${one} *`);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

/** NAME.node stands for NAME.browser too. */
function resolved(from: string, specifier: ts.Node | undefined): string[] | undefined {
  if (!specifier || !ts.isStringLiteralLike(specifier) || !specifier.text.startsWith(".")) return;
  const base = path.join(path.dirname(from), specifier.text);
  const bases = [base, base.replace(/\.node$/, ".browser")];
  const all = bases.flatMap((one) => [one, `${one}.ts`, `${one}.mjs`, `${one}/index.ts`]);
  return all.filter((file) => parsed.has(file));
}

function exported(source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) => {
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!isExported) return [];
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.flatMap(({ name }) =>
        ts.isIdentifier(name) ? [name.text] : name.elements.flatMap((e) => e.getText(source)),
      );
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
      return statement.name ? [statement.name.text] : [];
    return [];
  });
}

test("every exported function and value is imported by another file", () => {
  const used = imported();
  const unused = [...parsed]
    .filter(([file]) => file.endsWith(".ts") && !ENTRIES.test(file))
    .flatMap(([file, source]) =>
      used.has(`${file} *`)
        ? []
        : exported(source)
            .filter((name) => !used.has(`${file} ${name}`))
            .map((name) => `${file}: ${name}`),
    );
  assert.deepEqual(unused, [], unused.join("\n"));
});
