// Installs the editor host once: the VS Code server build that ships inside the code-server package, its Node, a
// Chromium and fonts. Nothing is compiled and nothing is written to the checkout. `node setup.mjs` does only this.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { cacheFolder, hostPaths, manifest, pathsIn } from "./cache.mjs";
import { isAlive, withLock } from "./lock.mjs";
import { missingPackages, provideSystem } from "./system.mjs";

/**
 * Returns the paths of a complete editor host, installing whatever is missing.
 * @param {(line: string) => void} [say] receives one line per step; not called if nothing is missing
 */
export async function setup(say = (line) => console.error(`editor host: ${line}`)) {
  const wanted = hostPaths();
  const there = () => fs.existsSync(wanted.folder) && missingPackages().length === 0;
  if (!there()) {
    if (process.platform !== "linux" || process.arch !== "x64") {
      throw new Error(
        "The editor host runs on Linux x64 only; elsewhere use npm run test:desktop, which downloads a desktop VS Code.",
      );
    }
    fs.mkdirSync(cacheFolder(), { recursive: true });
    await withLock(
      path.join(cacheFolder(), "editor-host.lock"),
      () => say("waiting for another process that is installing it"),
      async () => {
        provideSystem(say);
        install(wanted.folder, say);
      },
    );
  }
  return wanted;
}

/**
 * Installs into its own folder and renames it once it is known to start, so a partial install is never used.
 * @param {string} target
 * @param {(line: string) => void} say
 */
function install(target, say) {
  if (fs.existsSync(target)) return; // another process did it while this one waited
  const started = Date.now();
  removeLeftovers(target);
  const partial = `${target}.partial-${process.pid}`;
  fs.mkdirSync(partial);
  try {
    fs.copyFileSync(manifest(), path.join(partial, "package.json"));
    const { vscode, extensions, node, server, search, searchFrom } = pathsIn(partial);
    say(`installing into ${target} (about 800 MB)`);
    say("1 of 4: the VS Code server build and Node from the npm registry");
    npm(partial, [], process.env);
    say("2 of 4: the libraries of VS Code");
    // Not 'npm ci': the shrinkwrap of this package lacks one of its own dependencies.
    const env = {
      ...process.env,
      PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}`,
    };
    npm(vscode, ["--omit=dev"], env);
    if (fs.existsSync(searchFrom)) {
      fs.mkdirSync(path.dirname(search), { recursive: true });
      fs.copyFileSync(searchFrom, search);
    }
    say(
      "3 of 4: what its own extensions share, so that a TypeScript file has its language's hovers",
    );
    npm(extensions, ["--omit=dev"], env);
    say("4 of 4: a test start");
    const version = execFileSync(node, [server, "--version"], { encoding: "utf8" }).split("\n")[0];
    moveInto(partial, target);
    say(`VS Code ${version} is ready after ${((Date.now() - started) / 1000).toFixed(0)} s`);
  } finally {
    fs.rmSync(partial, { recursive: true, force: true });
  }
}

/**
 * @param {string} cwd
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
function npm(cwd, args, env) {
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  execFileSync("npm", ["install", ...quiet, ...args], {
    cwd,
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/**
 * Renaming onto a folder that has appeared meanwhile fails; that folder is complete, so it is used.
 * @param {string} from
 * @param {string} to
 */
function moveInto(from, to) {
  try {
    fs.renameSync(from, to);
  } catch (error) {
    if (!fs.existsSync(to)) throw error;
  }
}

/**
 * Removes what interrupted installations left behind, but not the folder of a running process.
 * @param {string} target
 */
function removeLeftovers(target) {
  for (const name of fs.readdirSync(path.dirname(target))) {
    const pid = Number(/^editor-host-.*\.partial-(\d+)$/.exec(name)?.[1]);
    if (pid && !isAlive(pid))
      fs.rmSync(path.join(path.dirname(target), name), { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  try {
    console.log((await setup()).folder);
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    process.exit(1);
  }
}
