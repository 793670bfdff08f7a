/**
 * Builds the widget into widget/dist: `widget.js` (the launcher) and `panel-<hash>.js`, which the
 * launcher loads when the visitor opens it. Styles lie inside as text, for constructable sheets.
 */

import { build, transform } from "esbuild";
import { readFile, readdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { dirname, join, basename, resolve } from "node:path";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");

const inlineCss = {
  name: "inline-css",
  setup(builder) {
    builder.onResolve({ filter: /\.css\?inline$/ }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path.replace("?inline", "")),
      namespace: "inline-css",
    }));
    builder.onLoad({ filter: /.*/, namespace: "inline-css" }, async ({ path }) => {
      const css = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: css.code, loader: "text", watchFiles: [path] };
    });
  },
};

const common = {
  bundle: true,
  minify: true,
  target: ["es2022"],
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  plugins: [inlineCss],
  logLevel: "warning",
  metafile: true,
};

await rm(dist, { recursive: true, force: true });

const panel = await build({
  ...common,
  entryPoints: { panel: join(here, "src/ui/panel.tsx") },
  outdir: dist,
  format: "esm",
  entryNames: "[name]-[hash]",
  define: { "process.env.NODE_ENV": '"production"' },
});

const panelFile = basename(
  Object.entries(panel.metafile.outputs).find(([, made]) => made.entryPoint)[0],
);

await build({
  ...common,
  entryPoints: { widget: join(here, "src/ui/launcher.ts") },
  outdir: dist,
  format: "iife",
  define: { PANEL_FILE: JSON.stringify(panelFile) },
});

if (!process.argv.includes("--quiet")) {
  for (const name of (await readdir(dist)).sort()) {
    const bytes = await readFile(join(dist, name));
    const kilobytes = (size) => `${(size / 1024).toFixed(1)} KB`;
    console.log(`${name}  ${kilobytes(bytes.length)}, ${kilobytes(gzipSync(bytes).length)} gzipped`);
  }
}
