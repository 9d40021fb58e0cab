import type { DescFile, DescMessage, DescService } from '@bufbuild/protobuf';

/**
 * The messages and services that can be found by name. Files are added by what needs them (`messages.ts` adds everything
 * that may stand in a transaction or an account), because loading all of them would cost every start.
 */
class TypeRegistry {
  readonly #messages = new Map<string, DescMessage>();
  readonly #services = new Map<string, DescService>();

  /** Adds the messages and services of generated files; a file already there changes nothing. */
  add(...files: DescFile[]): void {
    for (const file of files) {
      for (const message of file.messages) this.#addMessage(message);
      for (const service of file.services) this.#services.set(service.typeName, service);
    }
  }

  #addMessage(message: DescMessage): void {
    this.#messages.set(message.typeName, message);
    for (const nested of message.nestedMessages) this.#addMessage(nested);
  }

  /** The message of a full name (`cosmos.bank.v1beta1.MsgSend`) or of a type URL (`/cosmos.bank.v1beta1.MsgSend`). */
  message(name: string): DescMessage | undefined {
    return this.#messages.get(name.startsWith('/') ? name.slice(1) : name);
  }

  /** All messages, in the order in which they were added. */
  messages(): DescMessage[] {
    return [...this.#messages.values()];
  }

  /** The service of a full name (`emissions.v10.QueryService`). */
  service(name: string): DescService | undefined {
    return this.#services.get(name);
  }

  /** All services, in the order in which they were added. */
  services(): DescService[] {
    return [...this.#services.values()];
  }
}

export const registry = new TypeRegistry();
