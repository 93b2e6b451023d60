import type { Plugin } from 'vite';

/**
 * The wall's page is shown only once its script has run: until then the browser leaves the picture of the page before it,
 * so that a wall that opens itself anew shows no empty one. The bundler writes the script's tag itself.
 */
export function holdPicture(): Plugin {
  return {
    name: 'hold-picture',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (html, { path }) =>
        path === '/index.html'
          ? html.replace('<script type="module"', '<script type="module" blocking="render"')
          : html,
    },
  };
}
