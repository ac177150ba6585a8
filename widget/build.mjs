// Bundles the widget into one file: `node build.mjs TARGET`. Style sheets are minified and put in as text.
import { readFile } from "node:fs/promises";
import { build, transform } from "esbuild";

const styles = {
  name: "styles",
  setup(builder) {
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ["src/main.ts"],
  outfile: process.argv[2],
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome88", "firefox101", "safari16.4"],
  charset: "utf8",
  legalComments: "none",
  plugins: [styles],
});
