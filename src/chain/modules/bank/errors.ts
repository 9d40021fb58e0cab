import { registerErrors } from '../../errors.ts';

/** The bank's registered errors, with the SDK's codes. */
export const bankErrors = registerErrors('bank', {
  noInputs: [2, 'no inputs to send transaction'],
  noOutputs: [3, 'no outputs to send transaction'],
  inputOutputMismatch: [4, 'sum inputs != sum outputs'],
  sendDisabled: [5, 'send transactions are disabled'],
  multipleSenders: [9, 'multiple senders not allowed'],
});
