/** What is wrong with a part of an answer: the path to it; undefined where it is as it should be. */
type Check = (value: unknown, path: string) => string | undefined;

const text: Check = (value, path) => (typeof value === 'string' ? undefined : path);
const number: Check = (value, path) => (typeof value === 'number' ? undefined : path);
/** A number of 64 bits, which CometBFT writes as text. */
const height: Check = (value, path) => (typeof value === 'string' && /^\d{1,20}$/.test(value) ? undefined : path);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const members =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value, path) => {
    if (!isObject(value)) return path;
    for (const [name, check] of Object.entries(checks)) {
      const wrong = check(value[name], `${path}.${name}`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };

const list =
  (each: Check): Check =>
  (value, path) => {
    if (!Array.isArray(value)) return path;
    for (const [i, one] of value.entries()) {
      const wrong = each(one, `${path}[${i}]`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };

/** What may be left out, be null, or be the empty text where it is nothing. */
const maybe =
  (check: Check): Check =>
  (value, path) =>
    value === undefined || value === null || value === '' ? undefined : check(value, path);

const event = members({
  type: text,
  attributes: maybe(list(members({ key: text, value: maybe(text) }))),
});
const executed = members({ code: maybe(number), log: maybe(text), events: maybe(list(event)) });
const committed = members({ hash: text, height, tx_result: executed });

/** What is read of the answers to these calls; of others nothing is known here. */
const ANSWERS: Readonly<Record<string, Check>> = {
  status: members({
    node_info: members({ network: text, moniker: text, version: text }),
    sync_info: members({ latest_block_height: height, latest_block_time: text }),
  }),
  abci_info: members({ response: members({ last_block_height: maybe(height) }) }),
  abci_query: members({
    response: members({
      code: maybe(number),
      codespace: maybe(text),
      log: maybe(text),
      value: maybe(text),
      height: maybe(height),
    }),
  }),
  block: members({ block: members({ data: members({ txs: maybe(list(text)) }) }) }),
  block_results: members({
    txs_results: maybe(list(executed)),
    finalize_block_events: maybe(list(event)),
  }),
  header: members({ header: maybe(members({ time: text })) }),
  tx_search: members({ txs: list(committed), total_count: height }),
  block_search: members({
    blocks: list(members({ block: members({ header: members({ height }) }) })),
    total_count: height,
  }),
  broadcast_tx_sync: members({ code: number, log: maybe(text), codespace: maybe(text) }),
  num_unconfirmed_txs: members({ total: height }),
};

/** Where the result of a call is not as CometBFT writes it; undefined where it is, and where the call is not known here. */
export const misshapen = (method: string, result: unknown): string | undefined => ANSWERS[method]?.(result, 'result');
