/** What the application process tells its supervisor. */
export type ApplicationMessage =
  | { readonly type: 'listening'; readonly address: string; readonly height: string }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'committed'; readonly height: string; readonly appHash: string }
  | { readonly type: 'metrics'; readonly id: number; readonly text: string };

/** What the supervisor asks the application process. */
export interface ApplicationRequest {
  readonly type: 'metrics';
  readonly id: number;
}
