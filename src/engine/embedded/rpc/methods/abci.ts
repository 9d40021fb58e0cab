import { base64 } from '../../types/hash.ts';
import { nullable } from '../json.ts';
import { type Methods, method } from './method.ts';

export const abciMethods: Methods = {
  abci_info: method({}, ({ app }) => {
    const info = app.info();
    return {
      response: {
        data: info.data,
        version: info.version,
        app_version: String(info.appVersion),
        last_block_height: String(info.lastBlockHeight),
        last_block_app_hash: base64(info.lastBlockAppHash),
      },
    };
  }),
  abci_query: method({ path: 'string', data: 'hex', height: 'int', prove: 'bool' }, ({ app }, args) => {
    const { path = '', data = new Uint8Array(), height = 0n, prove = false } = args;
    const response = app.query({ path, data, height, prove });
    return {
      response: {
        code: response.code,
        log: response.log,
        info: '',
        index: '0',
        key: nullable(response.key),
        value: nullable(response.value),
        proofOps: response.proofOps
          ? { ops: response.proofOps.map(({ type, key, data }) => ({ type, key: base64(key), data: base64(data) })) }
          : null,
        height: String(response.height),
        codespace: response.codespace,
      },
    };
  }),
};
