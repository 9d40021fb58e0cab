import { METHODS } from './methods/index.ts';

/** The page at `/`: every endpoint with the names of its arguments, as a CometBFT node shows it. */
export function indexPage(host: string): string {
  const links = [...METHODS].map(([name, { spec }]) => {
    const url = `//${host}/${name}${Object.keys(spec).length === 0 ? '' : '?'}`;
    const query = Object.keys(spec).map((argument) => `${argument}=_`);
    return `<a href="${url}${query.join('&amp;')}">${url}${query.join('&amp;')}</a></br>`;
  });
  return `<html><body><br>Available endpoints:<br>${links.join('\n')}<br>Websocket: //${host}/websocket</body></html>`;
}
