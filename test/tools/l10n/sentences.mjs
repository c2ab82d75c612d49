// Finds what people see in the sources: the keys of all translations, literals that look like words but are not translated, and
// what would be translated too early, when its module is loaded. Reads the syntax tree; runs nothing. `node
// test/tools/l10n/print.mjs [FOLDER...]` prints what has no translation.
import fs from "node:fs";
import path from "node:path";
import ts from "typescript";

/** Where nothing is shown in an editor: the command line is English, and the kernels say nothing. */
const NOT_SHOWN = [
  ...["server/cli", "server/cli.ts", "server/kernels", "server/native.node.ts"],
  // In other editors and in programs, which are told in English.
  ...["server/lsp", "server/library"],
];

/** The tables whose labels and sentences are translated where they are shown. */
const VOCABULARY = "server/protocol/vocabulary/";
/** A table whose values themselves are shown. */
const SHOWN_TABLE = "TABLES";
const SHOWN_OF_TABLES = new Set(["label", "sentence", "prompt", "unit", "empty"]);

/** Calls whose literals are read by programs or by developers. */
const NOT_WORDS =
  /(^|\.)(log|logger|console|performance)\b|^(import|require|Error|RangeError|TypeError|marked|several|nounOf|matchMedia)$|\.(querySelector|querySelectorAll|closest|matches|createElement|createElementNS|addEventListener|setAttribute|getConfiguration|executeCommand)$/;

/** Properties whose literals are read by programs. */
const NOT_SHOWN_PROPERTIES =
  /^["']?(class|viewBox|d|transform|style|href|id|role|type|kind|name|src|className|rel|points|fill|stroke|key|pattern|data-[\w-]+|border|color|textDecoration|font|command)["']?$/;

/**
 * @typedef {object} Found
 * @property {string} text
 * @property {string} place file and line
 */

/** The sources below these folders, from the root of the repository, where this is run. @param {string[]} [folders] */
export function sources(folders = ["extension", "server", "media"]) {
  return folders
    .flatMap((folder) =>
      fs.statSync(folder).isFile()
        ? [folder]
        : fs
            .readdirSync(folder, { recursive: true, encoding: "utf8" })
            .map((name) => path.join(folder, name)),
    )
    .filter((file) => /\.ts$/.test(file) && !/\/(generated|assembly)\/|\.d\.ts$/.test(file))
    .filter((file) => !NOT_SHOWN.some((one) => file === one || file.startsWith(`${one}/`)))
    .sort();
}

/**
 * The keys of translations, the literals with words that have none, and translations outside every function.
 * @param {string[]} files
 * @returns {{ keys: Found[], bare: Found[], early: Found[] }}
 */
export function sentencesIn(files) {
  /** @type {{ keys: Found[], bare: Found[], early: Found[] }} */
  const found = { keys: [], bare: [], early: [] };
  for (const file of files) {
    const source = ts.createSourceFile(
      file,
      fs.readFileSync(file, "utf8"),
      ts.ScriptTarget.Latest,
      true,
    );
    const isTable = file.startsWith(VOCABULARY);
    /** @param {ts.Node} node */
    const place = (node) =>
      `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    /** @param {ts.Node} node */
    const visit = (node) => {
      const key = keyAt(node, isTable);
      if (key !== undefined) found.keys.push({ text: key, place: place(node) });
      else if (isBare(node) && !isTable)
        found.bare.push({ text: node.getText(), place: place(node) });
      if (isSaid(node) && !ts.findAncestor(node, runsLater))
        found.early.push({ text: node.getText(), place: place(node) });
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

/**
 * The key of a tagged template, of a marked constant, or of a label of the vocabulary.
 * @param {ts.Node} node
 * @param {boolean} isTable
 * @returns {string | undefined}
 */
function keyAt(node, isTable) {
  if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === "l10n") {
    const { template } = node;
    if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
    return template.templateSpans.reduce(
      (all, { literal }, i) => `${all}{${i}}${literal.text}`,
      template.head.text,
    );
  }
  if (ts.isCallExpression(node) && node.expression.getText() === "marked") {
    const [constant] = node.arguments;
    return constant && ts.isStringLiteralLike(constant) ? constant.text : undefined;
  }
  if (
    isTable &&
    ts.isPropertyAssignment(node) &&
    (SHOWN_OF_TABLES.has(node.name.getText()) || tableOf(node) === SHOWN_TABLE) &&
    ts.isStringLiteralLike(node.initializer)
  )
    return node.initializer.text;
  return undefined;
}

/** The constant that an object of this property is. @param {ts.PropertyAssignment} node */
function tableOf({ parent }) {
  return ts.isVariableDeclaration(parent.parent) ? parent.parent.name.getText() : undefined;
}

/** A function, or a property of an object that is made later. @param {ts.Node} node */
function runsLater(node) {
  if (ts.isFunctionLike(node)) return true;
  if (!ts.isPropertyDeclaration(node)) return false;
  return !node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);
}

/** A translation that happens where it stands. @param {ts.Node} node */
function isSaid(node) {
  if (ts.isTaggedTemplateExpression(node)) return node.tag.getText() === "l10n";
  return ts.isCallExpression(node) && node.expression.getText() === "translated";
}

/** Two words, a word of a template, or one with a capital, as on a button. @param {string} text with § for what varies */
function hasWords(text) {
  if (/^[A-Z][a-z]+(\.{3})?$/.test(text)) return true;
  return (
    /[A-Za-z]{2,}[,:;.]?[ \u00a0]+[A-Za-z(]/.test(text.replaceAll("§", " ")) &&
    /[a-z]{2,}/.test(text)
  );
}

/** A literal of words that nothing translates. @param {ts.Node} node */
function isBare(node) {
  let text;
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) text = node.text;
  else if (ts.isTemplateExpression(node))
    text = node.head.text + node.templateSpans.map(({ literal }) => `§${literal.text}`).join("");
  if (text === undefined || !hasWords(text)) return false;
  const { parent } = node;
  if (ts.isTaggedTemplateExpression(parent)) return false;
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) return false;
  if (ts.isLiteralTypeNode(parent) || ts.isCaseClause(parent)) return false;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return false;
  if (ts.isPropertyAssignment(parent) && NOT_SHOWN_PROPERTIES.test(parent.name.getText()))
    return false;
  if (ts.isElementAccessExpression(parent)) return false;
  if (ts.isBinaryExpression(parent) && /^[!=]==?$/.test(parent.operatorToken.getText()))
    return false;
  if (/^https?:|px (solid|dotted)|^var\(--|^\s*<|^[\w-]+="/.test(text)) return false;
  for (let at = parent; at; at = at.parent) {
    if (
      (ts.isCallExpression(at) || ts.isNewExpression(at)) &&
      NOT_WORDS.test(at.expression.getText())
    )
      return false;
    if (ts.isBlock(at) || ts.isArrowFunction(at)) break;
  }
  return true;
}
