// One build, six pages: wallet, till, console, town, checkout and the one for addresses where nothing is. While developing, the API is proxied.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { pageFor, pages } from './index.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const server = process.env.BURSAR_URL ?? 'http://127.0.0.1:4000';
const proxied = ['/v1', '/demo', '/bank', '/health', '/metrics', '/openapi.json', '/docs'];

// A group takes what its modules import, too, so those that all others stand on come first.
const vendorGroups = [
  { name: 'charts', test: /node_modules[\\/](echarts|zrender)[\\/]/ },
  { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler|@tanstack)[\\/]/, priority: 4 },
  { name: 'words', test: /node_modules[\\/](i18next|react-i18next)[\\/]/, priority: 3 },
  // The checkout page goes to no other screen and shows no code to scan: it loads neither of these two.
  { name: 'router', test: /node_modules[\\/]react-router[\\/]/, priority: 2 },
  { name: 'qrcode', test: /node_modules[\\/]qrcode\.react[\\/]/, priority: 2 },
  // What nearly every page needs, as one file instead of thirty. Not person/: its session starts when it is loaded.
  {
    name: 'shared',
    test: /web[\\/]shared[\\/](?!words[\\/]|person[\\/]|components[\\/](Qr|Arrival)).*\.tsx?$/,
    priority: 1,
  },
  // What only wallet and checkout page need of person/, in the same way; the console reads some of the rest.
  { name: 'person', test: /web[\\/]shared[\\/]person[\\/](?!phone|aboutPin|passkey|approval[\\/]).*\.tsx?$/ },
];

export default defineConfig({
  root,
  base: '/',
  appType: 'mpa',
  plugins: [react(), pageAddresses(), sharedHtml(), packedAssets()],
  // The libraries must all meet one React, whichever version stands at the root of the repository.
  resolve: { dedupe: ['react', 'react-dom'] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsDir: 'assets',
    // antd and echarts are large by nature; only the console and the spending chart load them, each lazily.
    chunkSizeWarningLimit: 1100,
    rolldownOptions: {
      input: pages.map(({ html }) => `${root}${html}`).filter((file) => existsSync(file)),
      output: { codeSplitting: { groups: vendorGroups } },
    },
  },
  server: {
    port: Number(process.env.WEB_PORT ?? 4200),
    proxy: Object.fromEntries(proxied.map((path) => [path, { target: server, changeOrigin: false }])),
  },
});

/** What every page's HTML has in common stands once: `<!-- head -->` is shared/head.html, `<!-- body -->` shared/body.html. */
function sharedHtml(): Plugin {
  const part = (name: string) => readFileSync(`${root}shared/${name}.html`, 'utf8');
  return {
    name: 'shared-html',
    transformIndexHtml: {
      order: 'pre',
      handler: (html) => html.replace(/<!-- (head|body) -->/g, (_all, name: string) => part(name)),
    },
  };
}

/** Beside each larger asset its packed forms, made once here: the console's scripts shrink to less than a third on their way. */
function packedAssets(): Plugin {
  const folder = `${root}dist/assets`;
  return {
    name: 'packed-assets',
    apply: 'build',
    closeBundle() {
      for (const name of existsSync(folder) ? readdirSync(folder) : []) {
        if (!/\.(js|css|svg)$/.test(name)) continue;
        const plain = readFileSync(`${folder}/${name}`);
        if (plain.length < 1_000) continue;
        const params = {
          [constants.BROTLI_PARAM_QUALITY]: 9,
          [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
        };
        writeFileSync(`${folder}/${name}.br`, brotliCompressSync(plain, { params }));
        writeFileSync(`${folder}/${name}.gz`, gzipSync(plain, { level: 9 }));
      }
    },
  };
}

/** Lets the development server answer the same addresses as the real one: /wallet/cards, /pay/ord_..., / */
function pageAddresses(): Plugin {
  return {
    name: 'page-addresses',
    configureServer(vite) {
      vite.middlewares.use((request, _response, next) => {
        const path = (request.url ?? '/').split('?')[0] ?? '/';
        const html = path.includes('.') ? undefined : pageFor(path);
        if (html) request.url = `/${html}`;
        next();
      });
    },
  };
}
