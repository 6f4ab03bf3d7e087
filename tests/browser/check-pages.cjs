// Asks the Nu HTML checker and Lighthouse about the pages of a running shop.
//   node check-pages.cjs http://127.0.0.1:PORT SCRATCH_FOLDER
// Quality bars: no errors; accessibility, best practices and SEO 100, performance 95, on a phone.

const { execFileSync, spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const [base, scratch] = process.argv.slice(2);
const modules = process.env.NODE_PATH;
const bars = { accessibility: 100, "best-practices": 100, seo: 100, performance: 95 };

const program = (...names) => names.find((name) => spawnSync("which", [name]).status === 0);
const get = async (address) => {
  const answer = await fetch(base + address);
  return { address, status: answer.status, html: await answer.text() };
};
const first = (html, pattern) => html.match(pattern)?.[1]?.replaceAll("&amp;", "&");

const pages = async () => {
  const home = await get("/");
  const list = await get("/products/");
  const product = first(list.html, /class="product-card__link" href="([^"]+)"/);
  const collection = first(home.html, /href="(\/collections\/[^"]+)"/);
  const text = first(home.html, /href="(\/pages\/[^"]+)"/);
  const more = ["/products/harbour-mug/", product, collection, text, "/collections/", "/products/?q=mug&sort=price",
    "/products/?q=xyzzy", "/products/?page=2", "/nothing-here/"];
  return [home, list, ...await Promise.all(more.filter(Boolean).map(get))];
};

const checkHtml = (all) => {
  const java = program("java");
  if (!java) return console.log("note: java is missing: the HTML checker is left out") ?? 0;
  const files = all.map((page, index) => {
    const file = path.join(scratch, `page-${index}.html`);
    fs.writeFileSync(file, page.html);
    return file;
  });
  const jar = path.join(modules, "vnu-jar", "build", "dist", "vnu.jar");
  const checked = spawnSync(java, ["-jar", jar, "--errors-only", "--format", "json", ...files], { encoding: "utf8" });
  const { messages } = JSON.parse(checked.stderr);
  for (const { url, lastLine, message } of messages) {
    const page = all[files.findIndex((file) => url.endsWith(file))];
    console.log(`${page?.address ?? url} line ${lastLine}: ${message}`);
  }
  console.log(`HTML checker: ${messages.length} errors in ${all.length} pages`);
  return messages.length;
};

const checkWithLighthouse = (address) => {
  const cli = path.join(modules, "lighthouse", "cli", "index.js");
  const profile = fs.mkdtempSync(path.join(scratch, "chrome-"));
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", `--user-data-dir=${profile}`];
  const report = JSON.parse(execFileSync(process.execPath, [cli, base + address, "--quiet", "--output=json",
    `--only-categories=${Object.keys(bars).join(",")}`, `--chrome-flags=${flags.join(" ")}`], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, CHROME_PATH: execFileSync("which", [program("chromium", "chromium-browser", "google-chrome")],
      { encoding: "utf8" }).trim() },
  }));
  let missed = 0;
  const scores = Object.entries(bars).map(([name, bar]) => {
    const { score, auditRefs } = report.categories[name];
    if (Math.round(score * 100) < bar) {
      missed += 1;
      for (const { id, weight } of auditRefs) {
        const audit = report.audits[id];
        if (weight && audit.score !== null && audit.score < 0.9) console.log(`${address} ${name}: ${audit.title} ${audit.displayValue ?? ""}`);
      }
    }
    return `${name} ${Math.round(score * 100)}`;
  });
  console.log(`Lighthouse ${address}: ${scores.join(", ")}`);
  return missed;
};

(async () => {
  const all = await pages();
  for (const { address, status } of all) {
    if (status !== (address === "/nothing-here/" ? 404 : 200)) throw new Error(`${address} answered ${status}`);
  }
  let wrong = checkHtml(all);
  const product = all.find(({ address }) => address.startsWith("/products/") && !address.includes("?") && address !== "/products/");
  for (const address of ["/", "/products/", product.address]) wrong += checkWithLighthouse(address);
  process.exitCode = wrong ? 1 : 0;
})();
