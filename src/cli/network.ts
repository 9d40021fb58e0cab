/** A network that commands talk to. */
export interface Network {
  /** `devnet` for a running devnet, else the profile's name. */
  name: string;
  kind: 'devnet' | 'public';
  chainId: string;
  /** CometBFT RPC, http(s) URL. */
  rpc: string;
  /** Devnet only: its name, home and control socket. */
  devnet?: { name: string; home: string; control: string; seed: string | null };
}
