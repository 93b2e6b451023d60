import type { Plugin } from 'vite';

const DESK = /^\/(desk|sign-in|setup)(\/|\?|$)/;

/** While developing: the desk's page at its addresses, as the server serves it. */
export function servedPages(): Plugin {
  return {
    name: 'served-pages',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        if (DESK.test(request.url ?? '')) request.url = '/desk.html';
        next();
      });
    },
  };
}
